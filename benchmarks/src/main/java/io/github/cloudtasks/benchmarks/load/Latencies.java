package io.github.cloudtasks.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of times in buckets whose bounds are at most 1.6 % apart, so that millions of times take a few kilobytes.
 * The longest time is kept exactly. Thread-safe.
 */
public final class Latencies {
    /** Buckets for each power of two. */
    private static final int PER_POWER = 64;

    private final AtomicLongArray buckets = new AtomicLongArray(PER_POWER * 58);
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /** Adds a time in nanoseconds. A negative one, which a schedule time of microseconds can cause, counts as 0. */
    public void add(long nanos) {
        long time = Math.max(0, nanos);
        buckets.incrementAndGet(bucket(time));
        count.incrementAndGet();
        longest.accumulateAndGet(time, Math::max);
    }

    /** Returns the number of times. */
    public long count() {
        return count.get();
    }

    /**
     * Returns the time in milliseconds that this share of the times, above 0 and at most 1, did not exceed; 0 if none.
     */
    public double quantileMillis(double share) {
        long rest = (long) Math.ceil(share * count.get());
        if (rest >= count.get()) {
            return longest.get() / 1e6;
        }
        int bucket = -1;
        while (rest > 0 && bucket < buckets.length() - 1) {
            rest -= buckets.get(++bucket);
        }
        return Math.min(longest.get(), highest(Math.max(0, bucket))) / 1e6;
    }

    private static int bucket(long nanos) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(nanos | 1) - 6);
        return shift * PER_POWER + (int) (nanos >>> shift);
    }

    /** Returns the longest time of a bucket. The first power of two has twice the buckets, because its shift is 0. */
    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / PER_POWER - 1);
        return ((bucket - (long) shift * PER_POWER + 1) << shift) - 1;
    }
}
