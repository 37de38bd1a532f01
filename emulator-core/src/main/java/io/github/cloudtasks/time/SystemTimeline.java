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
 * The system's clock, and one thread that sleeps until the earliest of all alarms. An alarm that is not set costs
 * nothing.
 *
 * <p>A test may stop it, move it on, and let it run on from there. What is due rings also while time stands still.
 */
public final class SystemTimeline implements Timeline, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SystemTimeline.class);

    /** The longest sleep: a clock that was set, or a machine that was suspended, is noticed by then. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private static final Comparator<Entry> BY_TIME =
            Comparator.<Entry, Instant>comparing(e -> e.when).thenComparingLong(e -> e.serial);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Entry> set = new TreeSet<>(BY_TIME);
    private final Thread thread;
    private volatile Pace pace = Pace.OF_THE_CLOCK;
    private long entries;
    private boolean closed;

    public SystemTimeline() {
        this(Clock.systemUTC());
    }

    /** A timeline that goes by another clock. */
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
        return pace.standsAt() != null;
    }

    /** Stands still from now on. */
    public void freeze() {
        change(before -> before.standsAt() != null ? before : Pace.standingAt(now()));
    }

    /**
     * Stands at {@code when}, which is cut to microseconds; what is due by then rings on the timeline's thread.
     *
     * @throws IllegalStateException if time does not stand still, or has come further
     */
    public void moveTo(Instant when) {
        change(before -> {
            Instant standsAt = before.standsAt();
            if (standsAt == null || standsAt.isAfter(when)) {
                throw new IllegalStateException("only time that stands still before " + when + " can be moved there");
            }
            return Pace.standingAt(when.truncatedTo(ChronoUnit.MICROS));
        });
    }

    /** Runs on from where it stands. */
    public void resume() {
        change(before -> before.running(clock.instant()));
    }

    /** Goes by the system's clock again, be that ahead or back. */
    public void followClock() {
        change(before -> Pace.OF_THE_CLOCK);
    }

    /** When the earliest alarm rings; {@link Instant#MAX} where none is set. */
    public Instant nextAlarm() {
        lock.lock();
        try {
            return set.isEmpty() ? Instant.MAX : set.first().when;
        } finally {
            lock.unlock();
        }
    }

    private void change(UnaryOperator<Pace> change) {
        lock.lock();
        try {
            pace = change.apply(pace);
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    private Instant present() {
        return pace.at(clock.instant());
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

    /** Wakes nobody any more. Alarms may still be set; they have no effect. */
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
                // An alarm that is set meanwhile unparks: a permit given before parking is not lost.
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
            // Whatever it is, it is one owner's: the thread goes on for all others.
            log.error("a wake-up failed; this is a bug in the emulator", e);
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

    /** The earliest alarm if it is due, already unset. */
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
            boolean comesByItself = !isFrozen() && wait.compareTo(LONGEST_SLEEP) < 0;
            return (comesByItself ? wait : LONGEST_SLEEP).toNanos();
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
            if (moveTo(Micros.ceiling(time))) {
                LockSupport.unpark(thread);
            }
        }

        /** Whether this is now the alarm that rings first. */
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
}
