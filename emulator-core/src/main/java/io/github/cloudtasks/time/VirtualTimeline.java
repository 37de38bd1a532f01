package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A timeline that stands still until it is told to move, and then goes from alarm to alarm. A wake-up runs on the
 * thread that moves the time. Alarms of one instant ring in the order in which they were made.
 */
public final class VirtualTimeline implements Timeline {
    private static final Comparator<Entry> BY_TIME =
            Comparator.<Entry, Instant>comparing(e -> e.when).thenComparingLong(e -> e.serial);

    private final TreeSet<Entry> set = new TreeSet<>(BY_TIME);
    private Instant now;
    private long entries;

    /** Starts at {@code start}, cut to microseconds. */
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

    /** Always. */
    @Override
    public boolean isFrozen() {
        return true;
    }

    /** Moves on by {@code duration}; everything due on the way, up to and including its end, rings at its own time. */
    public void advance(Duration duration) {
        advanceTo(now().plus(duration));
    }

    /**
     * Moves on to {@code until}, cut to microseconds; a time that has passed leaves the present and rings only what is
     * due.
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

    /** Rings what is due now, and moves no time. */
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
