package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks and completes a retry config, of a queue or of a task: the texts are the same for both (recorded). */
final class RetryRules {
    private RetryRules() {}

    static RetryConfig complete(RetryConfig asked, Dialect dialect) {
        if (asked.maxAttempts() < RetryConfig.UNLIMITED) {
            throw ApiException.invalidArgument("RetryConfig.maxAttempts must be greater or equal to -1.");
        }
        if (asked.maxDoublings() < 0) {
            throw ApiException.invalidArgument("RetryConfig.maxDoublings cannot be negative.");
        }
        Duration minBackoff = orDefault(notNegative(asked.minBackoff(), "minBackoff"), Limits.DEFAULT_MIN_BACKOFF);
        Duration maxBackoff = orDefault(notNegative(asked.maxBackoff(), "maxBackoff"), Limits.DEFAULT_MAX_BACKOFF);
        if (minBackoff.compareTo(maxBackoff) > 0) {
            throw ApiException.invalidArgument(
                    "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
        }
        return new RetryConfig(
                asked.maxAttempts() == 0 ? Limits.DEFAULT_MAX_ATTEMPTS : asked.maxAttempts(),
                maxRetryDuration(asked.maxRetryDuration(), dialect),
                minBackoff,
                maxBackoff,
                asked.maxDoublings() == 0 ? Limits.DEFAULT_MAX_DOUBLINGS : asked.maxDoublings());
    }

    /**
     * What of a pull queue's retry config can be set: how often and how long (documented, and the cloud CLI's own
     * tests).
     */
    static RetryConfig completeForPull(RetryConfig asked, Dialect dialect) {
        RetryConfig checked =
                complete(new RetryConfig(asked.maxAttempts(), asked.maxRetryDuration(), null, null, 0), dialect);
        return new RetryConfig(checked.maxAttempts(), checked.maxRetryDuration(), null, null, 0);
    }

    private static @Nullable Duration maxRetryDuration(@Nullable Duration asked, Dialect dialect) {
        if (asked == null) {
            return null;
        }
        if (asked.isNegative()) {
            throw ApiException.invalidArgument("RetryConfig.max_retry_duration.seconds cannot be negative.");
        }
        if (asked.getNano() != 0 && !dialect.retryDurationIsTruncated()) {
            throw ApiException.invalidArgument("RetryConfig.max_retry_duration.nanos cannot be set.");
        }
        Duration whole = Duration.ofSeconds(asked.getSeconds());
        return whole.isZero() ? null : whole;
    }

    private static @Nullable Duration notNegative(@Nullable Duration asked, String field) {
        if (asked != null && asked.isNegative()) {
            throw ApiException.invalidArgument("RetryConfig." + field + " cannot be negative.");
        }
        return asked;
    }

    private static Duration orDefault(@Nullable Duration asked, Duration theDefault) {
        return asked == null || asked.isZero() ? theDefault : asked;
    }
}
