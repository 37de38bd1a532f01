package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue as a caller asks for them; the engine checks and completes them to a {@link Queue}.
 *
 * @param target null: an App Engine push queue when the queue is created, as it is when it is updated
 * @param rateLimits 0 in a part means the service's default
 * @param retryConfig 0 or null in a part means the service's default
 * @param taskTtl how long a task may live, 10 days to 10 years; null means 31 days
 * @param tombstoneTtl how long a task's name is blocked, 1 hour to 9 days; null means the emulator's setting
 * @param samplingRatio the share of operations to log, 0.0 to 1.0; null where the caller gave none
 */
public record NewQueue(
        @Nullable Target target,
        RateLimits rateLimits,
        RetryConfig retryConfig,
        @Nullable Duration taskTtl,
        @Nullable Duration tombstoneTtl,
        @Nullable Double samplingRatio) {

    /** A queue with nothing asked for. */
    public static final NewQueue DEFAULT = new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, null, null, null);

    /** The same settings with another target. */
    public NewQueue withTarget(Target newTarget) {
        return new NewQueue(newTarget, rateLimits, retryConfig, taskTtl, tombstoneTtl, samplingRatio);
    }

    /** The same settings with another time for which names of tasks are blocked. */
    public NewQueue withTombstoneTtl(@Nullable Duration newTtl) {
        return new NewQueue(target, rateLimits, retryConfig, taskTtl, newTtl, samplingRatio);
    }
}
