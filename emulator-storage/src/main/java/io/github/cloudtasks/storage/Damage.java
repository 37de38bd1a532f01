package io.github.cloudtasks.storage;

import java.util.ArrayList;
import java.util.List;

/** The parts of a database that cannot be read. Not thread-safe. */
final class Damage {
    /** The number of parts that a message names. */
    private static final int LISTED = 10;

    /** The number of parts that are kept, so that a large damaged database does not fill the memory. */
    private static final int KEPT = 100_000;

    private final List<String> parts = new ArrayList<>();
    private long count;

    /** Adds a part, such as "the task projects/…/tasks/t: its checksum does not match". */
    void add(String part) {
        count++;
        if (parts.size() < KEPT) {
            parts.add(part);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns the first parts for a message, and how many others there are. */
    String summary() {
        return joined("; ", LISTED);
    }

    /** Returns a line for each part. */
    String lines() {
        return joined("\n", KEPT) + "\n";
    }

    private String joined(String separator, int most) {
        List<String> named = parts.subList(0, Math.min(most, parts.size()));
        String text = String.join(separator, named);
        return count > named.size() ? text + separator + "and " + (count - named.size()) + " more" : text;
    }
}
