package io.github.cloudtasks.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timeline that follows the system clock. One daemon thread sleeps until the earliest alarm and runs the callbacks of
 * all due alarms. An alarm that is not set costs nothing.
 *
 * <p>Tests can freeze the time, move it forward and resume it. Due alarms also fire while the time is frozen.
 *
 * <p>Thread-safe. The callbacks run one at a time on the thread of this timeline and must not block.
 */
public final class SystemTimeline implements Timeline, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SystemTimeline.class);

    /** The longest sleep. Within this time a change of the system clock or a suspended machine is noticed. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private static final Comparator<Entry> BY_TIME =
            Comparator.<Entry, Instant>comparing(e -> e.when).thenComparingLong(e -> e.serial);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Entry> set = new TreeSet<>(BY_TIME);
    private final Thread thread;
    private volatile ClockState clockState = ClockState.SYSTEM;
    private long entries;
    private boolean closed;

    /** Creates a timeline that follows the UTC system clock, and starts its thread. */
    public SystemTimeline() {
        this(Clock.systemUTC());
    }

    /** Creates a timeline that follows {@code clock}, and starts its thread. */
    public SystemTimeline(Clock clock) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("timeline").daemon().start(this::run);
    }

    @Override
    public Instant now() {
        return present().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public boolean isFrozen() {
        return clockState.frozenAt() != null;
    }

    /** Returns the time, and how it relates to the system clock. A {@link #pause paused} time counts as running. */
    @Override
    public ClockReading read() {
        ClockState state = clockState;
        Instant system = clock.instant();
        Instant time = state.timeAt(system).truncatedTo(ChronoUnit.MICROS);
        boolean isFrozen = state.frozenAt() != null && !state.runsLater();
        return new ClockReading(time, isFrozen, Duration.between(system, state.timeAt(system)));
    }

    /**
     * Relates the time to the system clock as it was related when it was read: a frozen time is frozen at the same
     * instant again, and a running one is ahead of the system clock by the same offset. The time can jump forward or
     * backward.
     */
    public void setTo(ClockReading reading) {
        change(before ->
                reading.isFrozen() ? ClockState.frozenAt(reading.time()) : ClockState.running(reading.offset()));
    }

    /** Sets the time to that of the reading, frozen or running as it was. The time can jump forward or backward. */
    public void continueFrom(ClockReading reading) {
        change(before -> reading.isFrozen()
                ? ClockState.frozenAt(reading.time())
                : ClockState.running(Duration.between(clock.instant(), reading.time())));
    }

    /** Freezes the time at the present, or where it is frozen already. It stays frozen after {@link #endPause}. */
    public void freeze() {
        change(before -> {
            Instant frozenAt = before.frozenAt();
            return ClockState.frozenAt(frozenAt == null ? now() : frozenAt);
        });
    }

    /** Freezes a running time for an operation that moves it. Has no effect if it is frozen already. */
    public void pause() {
        change(before -> before.frozenAt() != null ? before : ClockState.pausedAt(now()));
    }

    /** Lets a frozen time run after {@link #endPause}. Has no effect if it is running. */
    public void runAfterPause() {
        change(before -> {
            Instant frozenAt = before.frozenAt();
            return frozenAt == null ? before : ClockState.pausedAt(frozenAt);
        });
    }

    /** Lets a paused time run again from where it is. Has no effect if it is frozen or running. */
    public void endPause() {
        change(before -> before.runsLater() ? before.resumedAt(clock.instant()) : before);
    }

    /**
     * Moves the frozen time forward to {@code when}. The alarms that are due by then fire on the thread of this
     * timeline, not before this method returns.
     *
     * @param when the new time, truncated to microseconds
     * @throws IllegalStateException if the time is not frozen, or is already later than {@code when}
     */
    public void moveTo(Instant when) {
        change(before -> {
            Instant frozenAt = before.frozenAt();
            if (frozenAt == null || frozenAt.isAfter(when)) {
                throw new IllegalStateException(
                        "cannot move the time to " + when + ": freeze the time at or before that instant first");
            }
            return new ClockState(Duration.ZERO, when.truncatedTo(ChronoUnit.MICROS), before.runsLater());
        });
    }

    /** Lets the time run again from the instant at which it is frozen. Has no effect if it is running. */
    public void resume() {
        change(before -> before.resumedAt(clock.instant()));
    }

    /** Follows the system clock again, without an offset. The time can jump forward or backward. */
    public void followClock() {
        change(before -> ClockState.SYSTEM);
    }

    /** Returns the instant at which the next alarm fires; {@link Instant#MAX} if none is set. */
    public Instant nextAlarm() {
        lock.lock();
        try {
            return set.isEmpty() ? Instant.MAX : set.first().when;
        } finally {
            lock.unlock();
        }
    }

    private void change(UnaryOperator<ClockState> change) {
        lock.lock();
        try {
            clockState = change.apply(clockState);
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    private Instant present() {
        return clockState.timeAt(clock.instant());
    }

    @Override
    public Alarm alarm(Runnable wake) {
        lock.lock();
        try {
            return new Entry(wake, entries++);
        } finally {
            lock.unlock();
        }
    }

    /** Stops the thread. Alarms that are set afterwards have no effect. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            set.clear();
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!isClosed()) {
            Entry due = takeDue();
            if (due == null) {
                // Setting an alarm unparks this thread. A permit that is given before parking is not lost.
                LockSupport.parkNanos(this, nanosToNext());
            } else {
                wake(due);
            }
        }
    }

    private static void wake(Entry due) {
        try {
            due.wake.run();
        } catch (RuntimeException | Error e) {
            // The failure concerns one queue only. The thread must go on for the others.
            log.error("A wake-up failed. This is a bug in the emulator: please report it.", e);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Unsets and returns the earliest alarm if it is due, otherwise returns null. */
    private @Nullable Entry takeDue() {
        lock.lock();
        try {
            if (set.isEmpty() || set.first().when.isAfter(present())) {
                return null;
            }
            Entry first = set.removeFirst();
            first.when = Instant.MAX;
            return first;
        } finally {
            lock.unlock();
        }
    }

    private long nanosToNext() {
        lock.lock();
        try {
            Duration wait = set.isEmpty() ? LONGEST_SLEEP : Duration.between(present(), set.first().when);
            if (wait.isNegative()) {
                return 0;
            }
            boolean firesWithinSleep = !isFrozen() && wait.compareTo(LONGEST_SLEEP) < 0;
            return (firesWithinSleep ? wait : LONGEST_SLEEP).toNanos();
        } finally {
            lock.unlock();
        }
    }

    private final class Entry implements Alarm {
        private final Runnable wake;
        private final long serial;
        private Instant when = Instant.MAX;

        Entry(Runnable wake, long serial) {
            this.wake = wake;
            this.serial = serial;
        }

        @Override
        public void at(Instant time) {
            if (moveTo(TimeArithmetic.ceilingToMicros(time))) {
                LockSupport.unpark(thread);
            }
        }

        /** Sets this alarm and returns whether it is now the first to fire. */
        private boolean moveTo(Instant time) {
            lock.lock();
            try {
                if (closed || time.equals(when)) {
                    return false;
                }
                if (!when.equals(Instant.MAX)) {
                    set.remove(this);
                }
                when = time;
                return !time.equals(Instant.MAX) && set.add(this) && set.first().serial == serial;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The relation between this timeline and the system clock.
     *
     * @param offset how far the timeline is ahead of the clock while it runs; negative if it is behind
     * @param frozenAt the instant at which the time is frozen; null while it runs
     * @param runsLater whether a frozen time is only paused
     */
    private record ClockState(Duration offset, @Nullable Instant frozenAt, boolean runsLater) {
        /** Equal to the system clock. */
        static final ClockState SYSTEM = new ClockState(Duration.ZERO, null, false);

        static ClockState running(Duration offset) {
            return new ClockState(offset, null, false);
        }

        static ClockState frozenAt(Instant when) {
            return new ClockState(Duration.ZERO, when, false);
        }

        static ClockState pausedAt(Instant when) {
            return new ClockState(Duration.ZERO, when, true);
        }

        /** Returns the present when the system clock shows {@code clock}. */
        Instant timeAt(Instant clock) {
            return frozenAt == null ? clock.plus(offset) : frozenAt;
        }

        /** Returns the state of a timeline that runs on from here when the system clock shows {@code clock}. */
        ClockState resumedAt(Instant clock) {
            return frozenAt == null ? this : running(Duration.between(clock, frozenAt));
        }
    }
}
