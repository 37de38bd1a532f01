package io.github.cloudtasks.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/** A simple token bucket that stores its content as nanoseconds of waiting time. */
final class ReferenceBucket {
    private long interval;
    private int burst;
    private long content;
    private Instant refilledAt;

    ReferenceBucket(int perSecond, int burst, Instant now) {
        this.interval = 1_000_000_000L / perSecond;
        this.burst = burst;
        this.content = interval * burst;
        this.refilledAt = now;
    }

    /** Returns the time of the next token, rounded up to whole microseconds, the resolution of time. */
    Instant nextToken(Instant now) {
        refill(now);
        long missing = Math.max(0, interval - content);
        return now.plusNanos((missing + 999) / 1000 * 1000);
    }

    void take(Instant now) {
        refill(now);
        content -= interval;
    }

    void configure(int perSecond, int newBurst, Instant now) {
        refill(now);
        long newInterval = 1_000_000_000L / perSecond;
        BigDecimal tokens = BigDecimal.valueOf(content).divide(BigDecimal.valueOf(interval), 30, RoundingMode.HALF_UP);
        content = tokens.multiply(BigDecimal.valueOf(newInterval))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        content = Math.min(content, newBurst * newInterval);
        interval = newInterval;
        burst = newBurst;
    }

    private void refill(Instant now) {
        content = Math.min(
                interval * burst, content + Duration.between(refilledAt, now).toNanos());
        refilledAt = now;
    }
}
