package io.github.cloudtasks.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the full names of queues and tasks from what a user types: the full name, {@code mail/42},
 * {@code demo/us-central1/mail/42}, or the last part alone.
 */
public final class ResourceLookup {
    private final EmulatorClient client;

    /** Creates a look-up. */
    public ResourceLookup(EmulatorClient client) {
        this.client = client;
    }

    /**
     * Returns the full name of a queue.
     *
     * @throws ControlFailure if there is no such queue, or several
     */
    public String queue(String text) throws ControlFailure {
        if (text.isEmpty() || text.startsWith("projects/")) {
            return text;
        }
        Set<String> found = new TreeSet<>();
        for (JsonNode each : client.get("/queues").path("queues")) {
            String name = each.path("queue").path("name").asText();
            if (endsWith(name, text)) {
                found.add(name);
            }
        }
        return only(found, "queue", text);
    }

    /**
     * Returns the full name of a task that waits or is kept.
     *
     * @throws ControlFailure if there is no such task, or several
     */
    public String task(String text) throws ControlFailure {
        if (text.startsWith("projects/")) {
            return text;
        }
        String id = text.substring(text.lastIndexOf('/') + 1);
        Map<String, String> search = new LinkedHashMap<>(Map.of("name", "/tasks/" + id, "pageSize", "1000"));
        Set<String> found = new TreeSet<>();
        String next;
        do {
            JsonNode page = client.get("/tasks", search);
            for (JsonNode each : page.path("tasks")) {
                String name = each.path("task").path("name").asText();
                if (endsWith(name, text)) {
                    found.add(name);
                }
            }
            next = page.path("nextPageToken").asText();
            search.put("pageToken", next);
        } while (!next.isEmpty());
        return only(found, "task", text);
    }

    /** Returns whether the ids at the end of a full name are those of a short one. */
    static boolean endsWith(String name, String text) {
        return ("/" + shortName(name)).endsWith("/" + text);
    }

    /** Returns the ids of a full name, separated by slashes: {@code demo/us-central1/mail/42}. */
    public static String shortName(String name) {
        String[] parts = name.split("/", -1);
        List<String> ids = new ArrayList<>();
        for (int i = 1; i < parts.length; i += 2) {
            ids.add(parts[i]);
        }
        return String.join("/", ids);
    }

    private static String only(Set<String> found, String kind, String text) throws ControlFailure {
        if (found.isEmpty()) {
            throw new ControlFailure(404, "There is no %s \"%s\".".formatted(kind, text));
        }
        if (found.size() > 1) {
            throw new ControlFailure(
                    404,
                    "Several %ss are named \"%s\". Give the full name: %s."
                            .formatted(kind, text, String.join(", ", found)));
        }
        return found.iterator().next();
    }
}
