package io.github.cloudtasks.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.time.Timeline.Alarm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The timeline of the system clock. Most tests use a clock that they set themselves; tests of the thread use the system
 * clock.
 */
class SystemTimelineTest extends TimelineContract {
    private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901234Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final InstantSource source = clock::get;
    private final SystemTimeline timeline = new SystemTimeline(source.withZone(ZoneOffset.UTC));

    @AfterEach
    void close() {
        timeline.close();
    }

    @Override
    Timeline timeline() {
        return timeline;
    }

    /**
     * Moves the clock. The timeline thread does not notice that, so one alarm before all others wakes it up, and one
     * alarm after all others signals that it is done.
     */
    @Override
    void pass(Duration duration) {
        clock.updateAndGet(time -> time.plus(duration));
        CountDownLatch rang = new CountDownLatch(2);
        timeline.alarm(rang::countDown).at(timeline.now());
        timeline.alarm(rang::countDown).at(Instant.MIN);
        await(rang);
    }

    @Test
    void alarm_rings_without_help() {
        try (SystemTimeline real = new SystemTimeline()) {
            Instant when = real.now().plusMillis(30);
            AtomicReference<Instant> rang = new AtomicReference<>();
            CountDownLatch latch = new CountDownLatch(1);
            Alarm alarm = real.alarm(() -> {
                rang.set(real.now());
                latch.countDown();
            });

            alarm.at(when);

            await(latch);
            assertThat(rang.get()).isAfterOrEqualTo(when);
        }
    }

    @Test
    void earlier_setting_wakes_the_sleeping_thread() {
        try (SystemTimeline real = new SystemTimeline()) {
            CountDownLatch latch = new CountDownLatch(1);
            Alarm alarm = real.alarm(latch::countDown);

            alarm.at(real.now().plus(Duration.ofHours(1)));
            alarm.at(real.now().plusMillis(5));

            await(latch);
        }
    }

    @Test
    void no_setting_is_lost_while_the_thread_wakes_and_sleeps() {
        try (SystemTimeline real = new SystemTimeline()) {
            for (int round = 0; round < 20_000; round++) {
                CountDownLatch latch = new CountDownLatch(1);
                real.alarm(latch::countDown).at(real.now().plusNanos(round % 7 * 1_000L));
                await(latch);
            }
        }
    }

