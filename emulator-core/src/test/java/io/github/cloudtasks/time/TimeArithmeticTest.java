package io.github.cloudtasks.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeArithmeticTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void sum_within_range_is_exact() {
        assertThat(TimeArithmetic.saturatedPlus(NOW, Duration.ofDays(1))).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void sum_beyond_the_year_9999_is_capped() {
        assertThat(TimeArithmetic.saturatedPlus(NOW, Duration.ofDays(365L * 10_000)))
                .isEqualTo(TimeArithmetic.MAX_TIMESTAMP);
        assertThat(TimeArithmetic.saturatedPlus(NOW, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(TimeArithmetic.MAX_TIMESTAMP);
    }

    @Test
    void last_nanosecond_of_the_year_9999_is_in_range_and_the_next_is_not() {
        assertThat(TimeArithmetic.isOutOfRange(Instant.parse("9999-12-31T23:59:59.999999999Z")))
                .isFalse();
        assertThat(TimeArithmetic.isOutOfRange(Instant.parse("+10000-01-01T00:00:00Z")))
                .isTrue();
        assertThat(TimeArithmetic.isOutOfRange(Instant.MAX)).isTrue();
        assertThat(TimeArithmetic.isOutOfRange(Instant.MIN)).isFalse();
    }
}
