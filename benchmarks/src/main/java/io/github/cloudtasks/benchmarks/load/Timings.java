package io.github.cloudtasks.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/** The response times of a number of calls, and the time from the first request to the last response. */
public final class Timings {
    private final long[] sorted;
    private final long elapsedNanos;

    /**
     * Response times.
     *
     * @param nanos the time of each call in nanoseconds, in any order; copied
     * @param elapsedNanos the time from the first request to the last response
     */
    public Timings(long[] nanos, long elapsedNanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
        this.elapsedNanos = elapsedNanos;
    }

    /** Returns all calls of these together, as if they had been made one after the other. */
    public static Timings concat(List<Timings> parts) {
        long[] all =
                parts.stream().flatMapToLong(part -> Arrays.stream(part.sorted)).toArray();
        return new Timings(
                all, parts.stream().mapToLong(part -> part.elapsedNanos).sum());
    }

    /** Returns the number of calls. */
    public int calls() {
        return sorted.length;
    }

    /** Returns the calls per second. */
    public double perSecond() {
        return sorted.length * 1e9 / elapsedNanos;
    }

    /**
     * Returns the shortest time in milliseconds that at least this share of the calls did not exceed (nearest rank).
     *
     * @param share above 0, at most 1
     * @throws IllegalArgumentException if there are no calls, or the share is out of range
     */
    public double percentileMillis(double share) {
        if (sorted.length == 0 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("no percentile " + share + " of " + sorted.length + " calls");
        }
        // Without the small difference, 0.999 × 1000 would be rounded up to rank 1000.
        int rank = (int) Math.ceil(share * sorted.length - 1e-6);
        return sorted[Math.max(1, rank) - 1] / 1e6;
    }

    /** Returns the time of the slowest call in milliseconds. */
    public double slowestMillis() {
        return percentileMillis(1);
    }
}
