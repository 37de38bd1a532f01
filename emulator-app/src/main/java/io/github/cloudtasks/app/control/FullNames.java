package io.github.cloudtasks.app.control;

import java.util.regex.Pattern;

/** Full names in requests: a short one would be waited for in vain. */
final class FullNames {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";
    private static final Pattern QUEUES = Pattern.compile("projects/[^/]+/locations/[^/]+/queues/[^/]+");
    private static final Pattern TASKS = Pattern.compile(QUEUES + "/tasks/[^/]+");

    private FullNames() {}

    /** The name of a queue; empty for none. */
    static String queue(String name) {
        return checked("queue", name, QUEUES, QUEUE);
    }

    /** The name of a task; empty for none. */
    static String task(String name) {
        return checked("task", name, TASKS, QUEUE + "/tasks/t");
    }

    private static String checked(String field, String name, Pattern shape, String example) {
        if (!name.isEmpty() && !shape.matcher(name).matches()) {
            throw Failure.invalid(field + " must be a full name such as " + example + ", not \"" + name + "\".");
        }
        return name;
    }
}
