package io.github.cloudtasks.grpc.service;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The zeros in the retry config of a queue that an update keeps. Only configuration files can set them: in a message, a
 * zero means the default.
 */
record KeptZeros(boolean minBackoff, boolean maxBackoff, boolean maxDoublings) {

    /** Returns the zeros of a queue that the mask of an update leaves out. */
    static KeptZeros of(RetryConfig current, UpdateMask mask) {
        return new KeptZeros(
                isZero(current.minBackoff()) && !mask.touches("retry_config.min_backoff"),
                isZero(current.maxBackoff()) && !mask.touches("retry_config.max_backoff"),
                current.maxDoublings() == 0 && !mask.touches("retry_config.max_doublings"));
    }

    /** Returns the settings after the update, in which the kept zeros are values and all others mean the default. */
    NewQueue in(NewQueue updated) {
        if (!minBackoff && !maxBackoff && !maxDoublings) {
            return updated;
        }
        RetryConfig config = updated.retryConfig();
        return updated.withExactRetryConfig(new RetryConfig(
                config.maxAttempts(),
                config.maxRetryDuration(),
                exact(config.minBackoff(), minBackoff),
                exact(config.maxBackoff(), maxBackoff),
                config.maxDoublings() == 0 && !maxDoublings ? Limits.DEFAULT_MAX_DOUBLINGS : config.maxDoublings()));
    }

    private static @Nullable Duration exact(@Nullable Duration updated, boolean zeroIsKept) {
        return isZero(updated) && !zeroIsKept ? null : updated;
    }

    private static boolean isZero(@Nullable Duration duration) {
        return duration != null && duration.isZero();
    }
}
