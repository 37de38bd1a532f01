package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Arithmetic on timestamps that never exceeds the range of the API. Timestamps of the API end with the year 9999
 * (documented); the emulator keeps them in whole microseconds.
 */
public final class TimeArithmetic {
    /** The last microsecond that the API can represent. */
    public static final Instant MAX_TIMESTAMP = Instant.parse("9999-12-31T23:59:59.999999Z");

    private static final Instant LAST_MICROSECOND = Instant.MAX.truncatedTo(ChronoUnit.MICROS);

    private TimeArithmetic() {}

    /** Returns whether {@code time} is later than the last timestamp of the API. */
    public static boolean isOutOfRange(Instant time) {
        return !time.isBefore(MAX_TIMESTAMP.plus(1, ChronoUnit.MICROS));
    }

    /**
     * Returns {@code now} plus {@code wait}, at most {@link #MAX_TIMESTAMP}.
     *
     * @param wait any duration; one that overflows an {@link Instant} is accepted
     */
    public static Instant saturatedPlus(Instant now, Duration wait) {
        return wait.compareTo(Duration.between(now, MAX_TIMESTAMP)) < 0 ? now.plus(wait) : MAX_TIMESTAMP;
    }

    /**
     * Returns the first whole microsecond that is not before {@code time}, so that an alarm never fires too early.
     * Returns {@link Instant#MAX} where there is no such microsecond.
     */
    static Instant ceilingToMicros(Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.MICROS);
        if (floor.equals(time)) {
            return time;
        }
        return floor.isBefore(LAST_MICROSECOND) ? floor.plus(1, ChronoUnit.MICROS) : Instant.MAX;
    }
}