    @Test
    void alarms_that_many_threads_set_and_move_ring_once_each() throws InterruptedException {
        int threads = 8;
        int alarmsEach = 2_000;
        try (SystemTimeline real = new SystemTimeline()) {
            List<AtomicInteger> counts = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(threads * alarmsEach);
            List<Thread> setters = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<AtomicInteger> own = new ArrayList<>();
                for (int i = 0; i < alarmsEach; i++) {
                    own.add(new AtomicInteger());
                }
                counts.addAll(own);
                setters.add(Thread.ofPlatform().start(() -> own.forEach(count -> setAndMove(real, count, all))));
            }
            for (Thread setter : setters) {
                setter.join();
            }

            await(all);
            assertThat(counts).allSatisfy(count -> assertThat(count).hasValue(1));
        }
    }

    @Test
    void failing_wake_up_does_not_affect_others() {
        timeline.alarm(() -> {
                    throw new IllegalStateException("simulated failure");
                })
                .at(timeline.now());
        timeline.alarm(() -> {
                    throw new StackOverflowError("simulated failure");
                })
                .at(timeline.now());
        alarm("other").at(timeline.now());

        pass(Duration.ZERO);

        assertThat(rings()).containsExactly("other");
    }

    @Test
    void step_back_of_the_clock_delays_alarms() {
        alarm("a").at(in(Duration.ofSeconds(1)));

        pass(Duration.ofHours(-1));
        pass(Duration.ofHours(1));
        assertThat(rings()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(rings()).containsExactly("a");
    }

    @Test
    void step_ahead_of_the_clock_rings_skipped_alarms() {
        alarm("a").at(in(Duration.ofDays(1)));

        pass(Duration.ofDays(3));

        assertThat(rings()).containsExactly("a");
    }

    @Test
    void frozen_time_does_not_follow_the_clock() {
        alarm("a").at(in(Duration.ofSeconds(1)));
        timeline.freeze();
        Instant frozen = timeline.now();

        pass(Duration.ofHours(1));

        assertThat(timeline.now()).isEqualTo(frozen);
        assertThat(timeline.isFrozen()).isTrue();
        assertThat(rings()).isEmpty();
    }

    @Test
    void frozen_time_rings_due_alarms() {
        timeline.freeze();
        alarm("a").at(timeline.now());

        pass(Duration.ZERO);

        assertThat(rings()).containsExactly("a");
    }

    @Test
    void frozen_time_can_be_moved_and_rings_due_alarms() {
        timeline.freeze();
        Instant when = in(Duration.ofDays(1));
        alarm("a").at(when);
        assertThat(timeline.nextAlarm()).isEqualTo(when);

        timeline.moveTo(when.minus(MICROSECOND));
        pass(Duration.ZERO);
        assertThat(rings()).isEmpty();

        timeline.moveTo(when);
        pass(Duration.ZERO);
        assertThat(rings()).containsExactly("a");
        assertThat(timeline.now()).isEqualTo(when);
        assertThat(timeline.nextAlarm()).isEqualTo(Instant.MAX);
    }

    @Test
    void resumed_time_continues_from_where_it_was_frozen() {
        timeline.freeze();
        timeline.freeze();
        timeline.moveTo(in(Duration.ofDays(1)));
        Instant stood = timeline.now();
        pass(Duration.ofHours(1));
        alarm("a").at(stood.plusSeconds(1));

        timeline.resume();
        timeline.resume();
        assertThat(timeline.now()).isEqualTo(stood);
        assertThat(timeline.isFrozen()).isFalse();

        pass(Duration.ofSeconds(1));
        assertThat(timeline.now()).isEqualTo(stood.plusSeconds(1));
        assertThat(rings()).containsExactly("a");
    }

    @Test
    void time_can_follow_the_clock_again() {
        timeline.freeze();
        timeline.moveTo(in(Duration.ofDays(1)));
        timeline.resume();

        timeline.followClock();

        assertThat(timeline.now()).isEqualTo(START.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void paused_time_is_frozen_but_counts_as_running() {
        timeline.pause();
        timeline.moveTo(in(Duration.ofDays(1)));

        assertThat(timeline.isFrozen()).isTrue();
        ClockReading reading = timeline.read();
        assertThat(reading.isFrozen()).isFalse();
        assertThat(reading.time()).isEqualTo(timeline.now());
        assertThat(reading.offset()).isBetween(Duration.ofDays(1).minusNanos(1000), Duration.ofDays(1));
        timeline.endPause();
        assertThat(timeline.isFrozen()).isFalse();
        timeline.followClock();
        timeline.setTo(reading);
        assertThat(timeline.isFrozen()).isFalse();
        assertThat(timeline.now()).isBetween(reading.time().minusNanos(1000), reading.time());
    }

    @Test
    void what_follows_a_pause_can_be_changed_meanwhile() {
        timeline.pause();
        timeline.freeze();
        timeline.endPause();
        assertThat(timeline.read().isFrozen()).isTrue();

        timeline.pause();
        assertThat(timeline.read().isFrozen()).isTrue();
        timeline.runAfterPause();
        assertThat(timeline.read().isFrozen()).isFalse();
        timeline.endPause();
        assertThat(timeline.isFrozen()).isFalse();
    }

    @Test
    void only_frozen_time_can_be_moved_and_only_forward() {
        assertThatThrownBy(() -> timeline.moveTo(in(Duration.ofDays(1)))).isInstanceOf(IllegalStateException.class);

        timeline.freeze();

        assertThatThrownBy(() -> timeline.moveTo(in(Duration.ofNanos(-1)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closed_timeline_rings_no_alarms() {
        SystemTimeline closed = new SystemTimeline(Clock.systemUTC());
        CountDownLatch rang = new CountDownLatch(1);
        Alarm before = closed.alarm(rang::countDown);
        before.at(closed.now().plus(Duration.ofHours(1)));

        closed.close();
        closed.close();
        before.at(closed.now());
        closed.alarm(rang::countDown).at(Instant.MIN);

        pass(Duration.ofHours(1));
        assertThat(rang.getCount()).isEqualTo(1);
        assertThat(closed.now()).isNotNull();
    }

    private static void setAndMove(SystemTimeline real, AtomicInteger count, CountDownLatch all) {
        Alarm alarm = real.alarm(() -> {
            count.incrementAndGet();
            all.countDown();
        });
        alarm.at(Instant.MAX.minusSeconds(1));
        alarm.at(real.now().plusSeconds(3600));
        alarm.at(real.now().plusNanos(50_000));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).as("rings in time").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
