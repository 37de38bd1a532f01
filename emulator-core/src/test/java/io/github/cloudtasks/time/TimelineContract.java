package io.github.cloudtasks.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.time.Timeline.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The behaviour of every timeline. Both sides of each boundary are tested: nothing happens one microsecond earlier. */
abstract class TimelineContract {
    private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

    private final List<String> rings = new CopyOnWriteArrayList<>();

    abstract Timeline timeline();

    /** Advances the time and returns when all due alarms have rung. */
    abstract void pass(Duration duration);

    @Test
    void now_has_whole_microseconds() {
        pass(Duration.ofNanos(1_234_567));

        assertThat(timeline().now().getNano() % 1000).isZero();
    }

    @Test
    void now_advances_with_time() {
        Instant before = timeline().now();

        pass(Duration.ofSeconds(5));

        assertThat(timeline().now()).isEqualTo(before.plusSeconds(5));
    }

    @Test
    void alarm_rings_at_its_time_and_not_before() {
        alarm("a").at(in(Duration.ofSeconds(10)));

        pass(Duration.ofSeconds(10).minus(MICROSECOND));
        assertThat(rings).isEmpty();

        pass(MICROSECOND);
        assertThat(rings).containsExactly("a");
    }

    @Test
    void alarm_rings_once_per_setting() {
        Alarm alarm = alarm("a");
        alarm.at(in(Duration.ofSeconds(1)));
        pass(Duration.ofHours(1));
        assertThat(rings).containsExactly("a");

        alarm.at(in(Duration.ofSeconds(1)));
        pass(Duration.ofSeconds(1));
        assertThat(rings).containsExactly("a", "a");
    }

    @Test
    void alarm_that_is_postponed_does_not_ring_at_its_former_time() {
        Alarm alarm = alarm("a");
        alarm.at(in(Duration.ofSeconds(1)));
        alarm.at(in(Duration.ofSeconds(2)));

        pass(Duration.ofSeconds(2).minus(MICROSECOND));
        assertThat(rings).isEmpty();

        pass(MICROSECOND);
        assertThat(rings).containsExactly("a");
    }

    @Test
    void alarm_that_is_advanced_rings_only_at_its_new_time() {
        Alarm alarm = alarm("a");
        alarm.at(in(Duration.ofSeconds(2)));
        alarm.at(in(Duration.ofSeconds(1)));

        pass(Duration.ofSeconds(1));
        assertThat(rings).containsExactly("a");

        pass(Duration.ofSeconds(5));
        assertThat(rings).containsExactly("a");
    }

    @Test
    void alarm_that_is_set_twice_to_one_time_rings_once() {
        Alarm alarm = alarm("a");
        Instant when = in(Duration.ofSeconds(1));
        alarm.at(when);
        alarm.at(when);

        pass(Duration.ofSeconds(2));

        assertThat(rings).containsExactly("a");
    }

    @Test
    void instant_max_unsets_an_alarm() {
        Alarm alarm = alarm("a");
        alarm.at(in(Duration.ofSeconds(1)));
        alarm.at(Instant.MAX);
        alarm.at(Instant.MAX);

        pass(Duration.ofDays(1));

        assertThat(rings).isEmpty();
    }

    @Test
    void alarm_in_the_present_or_past_is_due_at_once() {
        alarm("present").at(timeline().now());
        alarm("past").at(timeline().now().minusSeconds(3600));
        alarm("the first of all instants").at(Instant.MIN);

        pass(Duration.ZERO);

        assertThat(rings).containsExactlyInAnyOrder("present", "past", "the first of all instants");
    }

    @Test
    void alarm_never_rings_inside_its_setting() {
        Thread setter = Thread.currentThread();
        AtomicBoolean setting = new AtomicBoolean();
        AtomicBoolean rangInside = new AtomicBoolean();
        Alarm alarm = timeline()
                .alarm(() -> rangInside.compareAndSet(false, setting.get() && Thread.currentThread() == setter));

        setting.set(true);
        alarm.at(timeline().now());
        setting.set(false);
        pass(Duration.ZERO);

        assertThat(rangInside).isFalse();
    }

    @Test
    void alarms_ring_in_the_order_of_their_times() {
        alarm("third").at(in(Duration.ofSeconds(3)));
        alarm("first").at(in(Duration.ofSeconds(1)));
        alarm("second").at(in(Duration.ofSeconds(2)));

        pass(Duration.ofSeconds(3));

        assertThat(rings).containsExactly("first", "second", "third");
    }

    @Test
    void alarms_of_one_instant_ring_in_the_order_of_their_creation() {
        Alarm first = alarm("first");
        Alarm second = alarm("second");
        Instant when = in(Duration.ofSeconds(1));
        second.at(when);
        first.at(when);

        pass(Duration.ofSeconds(1));

        assertThat(rings).containsExactly("first", "second");
    }

    @Test
    void wake_up_can_set_its_own_alarm() {
        Instant end = in(Duration.ofSeconds(3));
        Alarm[] alarm = new Alarm[1];
        Runnable again = () -> {
            rings.add("ring");
            if (rings.size() < 3) {
                alarm[0].at(end);
            }
        };
        alarm[0] = timeline().alarm(again);
        alarm[0].at(in(Duration.ofSeconds(1)));

        pass(Duration.ofSeconds(3));

        assertThat(rings).hasSize(3);
    }

    @Test
    void wake_up_can_set_and_unset_other_alarms() {
        Instant when = in(Duration.ofSeconds(1));
        Alarm hastened = alarm("hastened");
        Alarm unset = alarm("unset");
        Alarm first = timeline().alarm(() -> {
            unset.at(Instant.MAX);
            hastened.at(when);
        });
        hastened.at(in(Duration.ofDays(1)));
        unset.at(in(Duration.ofSeconds(2)));
        first.at(when);

        pass(Duration.ofSeconds(2));

        assertThat(rings).containsExactly("hastened");
    }

    @Test
    void alarm_between_two_microseconds_rings_at_the_later_one() {
        Instant start = timeline().now();
        Instant[] rang = new Instant[1];
        timeline().alarm(() -> rang[0] = timeline().now()).at(start.plusNanos(1_001));

        pass(MICROSECOND);
        assertThat(rang[0]).isNull();

        pass(MICROSECOND);
        assertThat(rang[0]).isEqualTo(start.plusNanos(2_000));
    }

    @Test
    void alarms_in_the_far_future_do_not_disturb_others() {
        alarm("never").at(Instant.MAX.minusNanos(1));
        alarm("in a million years").at(Instant.ofEpochSecond(31_556_952_000_000L));
        alarm("soon").at(in(Duration.ofSeconds(1)));

        pass(Duration.ofSeconds(1));

        assertThat(rings).containsExactly("soon");
    }

    final Alarm alarm(String name) {
        return timeline().alarm(() -> rings.add(name));
    }

    final List<String> rings() {
        return rings;
    }

    final Instant in(Duration duration) {
        return timeline().now().plus(duration);
    }
}
