package io.github.cloudtasks.engine.queue;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    @Tag("documented")
    void backoff_doubles_then_grows_linearly_then_stays() {
        RetryConfig config = waits(Duration.ofSeconds(10), Duration.ofSeconds(300), 3);

        assertThat(series(config, 9)).isEqualTo(seconds(10, 20, 40, 80, 160, 240, 300, 300, 300));
    }

    @Test
    @Tag("recorded")
    void backoff_of_1_doubling_from_1_second_to_7() {
        RetryConfig config = waits(Duration.ofSeconds(1), Duration.ofSeconds(7), 1);

        assertThat(series(config, 5)).isEqualTo(seconds(1, 2, 4, 6, 7));
    }

    @Test
    @Tag("documented")
    void default_backoff_doubles_from_100_ms_to_1_hour() {
        RetryConfig config =
                waits(Limits.DEFAULT_MIN_BACKOFF, Limits.DEFAULT_MAX_BACKOFF, Limits.DEFAULT_MAX_DOUBLINGS);
        List<Duration> doubled = IntStream.range(0, 16)
                .mapToObj(n -> Duration.ofMillis(100L << n))
                .toList();

        assertThat(series(config, 18))
                .startsWith(doubled.toArray(Duration[]::new))
                .endsWith(seconds(3600, 3600).toArray(Duration[]::new));
    }

    @Test
    @Tag("inferred")
    void backoff_without_doublings_grows_linearly() {
        RetryConfig config = waits(Duration.ofSeconds(1), Duration.ofSeconds(10), 0);

        assertThat(series(config, 12)).isEqualTo(seconds(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10));
    }

    @Test
    @Tag("inferred")
    void equal_backoffs_are_constant() {
        RetryConfig config = waits(Duration.ofSeconds(5), Duration.ofSeconds(5), 16);

        assertThat(series(config, 3)).isEqualTo(seconds(5, 5, 5));
    }

    @Test
    @Tag("recorded")
    void backoff_keeps_nanoseconds() {
        RetryConfig config = waits(Duration.ofNanos(1_234_567_891), Duration.ofHours(1), 16);

        assertThat(RetryPolicy.backoff(config, 2)).isEqualTo(Duration.ofNanos(2_469_135_782L));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(ints = {0, 1, 16, 62, 63, 64, 70, 1000, Integer.MAX_VALUE})
    void backoff_never_shrinks_or_overflows(int doublings) {
        for (Duration first : List.of(Duration.ofNanos(1), Duration.ofMillis(100), Duration.ofDays(36_500), LONGEST)) {
            RetryConfig config = waits(first, LONGEST, doublings);
            Duration last = first;
            for (int retry : retries()) {
                Duration wait = RetryPolicy.backoff(config, retry);
                assertThat(wait).as("retry %d of %s", retry, config).isBetween(last, LONGEST);
                last = wait;
            }
        }
    }

    @Test
    @Tag("inferred")
    void backoff_of_a_nanosecond_can_double_up_to_centuries() {
        RetryConfig config = waits(Duration.ofNanos(1), LONGEST, Integer.MAX_VALUE);

        assertThat(RetryPolicy.backoff(config, 63)).isEqualTo(Duration.ofNanos(1L << 62));
        assertThat(RetryPolicy.backoff(config, 65).toSeconds()).isEqualTo(18_446_744_073L);
        assertThat(RetryPolicy.backoff(config, Integer.MAX_VALUE)).isEqualTo(LONGEST);
    }

    /**
     * Recorded as the number of attempts until the task was gone. Every attempt fails at once and all backoffs are
     * equal.
     */
    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({"3, , PT1S, 3", "-1, PT3S, PT2S, 3", "2, PT3S, PT2S, 3", "4, PT1S, PT1S, 4"})
    void task_is_given_up_when_every_set_limit_is_reached(
            int maxAttempts, Duration maxRetryDuration, Duration backoff, int attempts) {
        RetryConfig config = new RetryConfig(maxAttempts, maxRetryDuration, backoff, backoff, 16);

        Instant now = START;
        int made = 1;
        while (!RetryPolicy.isExhausted(config, made, START, now)) {
            now = now.plus(RetryPolicy.backoff(config, made));
            made++;
        }

        assertThat(made).isEqualTo(attempts);
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({
        // attempts allowed, seconds allowed, attempts made, seconds passed, given up
        "-1, , 1000000, 315576000000, false",
        "1, , 1, 0, true",
        "2, , 1, 1000000, false",
        "2147483647, , 2147483646, 0, false",
        "2147483647, , 2147483647, 0, true",
        "-1, 10, 1, 9, false",
        "-1, 10, 1, 10, true",
        "3, 10, 3, 9, false",
        "3, 10, 2, 10, false",
        "3, 10, 3, 10, true",
        "3, 10, 4, 11, true",
        "-1, 9223372036854775807, 2147483647, 315576000000, false"
    })
    void both_limits_must_be_reached_and_each_is_optional(
            int maxAttempts, Long maxSeconds, int made, long passed, boolean exhausted) {
        Duration maxRetryDuration = maxSeconds == null ? null : Duration.ofSeconds(maxSeconds);
        RetryConfig config = new RetryConfig(maxAttempts, maxRetryDuration, null, null, 0);

        assertThat(RetryPolicy.isExhausted(config, made, START, START.plusSeconds(passed)))
                .isEqualTo(exhausted);
    }

    @Test
    @Tag("inferred")
    void step_back_of_the_clock_does_not_give_a_task_up() {
        RetryConfig config = new RetryConfig(1, Duration.ofSeconds(1), null, null, 0);

        assertThat(RetryPolicy.isExhausted(config, 5, START, START.minusSeconds(3600)))
                .isFalse();
    }

    private static RetryConfig waits(Duration min, Duration max, int doublings) {
        return new RetryConfig(RetryConfig.UNLIMITED, null, min, max, doublings);
    }

    private static List<Duration> series(RetryConfig config, int length) {
        return IntStream.rangeClosed(1, length)
                .mapToObj(retry -> RetryPolicy.backoff(config, retry))
                .toList();
    }

    private static List<Duration> seconds(int... seconds) {
        return IntStream.of(seconds).mapToObj(Duration::ofSeconds).toList();
    }

    /** Returns the first 100 retry counts and those around every power of two. */
    private static List<Integer> retries() {
        IntStream powers = IntStream.range(7, 31).flatMap(n -> IntStream.of((1 << n) - 1, 1 << n, (1 << n) + 1));
        return Stream.of(IntStream.rangeClosed(1, 100), powers, IntStream.of(Integer.MAX_VALUE))
                .flatMap(IntStream::boxed)
                .collect(toList());
    }
}
