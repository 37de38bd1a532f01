package io.github.cloudtasks.engine.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket that limits a rate but allows bursts. It starts full and refills at a constant rate.
 *
 * <p>Its only state is the instant at which it is full again. It never waits: the caller asks for the instant of the
 * next token. Not thread-safe.
 */
final class TokenBucket {
    private Duration interval;
    private int burst;
    private Instant fullAt = Instant.EPOCH;

    /**
     * Creates a full bucket.
     *
     * @param perSecond tokens per second, above 0
     * @param burst the capacity in tokens, at least 1
     */
    TokenBucket(double perSecond, int burst) {
        this.interval = interval(perSecond);
        this.burst = burst;
    }

    /** Changes the rate and the capacity at {@code now}. Available tokens are kept up to the new capacity. */
    void resize(double perSecond, int newBurst, Instant now) {
        double available = burst - missing(now);
        interval = interval(perSecond);
        burst = newBurst;
        fullAt = now.plus(refill(Math.max(0, newBurst - available)));
    }

    /** Returns the instant of the next token. If it is not after {@code now}, a token is available now. */
    Instant nextTokenAt(Instant now) {
        Instant latest = now.plus(interval.multipliedBy(burst));
        if (fullAt.isAfter(latest)) {
            // More tokens are missing than fit in: the clock was set back. Without this, no token would be available
            // until the clock has caught up.
            fullAt = latest;
        }
        return fullAt.minus(interval.multipliedBy(burst - 1L));
    }

    /** Takes a token, even if none is available. */
    void take(Instant now) {
        fullAt = (fullAt.isAfter(now) ? fullAt : now).plus(interval);
    }

    private double missing(Instant now) {
        if (!fullAt.isAfter(now)) {
            return 0;
        }
        return Math.min(burst, seconds(Duration.between(now, fullAt)) / seconds(interval));
    }

    private Duration refill(double tokens) {
        long whole = (long) tokens;
        return interval.multipliedBy(whole).plusNanos(Math.round((tokens - whole) * interval.toNanos()));
    }

    private static Duration interval(double perSecond) {
        return Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond)));
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
