package io.github.cloudtasks.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The grain of a timeline: a whole microsecond. */
final class Micros {
    private static final Instant LAST = Instant.MAX.truncatedTo(ChronoUnit.MICROS);

    private Micros() {}

    /** The first whole microsecond that is not before {@code time}, so that an alarm never rings too early. */
    static Instant ceiling(Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.MICROS);
        if (floor.equals(time)) {
            return time;
        }
        return floor.isBefore(LAST) ? floor.plus(1, ChronoUnit.MICROS) : Instant.MAX;
    }
}
