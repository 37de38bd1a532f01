package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue in a request. The engine validates and completes them to a {@link Queue}.
 *
 * @param target null for a push queue without overrides if the queue is created, and for no change if it is updated
 * @param rateLimits a value of 0 means the default
 * @param retryConfig null or 0 means the default, with the exception of {@code zerosAreValues}
 * @param taskTtl the age at which tasks expire, 10 days to 10 years; null means 31 days
 * @param tombstoneTtl how long the names of tasks are blocked, 1 hour to 9 days; null means the setting of the emulator
 * @param samplingRatio the fraction of operations to log, 0.0 to 1.0; null if not set
 * @param zerosAreValues whether a backoff of 0 and a {@code maxDoublings} of 0 are values, as in configuration files;
 *     in requests they mean the default (recorded)
 */
public record NewQueue(
        @Nullable Target target,
        RateLimits rateLimits,
        RetryConfig retryConfig,
        @Nullable Duration taskTtl,
        @Nullable Duration tombstoneTtl,
        @Nullable Double samplingRatio,
        boolean zerosAreValues) {

    /** A request in which nothing is set. */
    public static final NewQueue DEFAULT = new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, null, null, null);

    /** Creates the settings of a request, in which zeros mean defaults. */
    public NewQueue(
            @Nullable Target target,
            RateLimits rateLimits,
            RetryConfig retryConfig,
            @Nullable Duration taskTtl,
            @Nullable Duration tombstoneTtl,
            @Nullable Double samplingRatio) {
        this(target, rateLimits, retryConfig, taskTtl, tombstoneTtl, samplingRatio, false);
    }

    /** Returns the same settings with another target. */
    public NewQueue withTarget(Target newTarget) {
        return new NewQueue(newTarget, rateLimits, retryConfig, taskTtl, tombstoneTtl, samplingRatio, zerosAreValues);
    }

    /** Returns the same settings with a retry config in which zeros are values. */
    public NewQueue withExactRetryConfig(RetryConfig exact) {
        return new NewQueue(target, rateLimits, exact, taskTtl, tombstoneTtl, samplingRatio, true);
    }

    /** Returns the same settings without TTLs, which an update cannot change. */
    public NewQueue withoutTtls() {
        return new NewQueue(target, rateLimits, retryConfig, null, null, samplingRatio, zerosAreValues);
    }

    /** Returns the same settings with another tombstone TTL. */
    public NewQueue withTombstoneTtl(@Nullable Duration newTtl) {
        return new NewQueue(target, rateLimits, retryConfig, taskTtl, newTtl, samplingRatio, zerosAreValues);
    }
}
