package io.github.cloudtasks.benchmarks.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The contents that the emulator or a snapshot may have: for the full name of each queue and task, the values that are
 * possible. The value of a queue is its state, the value of a task is its schedule time. A name that is not mentioned
 * does not exist. Not thread-safe.
 */
final class PossibleState {
    /** The value of a queue or task that does not exist. */
    static final String ABSENT = "";

    private static final int SHOWN = 3;

    private final Map<String, Set<String>> values = new HashMap<>();

    /** Returns the state that has exactly the found values. */
    static PossibleState exactly(Map<String, String> found) {
        PossibleState state = new PossibleState();
        found.forEach(state::set);
        return state;
    }

    PossibleState copy() {
        PossibleState copy = new PossibleState();
        values.forEach((name, possible) -> copy.values.put(name, new HashSet<>(possible)));
        return copy;
    }

    /** Makes a value the only possible one. */
    void set(String name, String value) {
        if (value.equals(ABSENT)) {
            values.remove(name);
        } else {
            values.put(name, new HashSet<>(Set.of(value)));
        }
    }

    /** Makes a value possible beside the others. */
    void add(String name, String value) {
        Set<String> possible = values.computeIfAbsent(name, absent -> new HashSet<>(Set.of(ABSENT)));
        possible.add(value);
    }

    /** Returns whether a queue or task may be missing. */
    boolean mayBeAbsent(String name) {
        return possible(name).contains(ABSENT);
    }

    private Set<String> possible(String name) {
        return values.getOrDefault(name, Set.of(ABSENT));
    }

    /** Returns the names with a prefix that may exist. */
    List<String> names(String prefix) {
        return values.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** Returns the first differences from a found state, as a phrase for the reader; empty if the state is possible. */
    String differences(Map<String, String> found) {
        Set<String> names = new HashSet<>(values.keySet());
        names.addAll(found.keySet());
        List<String> different = new ArrayList<>();
        for (String name : names) {
            String value = found.getOrDefault(name, ABSENT);
            if (!possible(name).contains(value)) {
                different.add(name + " is " + describe(value) + ", not "
                        + String.join(
                                " or ",
                                possible(name).stream()
                                        .map(PossibleState::describe)
                                        .toList()));
            }
        }
        if (different.isEmpty()) {
            return "";
        }
        return different.size() + " of " + names.size() + " queues and tasks differ, such as: "
                + String.join("; ", different.subList(0, Math.min(SHOWN, different.size())));
    }

    private static String describe(String value) {
        return value.equals(ABSENT) ? "absent" : value;
    }

    @Override
    public String toString() {
        return values.size() + " queues and tasks";
    }
}
