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
    void nothing_is_counted_at_first() {
        assertThat(count.at(NOW)).isZero();
    }

    @Test
    void what_happened_counts_for_a_minute_to_the_second() {
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
    void one_a_second_is_sixty_a_minute() {
        for (int second = 0; second < 1000; second++) {
            count.add(NOW.plusSeconds(second));
        }

        assertThat(count.at(NOW.plusSeconds(999))).isEqualTo(60);
    }

    @Test
    void a_long_rest_empties_it() {
        count.add(NOW);

        assertThat(count.at(NOW.plusSeconds(1_000_000_000_000L))).isZero();
    }

    @Test
    void times_before_1970_count_too() {
        Instant then = Instant.parse("1960-01-01T00:00:59.9Z");
        count.add(then);

        assertThat(count.at(then.plusSeconds(59))).isEqualTo(1);
        assertThat(count.at(then.plusSeconds(60))).isZero();
    }

    @Test
    void a_clock_that_is_set_back_a_little_loses_nothing() {
        count.add(NOW);
        count.add(NOW.minusSeconds(10));

        assertThat(count.at(NOW)).isEqualTo(2);
    }

    @Test
    void a_clock_that_is_set_back_by_an_hour_does_not_keep_counts_for_an_hour() {
        count.add(NOW);
        Instant before = NOW.minusSeconds(3600);

        assertThat(count.at(before)).isZero();
        count.add(before);
        assertThat(count.at(before.plusSeconds(60))).isZero();
    }
}
