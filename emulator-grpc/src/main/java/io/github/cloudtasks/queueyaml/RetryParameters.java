package io.github.cloudtasks.queueyaml;

import io.github.cloudtasks.model.RetryConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code retry_parameters} of a queue. */
final class RetryParameters {
  private static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(100);
  private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofHours(1);
  private static final int DEFAULT_MAX_DOUBLINGS = 16;
  /** The longest duration that the API can show: 10,000 years. */
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(315_576_000_000L);

  private RetryParameters() {}

  static RetryConfig ofPull(YamlMap parameters) {
    for (String key : List.of("task_age_limit", "min_backoff_seconds", "max_backoff_seconds", "max_doublings")) {
      if (parameters.has(key)) {
        throw QueueYaml.invalid("Can't specify " + key + " for a pull queue.");
      }
    }
    int attempts = maxAttempts(parameters);
    parameters.requireNothingElse();
    return new RetryConfig(attempts, null, null, null, 0);
  }

  static RetryConfig ofPush(YamlMap parameters) {
    int attempts = maxAttempts(parameters);
    Duration ageLimit = ageLimit(parameters.text("task_age_limit"));
    Duration min = backoff(parameters.number("min_backoff_seconds"), "Min backoff seconds");
    Duration max = backoff(parameters.number("max_backoff_seconds"), "Max backoff seconds");
    int doublings = maxDoublings(parameters);
    parameters.requireNothingElse();
    return withBackoffs(min, max, attempts, ageLimit, doublings);
  }

  /** A default backoff gives way to one that is given. */
  private static RetryConfig withBackoffs(
      @Nullable Duration min, @Nullable Duration max, int attempts, @Nullable Duration ageLimit, int doublings) {
    if (min != null && max != null && min.compareTo(max) > 0) {
      throw QueueYaml.invalid("Min backoff sec must not be greater than than max backoff sec.");
    }
    Duration defaultMin = max != null && max.compareTo(DEFAULT_MIN_BACKOFF) < 0 ? max : DEFAULT_MIN_BACKOFF;
    Duration defaultMax = min != null && min.compareTo(DEFAULT_MAX_BACKOFF) > 0 ? min : DEFAULT_MAX_BACKOFF;
    return new RetryConfig(
        attempts, ageLimit, min != null ? min : defaultMin, max != null ? max : defaultMax, doublings);
  }

  /** The file counts retries, the API attempts. */
  private static int maxAttempts(YamlMap parameters) {
    Integer retries = parameters.integer("task_retry_limit");
    if (retries == null) {
      return RetryConfig.UNLIMITED;
    }
    if (retries < 0) {
      throw QueueYaml.invalid("Task retry limit must not be less than zero.");
    }
    return retries == Integer.MAX_VALUE ? retries : retries + 1;
  }

  private static @Nullable Duration ageLimit(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Quantity quantity = Quantity.parse(text, "");
    if (quantity == null) {
      throw QueueYaml.invalid("Task age limit must be a number with s, m, h or d (is " + text + ").");
    }
    BigDecimal seconds = quantity.number().multiply(quantity.unitSeconds()).setScale(0, RoundingMode.DOWN);
    if (seconds.signum() <= 0) {
      throw QueueYaml.invalid("Task age limit must be greater than zero.");
    }
    return duration(seconds, "Task age limit");
  }

  private static @Nullable Duration backoff(@Nullable BigDecimal seconds, String words) {
    if (seconds == null) {
      return null;
    }
    if (seconds.signum() < 0) {
      throw QueueYaml.invalid(words + " must not be less than zero.");
    }
    return duration(seconds, words);
  }

  private static int maxDoublings(YamlMap parameters) {
    Integer doublings = parameters.integer("max_doublings");
    if (doublings == null) {
      return DEFAULT_MAX_DOUBLINGS;
    }
    if (doublings < 0) {
      throw QueueYaml.invalid("Max doublings must not be less than zero.");
    }
    return doublings;
  }

  private static Duration duration(BigDecimal seconds, String words) {
    if (seconds.compareTo(MAX_SECONDS) > 0) {
      throw QueueYaml.invalid(words + " must not exceed 10,000 years.");
    }
    BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
    return Duration.ofSeconds(parts[0].longValue(), parts[1].movePointRight(9).longValue());
  }
}
