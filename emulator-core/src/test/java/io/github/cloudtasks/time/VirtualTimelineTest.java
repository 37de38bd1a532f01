package io.github.cloudtasks.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.time.Timeline.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimelineTest extends TimelineContract {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901234Z");

    private final VirtualTimeline timeline = new VirtualTimeline(START);

    @Override
    Timeline timeline() {
        return timeline;
    }

    @Override
    void pass(Duration duration) {
        timeline.advance(duration);
    }

    @Test
    void timeline_starts_at_its_start_in_whole_microseconds_and_does_not_move() {
        alarm("a").at(START.minusSeconds(1));

        assertThat(timeline.now()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(rings()).isEmpty();
    }

    @Test
    void each_alarm_rings_at_its_own_time() {
        List<Instant> times = new ArrayList<>();
        Instant start = timeline.now();
        timeline.alarm(() -> times.add(timeline.now())).at(start.plusSeconds(1));
        timeline.alarm(() -> times.add(timeline.now())).at(start.plusSeconds(20));

        timeline.advance(Duration.ofSeconds(60));

        assertThat(times).containsExactly(start.plusSeconds(1), start.plusSeconds(20));
        assertThat(timeline.now()).isEqualTo(start.plusSeconds(60));
    }

    @Test
    void periodic_alarm_rings_in_every_interval() {
        Instant start = timeline.now();
        List<Instant> times = new ArrayList<>();
        Alarm[] alarm = new Alarm[1];
        alarm[0] = timeline.alarm(() -> {
            times.add(timeline.now());
            alarm[0].at(timeline.now().plusSeconds(1));
        });
        alarm[0].at(start.plusSeconds(1));

        timeline.advance(Duration.ofMillis(3500));

        assertThat(times).containsExactly(start.plusSeconds(1), start.plusSeconds(2), start.plusSeconds(3));
    }

    @Test
    void settle_rings_due_alarms_and_does_not_move_time() {
        Instant start = timeline.now();
        alarm("due").at(start);
        alarm("later").at(start.plusNanos(1000));

        timeline.settle();

        assertThat(rings()).containsExactly("due");
        assertThat(timeline.now()).isEqualTo(start);
    }

    @Test
    void past_time_does_not_move_the_clock_back() {
        Instant start = timeline.now();
        alarm("due").at(start.minusSeconds(1));

        timeline.advanceTo(start.minusSeconds(60));

        assertThat(timeline.now()).isEqualTo(start);
        assertThat(rings()).containsExactly("due");
    }

    @Test
    void time_never_moves_back_within_a_microsecond() {
        Instant start = timeline.now();
        Instant[] rang = new Instant[1];
        timeline.alarm(() -> rang[0] = timeline.now()).at(start.plusNanos(1_500));

        timeline.advanceTo(start.plusNanos(1_900));
        timeline.advanceTo(start.plusNanos(2_900));

        assertThat(rang[0]).isEqualTo(start.plusNanos(2_000)).isEqualTo(timeline.now());
    }

    @Test
    void failing_wake_up_is_reported_and_does_not_affect_others() {
        timeline.alarm(() -> {
                    throw new IllegalStateException("simulated failure");
                })
                .at(timeline.now());
        alarm("other").at(timeline.now());

        assertThatThrownBy(timeline::settle).hasMessage("simulated failure");
        timeline.settle();

        assertThat(rings()).containsExactly("other");
    }
}
