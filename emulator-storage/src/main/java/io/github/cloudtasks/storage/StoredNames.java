package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses names of the database. They were valid when they were stored, by rules that may have changed since. */
final class StoredNames {
    private static final Pattern QUEUE = Pattern.compile("projects/([^/]+)/locations/([^/]+)/queues/([^/]+)");
    private static final Pattern TASK = Pattern.compile("(.+)/tasks/([^/]+)");
    private static final Pattern LOCATION = Pattern.compile("projects/([^/]+)/locations/([^/]+)");

    private StoredNames() {}

    /**
     * Returns the queue name of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static QueueName queue(String name) {
        Matcher parts = QUEUE.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a queue");
        }
        return QueueName.of(parts.group(1), parts.group(2), parts.group(3));
    }

    /**
     * Returns the task name of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TaskName task(String name) {
        Matcher parts = TASK.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a task");
        }
        return queue(parts.group(1)).task(parts.group(2));
    }

    /**
     * Returns the location name of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static LocationName location(String name) {
        Matcher parts = LOCATION.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a location");
        }
        return new LocationName(parts.group(1), parts.group(2));
    }
}
