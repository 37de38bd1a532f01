package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue in a request. The engine validates and completes them to a {@link Queue}.
 *
 * @param target null for a push queue without overrides if the queue is created, and for no change if it is updated
 * @param rateLimits a value of 0 means the default
 * @param retryConfig a value of 0 or null means the default
 * @param taskTtl the age at which tasks expire, 10 days to 10 years; null means 31 days
 * @param tombstoneTtl how long the names of tasks are blocked, 1 hour to 9 days; null means the setting of the emulator
 * @param samplingRatio the fraction of operations to log, 0.0 to 1.0; null if not set
 */
public record NewQueue(
        @Nullable Target target,
        RateLimits rateLimits,
        RetryConfig retryConfig,
        @Nullable Duration taskTtl,
        @Nullable Duration tombstoneTtl,
        @Nullable Double samplingRatio) {

    /** A request in which nothing is set. */
    public static final NewQueue DEFAULT = new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, null, null, null);

    /** Returns the same settings with another target. */
    public NewQueue withTarget(Target newTarget) {
        return new NewQueue(newTarget, rateLimits, retryConfig, taskTtl, tombstoneTtl, samplingRatio);
    }

    /** Returns the same settings with another tombstone TTL. */
    public NewQueue withTombstoneTtl(@Nullable Duration newTtl) {
        return new NewQueue(target, rateLimits, retryConfig, taskTtl, newTtl, samplingRatio);
    }
}
