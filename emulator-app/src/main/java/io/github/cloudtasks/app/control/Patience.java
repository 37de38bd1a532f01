package io.github.cloudtasks.app.control;

import io.github.cloudtasks.app.startup.DurationText;
import java.time.Duration;

/** How long a call waits. */
final class Patience {
    private static final Duration DEFAULT = Duration.ofSeconds(30);

    /** Many clients give up sooner. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Patience() {}

    /** The timeout of a call; empty for the default. */
    static Duration of(String timeout) {
        Duration asked = timeout.isEmpty() ? DEFAULT : duration("timeout", timeout);
        if (asked.compareTo(LONGEST) > 0) {
            throw Failure.invalid("timeout must be at most 10m, not \"" + timeout + "\".");
        }
        return asked;
    }

    /** The value of a field that is a duration. */
    static Duration duration(String field, String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(field + " must be " + e.getMessage() + ", not \"" + text + "\".");
        }
    }
}
