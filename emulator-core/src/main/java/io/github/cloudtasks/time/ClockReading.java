package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of a {@link Timeline} at one moment, and its relation to the system clock. Immutable.
 *
 * @param time the time, in whole microseconds
 * @param isFrozen whether the time is frozen
 * @param offset the time minus that of the system clock; negative if it is behind
 */
public record ClockReading(Instant time, boolean isFrozen, Duration offset) {}
