package io.github.cloudtasks.benchmarks.compare.measurements;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic on the times at which tasks have arrived, in nanoseconds. */
final class Arrivals {
    private static final long SECOND = 1_000_000_000;

    private Arrivals() {}

    /**
     * Returns the longest time without an arrival in milliseconds.
     *
     * @param start when the first one could have arrived
     * @param sorted the arrivals
     */
    static double longestGapMillis(long start, long[] sorted) {
        long longest = 0;
        long last = start;
        for (long arrival : sorted) {
            longest = Math.max(longest, arrival - last);
            last = arrival;
        }
        return longest / 1e6;
    }

    /**
     * Returns the number of arrivals in each whole second after the first arrival. The last second is left out, because
     * it is not whole; so is a number of seconds at the beginning.
     */
    static List<Integer> perSecond(long[] sorted, int leftOut) {
        List<Integer> counts = new ArrayList<>();
        long first = sorted[0];
        long seconds = (sorted[sorted.length - 1] - first) / SECOND;
        int next = 0;
        for (long second = 0; second < seconds; second++) {
            int count = 0;
            while (sorted[next] - first < (second + 1) * SECOND) {
                next++;
                count++;
            }
            if (second >= leftOut) {
                counts.add(count);
            }
        }
        return counts;
    }
}
