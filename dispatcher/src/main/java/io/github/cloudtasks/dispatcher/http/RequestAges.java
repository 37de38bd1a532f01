package io.github.cloudtasks.dispatcher.http;

/**
 * Counts the requests under way of a connection pool, and those of them that are slow. A request is slow once it has
 * been under way for {@value #PERIODS} whole periods.
 *
 * <p>The age is counted in periods of the event loop, and not in time, because the event loop reads the responses that
 * have arrived before it ends a period. So requests do not become slow while this process is paused or overloaded.
 *
 * <p>All operations take constant time. Not thread-safe.
 */
final class RequestAges {
    /** The number of whole periods after which a request is slow. */
    static final int PERIODS = 4;

    /** The requests that are not slow, by the remainder of the period in which they were sent. */
    private final int[] young = new int[PERIODS + 1];

    private long period;
    private int youngCount;
    private int slowCount;

    /** Counts a request that is sent now. Returns the period, which {@link #end} needs. */
    long start() {
        young[index(period)]++;
        youngCount++;
        return period;
    }

    /** Removes a request that was sent in the period {@code sentIn}. */
    void end(long sentIn) {
        if (period - sentIn <= PERIODS) {
            young[index(sentIn)]--;
            youngCount--;
        } else {
            slowCount--;
        }
    }

    /** Ends the period. */
    void nextPeriod() {
        period++;
        int grown = young[index(period)];
        young[index(period)] = 0;
        youngCount -= grown;
        slowCount += grown;
    }

    /** Returns the number of slow requests. */
    int slow() {
        return slowCount;
    }

    /** Returns the number of requests that are not slow yet. */
    int young() {
        return youngCount;
    }

    private static int index(long period) {
        return (int) (period % (PERIODS + 1));
    }
}
