package io.github.cloudtasks.server.control;

import io.github.cloudtasks.server.settings.DurationParser;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads and checks the parameters that several control methods have. */
final class ControlParameters {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Many HTTP clients give up sooner. */
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    private static final String EXAMPLE = "projects/p/locations/us-central1/queues/q";
    private static final Pattern QUEUE = Pattern.compile("projects/[^/]+/locations/[^/]+/queues/[^/]+");
    private static final Pattern TASK = Pattern.compile(QUEUE + "/tasks/[^/]+");

    private ControlParameters() {}

    /**
     * Returns the full name of a queue; empty if none is given.
     *
     * @throws ControlException if it is no full name; waiting for such a queue would never end
     */
    static String queueName(String name) {
        return checked("queue", name, QUEUE, EXAMPLE);
    }

    /**
     * Returns the full name of a task; empty if none is given.
     *
     * @throws ControlException if it is no full name
     */
    static String taskName(String name) {
        return checked("task", name, TASK, EXAMPLE + "/tasks/t");
    }

    private static String checked(String field, String name, Pattern shape, String example) {
        if (!name.isEmpty() && !shape.matcher(name).matches()) {
            throw ControlException.invalid(
                    field + " must be a full name such as " + example + ", not \"" + name + "\".");
        }
        return name;
    }

    /**
     * Returns a timeout; empty means 30 seconds.
     *
     * @throws ControlException if it is no duration or longer than 10 minutes
     */
    static Duration timeout(String text) {
        Duration timeout = text.isEmpty() ? DEFAULT_TIMEOUT : duration("timeout", text);
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw ControlException.invalid("timeout must be at most 10m, not \"" + text + "\".");
        }
        return timeout;
    }

    /**
     * Returns a duration.
     *
     * @throws ControlException if it is none
     */
    static Duration duration(String field, String text) {
        try {
            return DurationParser.parse(text);
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid(field + " must be " + e.getMessage() + ", not \"" + text + "\".");
        }
    }

    /**
     * Returns a whole number.
     *
     * @throws ControlException if it is none, or smaller than {@code least}
     */
    static int number(String name, String text, int least, int defaultValue) {
        if (text.isEmpty()) {
            return defaultValue;
        }
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least) {
            return Integer.parseInt(text);
        }
        throw ControlException.invalid(
                name + " must be a whole number from " + least + " to 999999999, not \"" + text + "\".");
    }
}
