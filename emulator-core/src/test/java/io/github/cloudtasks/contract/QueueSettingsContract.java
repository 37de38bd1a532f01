package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.RateLimits;
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

/**
 * Ranges and defaults of rates and retries of a queue.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class QueueSettingsContract extends ServiceContract {
    static Stream<Arguments> outOfRange() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                arguments(QueueBuilder.push().backoff(null, null, -1), "RetryConfig.maxDoublings cannot be negative."),
                arguments(
                        QueueBuilder.push().backoff(second.negated(), null, 0),
                        "RetryConfig.minBackoff cannot be negative."),
                arguments(
                        QueueBuilder.push().backoff(Duration.ofNanos(-5), null, 0),
                        "RetryConfig.minBackoff cannot be negative."),
                arguments(
                        QueueBuilder.push().backoff(null, second.negated(), 0),
                        "RetryConfig.maxBackoff cannot be negative."),
                arguments(
                        QueueBuilder.push().retryFor(second.negated()),
                        "RetryConfig.max_retry_duration.seconds cannot be negative."),
                arguments(
                        QueueBuilder.push().backoff(second.multipliedBy(10), second.multipliedBy(5), 0),
                        "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff."));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    @Tag("recorded")
    void retry_setting_out_of_range_is_rejected__various(QueueBuilder settings, String text) {
        assertRejected(INVALID_ARGUMENT, text, () -> fixture.createQueue("q", settings));
        assertRejected(INVALID_ARGUMENT, text, () -> service.updateQueue(fixture.queue("q"), settings.build()));
    }

    /** The error message is not compared: it names -1 as unlimited, for which v2beta2 has another field. */
    @Test
    @Tag("recorded")
    void retry_setting_out_of_range_is_rejected__max_attempts() {
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().attempts(-2)));
    }

    @Test
    @Tag("recorded")
    void max_dispatches_per_second_is_at_most_500__too_high() {
        assertThat(fixture.createQueue("q", QueueBuilder.push().rate(500))
                        .rateLimits()
                        .maxDispatchesPerSecond())
                .isEqualTo(500);
        assertRateRejected(500.001, " must be less than or equal to 500.");
        assertRateRejected(501, " must be less than or equal to 500.");
        assertRateRejected(Double.POSITIVE_INFINITY, " must be less than or equal to 500.");
    }

    @Test
    @Tag("recorded")
    void max_dispatches_per_second_is_at_most_500__negative() {
        assertRateRejected(-1, " cannot be negative.");
        assertRateRejected(-0.001, " cannot be negative.");
    }

    @Test
    @Tag("inferred")
    void max_dispatches_per_second_is_at_most_500__not_a_number() {
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().rate(Double.NaN)));
    }

    @Test
    @Tag("recorded")
    void max_concurrent_dispatches_is_at_most_5000__too_high() {
        assertThat(fixture.createQueue("q", QueueBuilder.push().concurrency(5000))
                        .rateLimits()
                        .maxConcurrentDispatches())
                .isEqualTo(5000);
        assertConcurrencyRejected(5001, " must be less than or equal to 5000.");
    }

    @Test
    @Tag("recorded")
    void max_concurrent_dispatches_is_at_most_5000__negative() {
        assertConcurrencyRejected(-1, " cannot be negative.");
    }

    @ParameterizedTest
    @CsvSource({"0.25, 10", "0.5, 10", "1, 10", "5, 10", "10, 10", "54, 10", "77, 15", "100, 20", "333, 66", "500, 100"
    })
    @Tag("recorded")
    void burst_size_is_derived_from_the_rate(double rate, int burst) {
        assertThat(fixture.createQueue("q", QueueBuilder.push().rate(rate)).rateLimits())
                .isEqualTo(new RateLimits(rate, burst, 1000));
    }

    @Test
    @Tag("documented")
    void requested_burst_size_is_stored_in_beta_versions() {
        assumeTrue(service.dialect().burstIsSettable());

        assertThat(fixture.createQueue("q", QueueBuilder.push().rate(100).burst(7))
                        .rateLimits())
                .isEqualTo(new RateLimits(100, 7, 1000));
        assertThat(fixture.createQueue("largest", QueueBuilder.push().burst(500))
                        .rateLimits()
                        .maxBurstSize())
                .isEqualTo(500);
    }

    @Test
    @Tag("documented")
    void update_of_the_rate_recomputes_the_burst_size() {
        fixture.createQueue("q", QueueBuilder.push().rate(100).burst(7));

        Queue queue = service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().rate(50).build());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(50, 10, 1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 501})
    @Tag("inferred")
    void requested_burst_size_out_of_range_is_rejected(int burst) {
        assumeTrue(service.dialect().burstIsSettable());

        assertRejected(
                INVALID_ARGUMENT,
                "RateLimits.maxBurstSize must be between 1 and 500.",
                () -> fixture.createQueue("q", QueueBuilder.push().burst(burst)));
    }

    @Test
    @Tag("recorded")
    void max_attempts_can_be_unlimited() {
        RetryConfig retry = fixture.createQueue(
                        "q", QueueBuilder.push().attempts(-1).retryFor(Duration.ZERO))
                .retryConfig();

        assertThat(retry).isEqualTo(new RetryConfig(-1, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    }

    @Test
    @Tag("recorded")
    void zero_means_the_default() {
        QueueBuilder zeroes = QueueBuilder.push()
                .rate(0)
                .concurrency(0)
                .attempts(0)
                .backoff(Duration.ZERO, Duration.ZERO, 0)
                .retryFor(Duration.ZERO);

        Queue queue = fixture.createQueue("q", zeroes);

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    }

    @Test
    @Tag("recorded")
    void backoffs_keep_nanoseconds() {
        Duration min = Duration.ofNanos(1_234_567_891);
        Duration max = Duration.ofSeconds(9, 876_543_219);

        RetryConfig retry = fixture.createQueue("q", QueueBuilder.push().backoff(min, max, 2))
                .retryConfig();

        assertThat(retry).isEqualTo(new RetryConfig(100, null, min, max, 2));
    }

    @Test
    @Tag("inferred")
    void min_and_max_backoff_can_be_equal() {
        Duration five = Duration.ofSeconds(5);

        assertThat(fixture.createQueue("q", QueueBuilder.push().backoff(five, five, 0))
                        .retryConfig()
                        .maxBackoff())
                .isEqualTo(five);
    }

    @Test
    @Tag("inferred")
    void min_backoff_above_the_default_max_backoff_is_rejected() {
        assertRejected(
                INVALID_ARGUMENT,
                "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.",
                () -> fixture.createQueue("q", QueueBuilder.push().backoff(Duration.ofSeconds(3601), null, 0)));
    }

    @Test
    @Tag("documented")
    void fraction_of_max_retry_duration_is_dropped_in_v2beta2() {
        assumeTrue(service.dialect().retryDurationIsTruncated());

        RetryConfig retry = fixture.createQueue("q", QueueBuilder.push().retryFor(Duration.ofMillis(30_900)))
                .retryConfig();

        assertThat(retry.maxRetryDuration()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    @Tag("inferred")
    void max_retry_duration_under_1_second_is_unset_in_v2beta2() {
        assumeTrue(service.dialect().retryDurationIsTruncated());

        RetryConfig retry = fixture.createQueue("q", QueueBuilder.push().retryFor(Duration.ofMillis(900)))
                .retryConfig();

        assertThat(retry.maxRetryDuration()).isNull();
    }

    @Test
    @Tag("recorded")
    void fraction_of_max_retry_duration_is_rejected_in_v2_and_v2beta3() {
        assumeTrue(!service.dialect().retryDurationIsTruncated());

        assertRejected(
                INVALID_ARGUMENT,
                "RetryConfig.max_retry_duration.nanos cannot be set.",
                () -> fixture.createQueue("q", QueueBuilder.push().retryFor(Duration.ofMillis(30_900))));
    }

    @Test
    @Tag("inferred")
    void rejected_update_changes_nothing() {
        Queue before = fixture.createQueue("q", QueueBuilder.push().rate(5));

        assertRejected(
                INVALID_ARGUMENT,
                () -> service.updateQueue(
                        fixture.queue("q"),
                        QueueBuilder.push().rate(7).attempts(-2).build()));

        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(before);
    }

    private void assertRateRejected(double rate, String message) {
        assertSettingRejected(
                settings -> settings.rate(rate),
                "RateLimits." + service.dialect().rateField() + message);
    }

    private void assertConcurrencyRejected(int concurrency, String message) {
        assertSettingRejected(
                settings -> settings.concurrency(concurrency),
                "RateLimits." + service.dialect().concurrencyField() + message);
    }

    private void assertSettingRejected(Function<QueueBuilder, QueueBuilder> setting, String text) {
        assertRejected(
                INVALID_ARGUMENT, text, () -> fixture.createQueue("rejected", setting.apply(QueueBuilder.push())));
    }
}
