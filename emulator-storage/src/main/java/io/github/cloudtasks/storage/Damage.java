package io.github.cloudtasks.storage;

import java.util.ArrayList;
import java.util.List;

/** The parts of a database that cannot be read. Not thread-safe. */
final class Damage {
    /** The number of parts that a message names. */
    private static final int LISTED = 10;

    private final List<String> parts = new ArrayList<>();
    private long count;

    /** Adds a part, such as "the task projects/…/tasks/t: its checksum does not match". */
    void add(String part) {
        count++;
        if (parts.size() < LISTED) {
            parts.add(part);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns the parts as an indented list. */
    String list() {
        String listed = "  " + String.join("\n  ", parts);
        return count > parts.size() ? listed + "\n  and " + (count - parts.size()) + " more" : listed;
    }
}
