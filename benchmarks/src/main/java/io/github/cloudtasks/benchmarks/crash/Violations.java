package io.github.cloudtasks.benchmarks.crash;

import java.util.EnumMap;
import java.util.Map;

/** The violations of each {@link Guarantee}. Prints the first ones. Thread-safe. */
final class Violations {
    private static final int PRINTED = 5;

    private final Map<Guarantee, Integer> counts = new EnumMap<>(Guarantee.class);

    /** Adds a violation, with a sentence for the reader. */
    synchronized void add(Guarantee guarantee, String detail) {
        if (counts.merge(guarantee, 1, Integer::sum) <= PRINTED) {
            System.out.printf("VIOLATION %s: %s%n", guarantee, detail);
        }
    }

    /** Returns the number of violations of a guarantee. */
    synchronized int count(Guarantee guarantee) {
        return counts.getOrDefault(guarantee, 0);
    }

    /** Returns the number of guarantees that were violated. */
    synchronized int violated() {
        return counts.size();
    }
}
