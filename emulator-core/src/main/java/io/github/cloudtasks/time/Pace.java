package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a timeline goes beside the system's clock.
 *
 * @param ahead by how much, while it runs
 * @param standsAt where it stands still; null while it runs
 */
record Pace(Duration ahead, @Nullable Instant standsAt) {
    /** As the clock goes. */
    static final Pace OF_THE_CLOCK = new Pace(Duration.ZERO, null);

    /** The present, when the clock says {@code clock}. */
    Instant at(Instant clock) {
        return standsAt == null ? clock.plus(ahead) : standsAt;
    }

    /** Standing still at {@code when}. */
    static Pace standingAt(Instant when) {
        return new Pace(Duration.ZERO, when);
    }

    /** Running on from where it is, when the clock says {@code clock}. */
    Pace running(Instant clock) {
        return standsAt == null ? this : new Pace(Duration.between(clock, standsAt), null);
    }
}
