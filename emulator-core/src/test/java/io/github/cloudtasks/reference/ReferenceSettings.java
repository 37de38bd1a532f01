package io.github.cloudtasks.reference;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of queues in random tests. All settings are explicit, so that the reference model needs no defaults. The
 * interval between two tokens is a whole number of nanoseconds.
 */
record ReferenceSettings(boolean pull, int perSecond, int burst, int slots, RetryConfig retries) {
    static final List<ReferenceSettings> ALL = List.of(
            push(500, 100, 1000, retries(3, null, 1000, 1000, 16)),
            push(1, 1, 1, retries(-1, null, 500, 4000, 2)),
            push(2, 3, 2, retries(2, Duration.ofSeconds(3), 2000, 2000, 16)),
            push(10, 5, 3, retries(-1, Duration.ofSeconds(10), 100, 1000, 1)),
            push(5, 20, 2, retries(1, null, 100, 100, 16)),
            pull(100),
            pull(2));

    private static ReferenceSettings push(int perSecond, int burst, int slots, RetryConfig retries) {
        return new ReferenceSettings(false, perSecond, burst, slots, retries);
    }

    private static ReferenceSettings pull(int attempts) {
        return new ReferenceSettings(true, 500, 100, -1, new RetryConfig(attempts, null, null, null, 0));
    }

    private static RetryConfig retries(
            int attempts, @Nullable Duration longest, int minMillis, int maxMillis, int doublings) {
        return new RetryConfig(
                attempts, longest, Duration.ofMillis(minMillis), Duration.ofMillis(maxMillis), doublings);
    }

    NewQueue toNewQueue() {
        return pull
                ? new NewQueue(new PullTarget(), RateLimits.UNSET, retries, null, null, null)
                : new NewQueue(PushTarget.PLAIN, new RateLimits(perSecond, burst, slots), retries, null, null, null);
    }
}
