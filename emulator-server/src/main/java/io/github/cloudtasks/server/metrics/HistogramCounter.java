package io.github.cloudtasks.server.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counts of a histogram of durations. Thread-safe. */
final class HistogramCounter {
    private static final double[] UPPER_BOUNDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, Double.POSITIVE_INFINITY
    };
    private static final double MICROS_PER_SECOND = 1e6;

    /** The count of each bucket, then the sum in microseconds. */
    private final AtomicLongArray counts = new AtomicLongArray(UPPER_BOUNDS.length + 1);

    /** Counts a duration. A negative one counts as 0. */
    void add(Duration duration) {
        long micros = Math.max(0, TimeUnit.MICROSECONDS.convert(duration));
        double seconds = micros / MICROS_PER_SECOND;
        int bucket = 0;
        while (seconds > UPPER_BOUNDS[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        counts.addAndGet(UPPER_BOUNDS.length, micros);
    }

    /** Returns the number of buckets. The last one has no upper bound. */
    static int buckets() {
        return UPPER_BOUNDS.length;
    }

    /** Returns the largest duration of a bucket in seconds. */
    static double upperBound(int bucket) {
        return UPPER_BOUNDS[bucket];
    }

    /** Returns the number of durations in a bucket that are in no lower one. */
    long count(int bucket) {
        return counts.get(bucket);
    }

    /** Returns the sum of all durations in seconds. */
    double sum() {
        return counts.get(UPPER_BOUNDS.length) / MICROS_PER_SECOND;
    }
}
