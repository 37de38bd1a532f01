package io.github.cloudtasks.engine.queue;

import java.time.Instant;
import java.util.Arrays;

/** A counter of the events within the last 60 seconds, with a resolution of one second. Not thread-safe. */
final class LastMinuteCounter {
    private static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    private long latestSecond = Long.MIN_VALUE;

    /** Counts one event. */
    void add(Instant now) {
        moveTo(now.getEpochSecond());
        counts[slot(latestSecond)]++;
    }

    /** Returns the number of events within the last minute. */
    long at(Instant now) {
        moveTo(now.getEpochSecond());
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /**
     * Clears the slots of the seconds since the latest event. Clears all of them if the clock was set back a minute.
     */
    private void moveTo(long second) {
        if (latestSecond == Long.MIN_VALUE || second <= latestSecond - SECONDS) {
            Arrays.fill(counts, 0);
            latestSecond = second;
        }
        for (long s = Math.max(latestSecond + 1, second - SECONDS + 1); s <= second; s++) {
            counts[slot(s)] = 0;
        }
        latestSecond = Math.max(latestSecond, second);
    }

    private static int slot(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
