package io.github.cloudtasks.time;

import java.time.Duration;
import java.time.Instant;

/**
 * What a {@link Timeline} shows at one moment. Immutable.
 *
 * @param time the time of the timeline
 * @param isFrozen whether the time is frozen
 * @param offset how far the time is ahead of the system clock; negative if it is behind
 */
public record ClockReading(Instant time, boolean isFrozen, Duration offset) {}
