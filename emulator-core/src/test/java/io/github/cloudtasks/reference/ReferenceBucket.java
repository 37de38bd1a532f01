package io.github.cloudtasks.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/** A token bucket that counts what it holds, in nanoseconds of waiting. */
final class ReferenceBucket {
    private long interval;
    private int burst;
    private long held;
    private Instant countedAt;

    ReferenceBucket(int perSecond, int burst, Instant now) {
        this.interval = 1_000_000_000L / perSecond;
        this.burst = burst;
        this.held = interval * burst;
        this.countedAt = now;
    }

    /** When there is a token, in whole microseconds, which is how time moves. */
    Instant nextToken(Instant now) {
        count(now);
        long missing = Math.max(0, interval - held);
        return now.plusNanos((missing + 999) / 1000 * 1000);
    }

    void take(Instant now) {
        count(now);
        held -= interval;
    }

    void reshape(int perSecond, int newBurst, Instant now) {
        count(now);
        long newInterval = 1_000_000_000L / perSecond;
        BigDecimal tokens = BigDecimal.valueOf(held).divide(BigDecimal.valueOf(interval), 30, RoundingMode.HALF_UP);
        held = tokens.multiply(BigDecimal.valueOf(newInterval))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        held = Math.min(held, newBurst * newInterval);
        interval = newInterval;
        burst = newBurst;
    }

    private void count(Instant now) {
        held = Math.min(
                interval * burst, held + Duration.between(countedAt, now).toNanos());
        countedAt = now;
    }
}
