package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A timeline for tests whose time changes only on request. Moving the time runs the alarms on the way in order, each at
 * its own time, on the thread that moves it. Alarms of the same instant fire in the order of their creation.
 */
public final class VirtualTimeline implements Timeline {
    private static final Comparator<Entry> BY_TIME =
            Comparator.<Entry, Instant>comparing(e -> e.when).thenComparingLong(e -> e.serial);

    private final TreeSet<Entry> set = new TreeSet<>(BY_TIME);
    private Instant now;
    private long entries;

    /** Creates a timeline that starts at {@code start}, truncated to microseconds. */
    public VirtualTimeline(Instant start) {
        now = start.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Alarm alarm(Runnable wake) {
        return new Entry(wake, entries++);
    }

    /** Returns true. */
    @Override
    public boolean isFrozen() {
        return true;
    }

    /** Returns the time. There is no system clock, so the offset is zero. */
    @Override
    public ClockReading read() {
        return new ClockReading(now(), true, Duration.ZERO);
    }

    /** Moves the time forward and fires all alarms that are due by then. */
    public void advance(Duration duration) {
        advanceTo(now().plus(duration));
    }

    /**
     * Moves the time forward to {@code until} and fires all alarms that are due by then. A time in the past only fires
     * the alarms that are due now.
     *
     * @param until truncated to microseconds
     */
    public void advanceTo(Instant until) {
        Instant end = until.truncatedTo(ChronoUnit.MICROS);
        for (Runnable wake = nextDue(end); wake != null; wake = nextDue(end)) {
            wake.run();
        }
        synchronized (this) {
            now = end.isAfter(now) ? end : now;
        }
    }

    /** Fires all alarms that are due now, without moving the time. */
    public void settle() {
        advance(Duration.ZERO);
    }

    private synchronized @Nullable Runnable nextDue(Instant until) {
        if (set.isEmpty()
                || (set.first().when.isAfter(until) && set.first().when.isAfter(now))) {
            return null;
        }
        Entry first = set.removeFirst();
        now = first.when.isAfter(now) ? first.when : now;
        first.when = Instant.MAX;
        return first.wake;
    }

    private synchronized void set(Entry entry, Instant when) {
        if (!entry.when.equals(Instant.MAX)) {
            set.remove(entry);
        }
        entry.when = when;
        if (!when.equals(Instant.MAX)) {
            set.add(entry);
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
            set(this, TimeArithmetic.ceilingToMicros(time));
        }
    }
}
