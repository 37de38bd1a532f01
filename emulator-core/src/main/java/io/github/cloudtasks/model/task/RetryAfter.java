package io.github.cloudtasks.model.task;

import java.time.Duration;
import java.time.Instant;

/** The time at which a target asks to be called again: the {@code Retry-After} header (RFC 9110, section 10.2.3). */
public sealed interface RetryAfter {

    /**
     * A time relative to the end of the attempt.
     *
     * @param delay at least zero
     */
    record Delay(Duration delay) implements RetryAfter {}

    /** A point in time, which may be past. */
    record Date(Instant time) implements RetryAfter {}
}
