package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.model.RetryConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parser of the {@code retry_parameters} of a queue. */
final class RetryParameters {
    private static final String RETRY_LIMIT = "task_retry_limit";
    private static final String AGE_LIMIT = "task_age_limit";
    private static final String MIN_BACKOFF = "min_backoff_seconds";
    private static final String MAX_BACKOFF = "max_backoff_seconds";
    private static final String DOUBLINGS = "max_doublings";
    private static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(100);
    private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofHours(1);
    private static final int DEFAULT_MAX_DOUBLINGS = 16;
    /** The longest duration that the API can show: 10,000 years, in seconds. */
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(315_576_000_000L);

    private RetryParameters() {}

    static RetryConfig ofPull(YamlMap parameters) {
        for (String key : List.of(AGE_LIMIT, MIN_BACKOFF, MAX_BACKOFF, DOUBLINGS)) {
            if (parameters.has(key)) {
                throw parameters.invalid(key, "Can't specify " + key + " for a pull queue.");
            }
        }
        int attempts = maxAttempts(parameters);
        parameters.requireNothingElse();
        return new RetryConfig(attempts, null, null, null, 0);
    }

    static RetryConfig ofPush(YamlMap parameters) {
        int attempts = maxAttempts(parameters);
        Duration ageLimit = ageLimit(parameters);
        Duration min = backoff(parameters, MIN_BACKOFF, "Min backoff seconds");
        Duration max = backoff(parameters, MAX_BACKOFF, "Max backoff seconds");
        if (min != null && max != null && min.compareTo(max) > 0) {
            throw parameters.invalid(MIN_BACKOFF, "Min backoff sec must not be greater than than max backoff sec.");
        }
        int doublings = maxDoublings(parameters);
        parameters.requireNothingElse();
        return withBackoffs(min, max, attempts, ageLimit, doublings);
    }

    /** Adds default backoffs. A default is adjusted if it contradicts the backoff in the file. */
    private static RetryConfig withBackoffs(
            @Nullable Duration min, @Nullable Duration max, int attempts, @Nullable Duration ageLimit, int doublings) {
        Duration defaultMin = max != null && max.compareTo(DEFAULT_MIN_BACKOFF) < 0 ? max : DEFAULT_MIN_BACKOFF;
        Duration defaultMax = min != null && min.compareTo(DEFAULT_MAX_BACKOFF) > 0 ? min : DEFAULT_MAX_BACKOFF;
        return new RetryConfig(
                attempts, ageLimit, min != null ? min : defaultMin, max != null ? max : defaultMax, doublings);
    }

    /** Converts the number of retries in the file to the number of attempts in the API. */
    private static int maxAttempts(YamlMap parameters) {
        Integer retries = parameters.integer(RETRY_LIMIT);
        if (retries == null) {
            return RetryConfig.UNLIMITED;
        }
        if (retries < 0) {
            throw parameters.invalid(RETRY_LIMIT, "Task retry limit must not be less than zero.");
        }
        return retries == Integer.MAX_VALUE ? retries : retries + 1;
    }

    private static @Nullable Duration ageLimit(YamlMap parameters) {
        String text = parameters.text(AGE_LIMIT);
        if (text == null) {
            return null;
        }
        Quantity quantity = Quantity.parse(text, "");
        if (quantity == null) {
            throw parameters.invalid(AGE_LIMIT, "Task age limit must be a number with s, m, h or d (is " + text + ").");
        }
        BigDecimal seconds = quantity.number().multiply(quantity.unitSeconds()).setScale(0, RoundingMode.DOWN);
        if (seconds.signum() <= 0) {
            throw parameters.invalid(AGE_LIMIT, "Task age limit must be greater than zero.");
        }
        return duration(seconds, parameters, AGE_LIMIT, "Task age limit");
    }

    private static @Nullable Duration backoff(YamlMap parameters, String key, String label) {
        BigDecimal seconds = parameters.number(key);
        if (seconds == null) {
            return null;
        }
        if (seconds.signum() < 0) {
            throw parameters.invalid(key, label + " must not be less than zero.");
        }
        return duration(seconds, parameters, key, label);
    }

    private static int maxDoublings(YamlMap parameters) {
        Integer doublings = parameters.integer(DOUBLINGS);
        if (doublings == null) {
            return DEFAULT_MAX_DOUBLINGS;
        }
        if (doublings < 0) {
            throw parameters.invalid(DOUBLINGS, "Max doublings must not be less than zero.");
        }
        return doublings;
    }

    private static Duration duration(BigDecimal seconds, YamlMap parameters, String key, String label) {
        if (seconds.compareTo(MAX_SECONDS) > 0) {
            throw parameters.invalid(key, label + " must not exceed 10,000 years.");
        }
        BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
        return Duration.ofSeconds(
                parts[0].longValue(), parts[1].movePointRight(9).longValue());
    }
}
