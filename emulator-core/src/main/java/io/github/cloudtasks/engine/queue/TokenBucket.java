package io.github.cloudtasks.engine.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket whose whole state is one instant: the one at which it is full again. It starts full, refills steadily,
 * and answers when the next token is there; it never waits.
 */
final class TokenBucket {
    private Duration interval;
    private int burst;
    private Instant fullAt = Instant.EPOCH;

    /**
     * @param perSecond tokens that flow in, above 0
     * @param burst tokens that it holds, at least 1
     */
    TokenBucket(double perSecond, int burst) {
        this.interval = interval(perSecond);
        this.burst = burst;
    }

    /**
     * Changes rate and size at {@code now}. Tokens that were there stay, as far as they fit; none come from nowhere.
     */
    void resize(double perSecond, int newBurst, Instant now) {
        double there = burst - missing(now);
        interval = interval(perSecond);
        burst = newBurst;
        fullAt = now.plus(refill(Math.max(0, newBurst - there)));
    }

    /** When there is a token; a time that is not after {@code now} means at once. */
    Instant nextTokenAt(Instant now) {
        Instant latest = now.plus(interval.multipliedBy(burst));
        if (fullAt.isAfter(latest)) {
            // More than all tokens cannot be missing: the clock was set back. The bucket is empty rather than closed
            // until then.
            fullAt = latest;
        }
        return fullAt.minus(interval.multipliedBy(burst - 1L));
    }

    /** Takes a token, whether there is one or not. */
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
