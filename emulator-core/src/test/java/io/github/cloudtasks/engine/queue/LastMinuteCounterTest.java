package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("documented")
class LastMinuteCounterTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.5Z");

    private final LastMinuteCounter count = new LastMinuteCounter();

    @Test
    void count_starts_at_zero() {
        assertThat(count.at(NOW)).isZero();
    }

    @Test
    void event_counts_for_one_minute_to_the_second() {
        count.add(NOW);
        count.add(NOW);
        count.add(NOW.plusSeconds(30));

        assertThat(count.at(NOW.plusSeconds(30))).isEqualTo(3);
        assertThat(count.at(NOW.plusMillis(59_499))).isEqualTo(3);
        assertThat(count.at(NOW.plusMillis(59_500))).isEqualTo(1);
        assertThat(count.at(NOW.plusSeconds(89))).isEqualTo(1);
        assertThat(count.at(NOW.plusSeconds(90))).isZero();
    }

    @Test
    void one_event_per_second_counts_60() {
        for (int second = 0; second < 1000; second++) {
            count.add(NOW.plusSeconds(second));
        }

        assertThat(count.at(NOW.plusSeconds(999))).isEqualTo(60);
    }

    @Test
    void long_pause_resets_the_count() {
        count.add(NOW);

        assertThat(count.at(NOW.plusSeconds(1_000_000_000_000L))).isZero();
    }

    @Test
    void times_before_1970_are_counted() {
        Instant then = Instant.parse("1960-01-01T00:00:59.9Z");
        count.add(then);

        assertThat(count.at(then.plusSeconds(59))).isEqualTo(1);
        assertThat(count.at(then.plusSeconds(60))).isZero();
    }

    @Test
    void small_step_back_of_the_clock_loses_nothing() {
        count.add(NOW);
        count.add(NOW.minusSeconds(10));

        assertThat(count.at(NOW)).isEqualTo(2);
    }

    @Test
    void step_back_by_an_hour_does_not_keep_counts_for_an_hour() {
        count.add(NOW);
        Instant before = NOW.minusSeconds(3600);

        assertThat(count.at(before)).isZero();
        count.add(before);
        assertThat(count.at(before.plusSeconds(60))).isZero();
    }
}
