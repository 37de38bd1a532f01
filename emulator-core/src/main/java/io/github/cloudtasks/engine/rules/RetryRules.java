package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules for the retry configs of queues and tasks. The error messages are the same for both (recorded). */
final class RetryRules {
    private RetryRules() {}

    /**
     * Returns a complete retry config of a push queue or a task, with defaults for what is not set. A zero counts as
     * not set.
     *
     * @throws ApiException INVALID_ARGUMENT for a value out of range
     */
    static RetryConfig complete(RetryConfig requested, Dialect dialect) {
        return completeExact(
                new RetryConfig(
                        requested.maxAttempts(),
                        requested.maxRetryDuration(),
                        nullIfZero(requested.minBackoff()),
                        nullIfZero(requested.maxBackoff()),
                        requested.maxDoublings() == 0 ? Limits.DEFAULT_MAX_DOUBLINGS : requested.maxDoublings()),
                dialect);
    }

    /**
     * Returns a complete retry config of a push queue, with defaults for what is not set. A backoff of zero and zero
     * doublings are values.
     *
     * @throws ApiException INVALID_ARGUMENT for a value out of range
     */
    static RetryConfig completeExact(RetryConfig requested, Dialect dialect) {
        if (requested.maxAttempts() < RetryConfig.UNLIMITED) {
            throw ApiException.invalidArgument("RetryConfig.maxAttempts must be greater or equal to -1.")
                    .withFields("retry_config.max_attempts");
        }
        if (requested.maxDoublings() < 0) {
            throw ApiException.invalidArgument("RetryConfig.maxDoublings cannot be negative.")
                    .withFields("retry_config.max_doublings");
        }
        Duration minBackoff = orDefault(notNegative(requested.minBackoff(), "minBackoff"), Limits.DEFAULT_MIN_BACKOFF);
        Duration maxBackoff = orDefault(notNegative(requested.maxBackoff(), "maxBackoff"), Limits.DEFAULT_MAX_BACKOFF);
        if (minBackoff.compareTo(maxBackoff) > 0) {
            throw ApiException.invalidArgument(
                            "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.")
                    .withFields("retry_config.min_backoff", "retry_config.max_backoff");
        }
        return new RetryConfig(
                requested.maxAttempts() == 0 ? Limits.DEFAULT_MAX_ATTEMPTS : requested.maxAttempts(),
                maxRetryDuration(requested.maxRetryDuration(), dialect),
                minBackoff,
                maxBackoff,
                requested.maxDoublings());
    }

    /**
     * Returns the retry config of a pull queue, which has only the limits for attempts and duration (documented, and
     * the tests of the gcloud CLI).
     */
    static RetryConfig completeForPull(RetryConfig requested, Dialect dialect) {
        RetryConfig checked = complete(
                new RetryConfig(requested.maxAttempts(), requested.maxRetryDuration(), null, null, 0), dialect);
        return new RetryConfig(checked.maxAttempts(), checked.maxRetryDuration(), null, null, 0);
    }

    private static @Nullable Duration maxRetryDuration(@Nullable Duration requested, Dialect dialect) {
        if (requested == null) {
            return null;
        }
        if (requested.isNegative()) {
            throw ApiException.invalidArgument("RetryConfig.max_retry_duration.seconds cannot be negative.")
                    .withFields("retry_config.max_retry_duration");
        }
        if (requested.getNano() != 0 && !dialect.retryDurationIsTruncated()) {
            throw ApiException.invalidArgument("RetryConfig.max_retry_duration.nanos cannot be set.")
                    .withFields("retry_config.max_retry_duration");
        }
        Duration whole = Duration.ofSeconds(requested.getSeconds());
        return whole.isZero() ? null : whole;
    }

    private static @Nullable Duration notNegative(@Nullable Duration requested, String field) {
        if (requested != null && requested.isNegative()) {
            throw ApiException.invalidArgument("RetryConfig." + field + " cannot be negative.")
                    .withFields("retry_config." + field);
        }
        return requested;
    }

    private static @Nullable Duration nullIfZero(@Nullable Duration requested) {
        return requested == null || requested.isZero() ? null : requested;
    }

    private static Duration orDefault(@Nullable Duration requested, Duration defaultValue) {
        return requested == null ? defaultValue : requested;
    }
}
