package io.github.cloudtasks.server.startup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Full names for queues that are called by their ids alone.
 *
 * @param project empty where the user named none
 * @param location a region's id
 */
record QueueNames(String project, String location) {
    private static final Pattern FULL = Pattern.compile("(projects/[^/]+/locations/[^/]+)/queues/[^/]*");

    /** The full name of a queue; one that has more than an id is full already. */
    String full(String name) {
        if (name.indexOf('/') >= 0) {
            return name;
        }
        if (project.isEmpty()) {
            throw new InitialQueueException(
                    "Queue %s needs a project: say --project PROJECT, or projects/PROJECT/locations/LOCATION/queues/%s."
                            .formatted(name, name));
        }
        return inLocation(name);
    }

    /** The full name of the queue with this id. */
    String inLocation(String id) {
        return "projects/" + project + "/locations/" + location + "/queues/" + id;
    }

    /**
     * The location of a queue; of a name that is none, any location, so that the service says what a name looks like.
     */
    static String locationOf(String fullName) {
        Matcher parts = FULL.matcher(fullName);
        return parts.matches() ? parts.group(1) : "projects/p/locations/l";
    }
}
