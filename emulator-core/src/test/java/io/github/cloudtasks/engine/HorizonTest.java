package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void a_wait_ends_where_it_ends() {
        assertThat(Horizon.after(NOW, Duration.ofDays(1))).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void a_wait_beyond_the_year_9999_ends_with_it() {
        assertThat(Horizon.after(NOW, Duration.ofDays(365L * 10_000))).isEqualTo(Horizon.END);
        assertThat(Horizon.after(NOW, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Horizon.END);
    }

    @Test
    void the_last_nanosecond_of_the_year_9999_is_within_the_horizon_and_the_next_is_not() {
        assertThat(Horizon.isBeyond(Instant.parse("9999-12-31T23:59:59.999999999Z")))
                .isFalse();
        assertThat(Horizon.isBeyond(Instant.parse("+10000-01-01T00:00:00Z"))).isTrue();
        assertThat(Horizon.isBeyond(Instant.MAX)).isTrue();
        assertThat(Horizon.isBeyond(Instant.MIN)).isFalse();
    }
}
