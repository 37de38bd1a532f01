package io.github.cloudtasks.server.startup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Completes the names of queues that are only ids.
 *
 * @param project empty if there is none
 * @param location the id of a location
 */
record QueueNames(String project, String location) {
    private static final Pattern FULL = Pattern.compile("(projects/[^/]+/locations/[^/]+)/queues/[^/]*");

    /** Returns the full name of a queue. A name with a slash is returned unchanged. */
    String full(String name) {
        if (name.indexOf('/') >= 0) {
            return name;
        }
        if (project.isEmpty()) {
            throw new InitialQueueException(
                    "Queue %s needs a project: add --project PROJECT, or write projects/PROJECT/locations/LOCATION/queues/%s."
                            .formatted(name, name));
        }
        return inLocation(name);
    }

    /** Returns the full name of the queue with this id. */
    String inLocation(String id) {
        return "projects/" + project + "/locations/" + location + "/queues/" + id;
    }

    /**
     * Returns the location of a queue. For an invalid name, returns a valid location, so that the engine rejects the
     * name.
     */
    static String locationOf(String fullName) {
        Matcher parts = FULL.matcher(fullName);
        return parts.matches() ? parts.group(1) : "projects/p/locations/l";
    }
}
