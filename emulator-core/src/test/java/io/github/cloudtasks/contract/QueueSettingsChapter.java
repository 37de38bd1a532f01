package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How fast, how often and how long: the ranges of a queue's settings, and what the service makes of them. */
public abstract class QueueSettingsChapter extends Chapter {

  static Stream<Arguments> outOfRange() {
    Duration second = Duration.ofSeconds(1);
    return Stream.of(
        arguments(AQueue.push().backoff(null, null, -1), "RetryConfig.maxDoublings cannot be negative."),
        arguments(AQueue.push().backoff(second.negated(), null, 0), "RetryConfig.minBackoff cannot be negative."),
        arguments(AQueue.push().backoff(Duration.ofNanos(-5), null, 0), "RetryConfig.minBackoff cannot be negative."),
        arguments(AQueue.push().backoff(null, second.negated(), 0), "RetryConfig.maxBackoff cannot be negative."),
        arguments(
            AQueue.push().retryFor(second.negated()), "RetryConfig.max_retry_duration.seconds cannot be negative."),
        arguments(
            AQueue.push().backoff(second.multipliedBy(10), second.multipliedBy(5), 0),
            "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff."));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  @Tag("recorded")
  void a_retry_setting_out_of_range_is_refused(AQueue settings, String text) {
    refused(INVALID_ARGUMENT, text, () -> bench.create("q", settings));
    refused(INVALID_ARGUMENT, text, () -> service.updateQueue(bench.queue("q"), settings.build()));
  }

  /** The text names -1 where that means no limit; v2beta2 has another field for it. */
  @Test
  @Tag("recorded")
  void a_number_of_attempts_is_not_below_the_one_that_means_no_limit() {
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().attempts(-2)));
  }

  @Test
  @Tag("recorded")
  void a_rate_is_at_most_500_per_second() {
    assertThat(bench.create("q", AQueue.push().rate(500)).rateLimits().maxDispatchesPerSecond()).isEqualTo(500);
    refusedRate(500.001, " must be less than or equal to 500.");
    refusedRate(501, " must be less than or equal to 500.");
    refusedRate(Double.POSITIVE_INFINITY, " must be less than or equal to 500.");
  }

  @Test
  @Tag("recorded")
  void a_rate_is_not_negative() {
    refusedRate(-1, " cannot be negative.");
    refusedRate(-0.001, " cannot be negative.");
  }

  @Test
  @Tag("inferred")
  void a_rate_is_a_number() {
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().rate(Double.NaN)));
  }

  @Test
  @Tag("recorded")
  void at_most_5000_dispatches_may_run_at_once() {
    assertThat(bench.create("q", AQueue.push().concurrency(5000)).rateLimits().maxConcurrentDispatches())
        .isEqualTo(5000);
    refusedConcurrency(5001, " must be less than or equal to 5000.");
  }

  @Test
  @Tag("recorded")
  void the_number_of_concurrent_dispatches_is_not_negative() {
    refusedConcurrency(-1, " cannot be negative.");
  }

  @ParameterizedTest
  @CsvSource({"0.25, 10", "0.5, 10", "1, 10", "5, 10", "10, 10", "54, 10", "77, 15", "100, 20", "333, 66", "500, 100"})
  @Tag("recorded")
  void a_burst_that_nobody_asked_for_follows_from_the_rate(double rate, int burst) {
    assertThat(bench.create("q", AQueue.push().rate(rate)).rateLimits()).isEqualTo(new RateLimits(rate, burst, 1000));
  }

  @Test
  @Tag("documented")
  void a_burst_that_was_asked_for_counts_where_the_version_says_so() {
    assumeTrue(service.dialect().burstIsSettable());

    assertThat(bench.create("q", AQueue.push().rate(100).burst(7)).rateLimits()).isEqualTo(new RateLimits(100, 7, 1000));
    assertThat(bench.create("largest", AQueue.push().burst(500)).rateLimits().maxBurstSize()).isEqualTo(500);
  }

  @Test
  @Tag("documented")
  void an_update_of_the_rate_computes_the_burst_anew() {
    bench.create("q", AQueue.push().rate(100).burst(7));

    Queue queue = service.updateQueue(bench.queue("q"), AQueue.push().rate(50).build());

    assertThat(queue.rateLimits()).isEqualTo(new RateLimits(50, 10, 1000));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 501})
  @Tag("inferred")
  void a_burst_out_of_range_is_refused(int burst) {
    assumeTrue(service.dialect().burstIsSettable());

    refused(
        INVALID_ARGUMENT,
        "RateLimits.maxBurstSize must be between 1 and 500.",
        () -> bench.create("q", AQueue.push().burst(burst)));
  }

  @Test
  @Tag("recorded")
  void attempts_may_be_unlimited() {
    RetryConfig retry = bench.create("q", AQueue.push().attempts(-1).retryFor(Duration.ZERO)).retryConfig();

    assertThat(retry).isEqualTo(new RetryConfig(-1, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
  }

  @Test
  @Tag("recorded")
  void zero_means_the_default() {
    AQueue zeroes =
        AQueue.push().rate(0).concurrency(0).attempts(0).backoff(Duration.ZERO, Duration.ZERO, 0).retryFor(Duration.ZERO);

    Queue queue = bench.create("q", zeroes);

    assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
    assertThat(queue.retryConfig())
        .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
  }

  @Test
  @Tag("recorded")
  void backoffs_are_kept_to_the_nanosecond() {
    Duration min = Duration.ofNanos(1_234_567_891);
    Duration max = Duration.ofSeconds(9, 876_543_219);

    RetryConfig retry = bench.create("q", AQueue.push().backoff(min, max, 2)).retryConfig();

    assertThat(retry).isEqualTo(new RetryConfig(100, null, min, max, 2));
  }

  @Test
  @Tag("inferred")
  void backoffs_may_be_equal() {
    Duration five = Duration.ofSeconds(5);

    assertThat(bench.create("q", AQueue.push().backoff(five, five, 0)).retryConfig().maxBackoff()).isEqualTo(five);
  }

  @Test
  @Tag("inferred")
  void a_min_backoff_above_the_default_max_backoff_is_refused() {
    refused(
        INVALID_ARGUMENT,
        "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.",
        () -> bench.create("q", AQueue.push().backoff(Duration.ofSeconds(3601), null, 0)));
  }

  @Test
  @Tag("documented")
  void the_fraction_of_a_max_retry_duration_is_dropped_where_the_version_says_so() {
    assumeTrue(service.dialect().retryDurationIsTruncated());

    RetryConfig retry = bench.create("q", AQueue.push().retryFor(Duration.ofMillis(30_900))).retryConfig();

    assertThat(retry.maxRetryDuration()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  @Tag("inferred")
  void a_max_retry_duration_under_a_second_is_none_where_its_fraction_is_dropped() {
    assumeTrue(service.dialect().retryDurationIsTruncated());

    RetryConfig retry = bench.create("q", AQueue.push().retryFor(Duration.ofMillis(900))).retryConfig();

    assertThat(retry.maxRetryDuration()).isNull();
  }

  @Test
  @Tag("recorded")
  void the_fraction_of_a_max_retry_duration_is_refused_where_it_is_not_dropped() {
    assumeTrue(!service.dialect().retryDurationIsTruncated());

    refused(
        INVALID_ARGUMENT,
        "RetryConfig.max_retry_duration.nanos cannot be set.",
        () -> bench.create("q", AQueue.push().retryFor(Duration.ofMillis(30_900))));
  }

  @Test
  @Tag("documented")
  void a_pull_queue_has_no_concurrency_of_its_own() {
    Queue queue = bench.create("q", AQueue.pull().concurrency(7).rate(3));

    assertThat(queue.rateLimits().maxConcurrentDispatches()).isEqualTo(-1);
    assertThat(queue.rateLimits().maxDispatchesPerSecond()).isEqualTo(500);
  }

  @Test
  @Tag("documented")
  void a_pull_queue_tries_a_hundred_times_unless_told_otherwise() {
    bench.create("default", AQueue.pull());
    bench.create("told", AQueue.pull().attempts(7).retryFor(Duration.ofSeconds(66)));
    bench.create("unlimited", AQueue.pull().attempts(-1));

    assertThat(retryOf("default").maxAttempts()).isEqualTo(100);
    assertThat(retryOf("default").maxRetryDuration()).isNull();
    assertThat(retryOf("told").maxAttempts()).isEqualTo(7);
    assertThat(retryOf("told").maxRetryDuration()).isEqualTo(Duration.ofSeconds(66));
    assertThat(retryOf("unlimited").maxAttempts()).isEqualTo(RetryConfig.UNLIMITED);
  }

  @Test
  @Tag("documented")
  void a_pull_queue_does_not_back_off() {
    bench.create("q", AQueue.pull().backoff(Duration.ofSeconds(5), Duration.ofSeconds(9), 3));

    assertThat(retryOf("q").minBackoff()).isNull();
    assertThat(retryOf("q").maxBackoff()).isNull();
    assertThat(retryOf("q").maxDoublings()).isZero();
  }

  @Test
  @Tag("documented")
  void a_pull_queue_goes_back_to_its_defaults_when_settings_are_cleared() {
    bench.create("q", AQueue.pull().attempts(7).retryFor(Duration.ofSeconds(66)));

    service.updateQueue(bench.queue("q"), AQueue.pull().build());

    assertThat(retryOf("q").maxAttempts()).isEqualTo(100);
    assertThat(retryOf("q").maxRetryDuration()).isNull();
  }

  @Test
  @Tag("documented")
  void a_task_ttl_is_from_10_days_to_10_years() {
    Duration shortest = Duration.ofDays(10);
    Duration longest = Duration.ofDays(3650);

    assertThat(bench.create("short", AQueue.push().taskTtl(shortest)).taskTtl()).isEqualTo(shortest);
    assertThat(bench.create("long", AQueue.push().taskTtl(longest)).taskTtl()).isEqualTo(longest);
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().taskTtl(shortest.minusNanos(1))));
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().taskTtl(longest.plusNanos(1))));
  }

  @Test
  @Tag("documented")
  void a_tombstone_ttl_is_from_1_hour_to_9_days() {
    Duration shortest = Duration.ofHours(1);
    Duration longest = Duration.ofDays(9);

    assertThat(bench.create("short", AQueue.push().tombstoneTtl(shortest)).tombstoneTtl()).isEqualTo(shortest);
    assertThat(bench.create("long", AQueue.push().tombstoneTtl(longest)).tombstoneTtl()).isEqualTo(longest);
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().tombstoneTtl(shortest.minusNanos(1))));
    refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().tombstoneTtl(longest.plusNanos(1))));
  }

  @Test
  @Tag("documented")
  void ttls_cannot_change() {
    bench.create("q", AQueue.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));
    NewQueue otherTask = AQueue.push().taskTtl(Duration.ofDays(21)).build();
    NewQueue otherTombstone = AQueue.push().tombstoneTtl(Duration.ofHours(3)).build();

    refused(INVALID_ARGUMENT, () -> service.updateQueue(bench.queue("q"), otherTask));
    refused(INVALID_ARGUMENT, () -> service.updateQueue(bench.queue("q"), otherTombstone));
  }

  @Test
  @Tag("inferred")
  void an_update_that_says_nothing_of_ttls_keeps_them() {
    bench.create("q", AQueue.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));

    Queue queue = service.updateQueue(bench.queue("q"), AQueue.push().build());

    assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(20));
    assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  @Tag("inferred")
  void a_refused_update_changes_nothing() {
    Queue before = bench.create("q", AQueue.push().rate(5));

    refused(INVALID_ARGUMENT, () -> service.updateQueue(bench.queue("q"), AQueue.push().rate(7).attempts(-2).build()));

    assertThat(service.getQueue(bench.queue("q"))).isEqualTo(before);
  }

  private RetryConfig retryOf(String queueId) {
    return service.getQueue(bench.queue(queueId)).retryConfig();
  }

  private void refusedRate(double rate, String why) {
    refusedSetting(settings -> settings.rate(rate), "RateLimits." + service.dialect().rateField() + why);
  }

  private void refusedConcurrency(int concurrency, String why) {
    refusedSetting(
        settings -> settings.concurrency(concurrency), "RateLimits." + service.dialect().concurrencyField() + why);
  }

  private void refusedSetting(Function<AQueue, AQueue> setting, String text) {
    refused(INVALID_ARGUMENT, text, () -> bench.create("refused", setting.apply(AQueue.push())));
  }
}
