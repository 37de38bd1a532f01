package io.github.cloudtasks.engine.queue;

import java.time.Instant;
import java.util.Arrays;

/** How often something happened within the last minute, to the second. */
final class LastMinuteCounter {
    private static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    private long latestSecond = Long.MIN_VALUE;

    void add(Instant now) {
        moveTo(now.getEpochSecond());
        counts[slot(latestSecond)]++;
    }

    long at(Instant now) {
        moveTo(now.getEpochSecond());
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /**
     * Empties the slots of the seconds that have passed since the latest. A clock that is set back by a minute starts
     * anew.
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
