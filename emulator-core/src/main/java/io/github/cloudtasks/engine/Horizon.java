package io.github.cloudtasks.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The end of the time that the API can tell: timestamps end with the year 9999 (documented). */
final class Horizon {
    /** The last microsecond of it. */
    static final Instant END = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Horizon() {}

    /** Whether {@code time} is too late for the API to tell. */
    static boolean isBeyond(Instant time) {
        return !time.isBefore(END.plus(1, ChronoUnit.MICROS));
    }

    /** {@code wait} after {@code now}, but no later than {@link #END}, however long the wait. */
    static Instant after(Instant now, Duration wait) {
        return wait.compareTo(Duration.between(now, END)) < 0 ? now.plus(wait) : END;
    }
}
