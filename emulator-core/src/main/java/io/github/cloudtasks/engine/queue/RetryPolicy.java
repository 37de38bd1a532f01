package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When a failed task is tried again, and when it is given up: pure functions (recorded, and the documented series). */
final class RetryPolicy {
    private RetryPolicy() {}

    /**
     * The wait before the {@code retry}th retry: it doubles {@code maxDoublings} times, then grows by the last doubled
     * step, and never exceeds {@code maxBackoff}. With 10 s, 300 s and 3 doublings: 10, 20, 40, 80, 160, 240, 300, 300.
     *
     * @param config complete
     * @param retry from 1
     */
    static Duration backoff(RetryConfig config, int retry) {
        Duration longest = Objects.requireNonNull(config.maxBackoff(), "a stored retry config is complete");
        Duration first = Objects.requireNonNull(config.minBackoff(), "a stored retry config is complete");
        int doublings = Math.min(retry - 1, config.maxDoublings());
        long linear = Math.max(1L, (long) retry - config.maxDoublings());
        double factor = Math.pow(2, doublings) * linear;
        double seconds = toSeconds(first) * factor;
        if (seconds >= toSeconds(longest)) {
            return longest;
        }
        // A factor that a long cannot hold only comes with waits of centuries, of which whole seconds are enough.
        Duration wait =
                factor < Long.MAX_VALUE ? first.multipliedBy((long) factor) : Duration.ofSeconds((long) seconds);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /**
     * Whether a task that has failed is to be given up: only when every limit that is set has been reached. A limit
     * that is not set counts as reached if the other is set; with none set a task is never given up.
     *
     * @param attempts made so far
     * @param firstAttempt when the first was made
     */
    static boolean isExhausted(RetryConfig config, int attempts, @Nullable Instant firstAttempt, Instant now) {
        boolean attemptsLimited = config.maxAttempts() != RetryConfig.UNLIMITED;
        Duration longest = config.maxRetryDuration();
        if (!attemptsLimited && longest == null) {
            return false;
        }
        boolean attemptsSpent = !attemptsLimited || attempts >= config.maxAttempts();
        boolean timeSpent = longest == null
                || firstAttempt == null
                || Duration.between(firstAttempt, now).compareTo(longest) >= 0;
        return attemptsSpent && timeSpent;
    }

    private static double toSeconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
