package io.github.cloudtasks.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;

/** The results of all checks. Prints those that fail. Not thread-safe. */
final class Verdicts {
    private final List<Verdict> verdicts = new ArrayList<>();

    /**
     * The result of a check.
     *
     * @param check what was checked
     * @param failure what is wrong, as a sentence; empty if the check has passed
     */
    record Verdict(String check, String failure) {}

    /**
     * Adds the result of a check.
     *
     * @param failure a sentence with the figures, for the case that the check fails
     */
    void check(String what, boolean passed, String failure) {
        verdicts.add(new Verdict(what, passed ? "" : failure));
        if (!passed) {
            System.out.printf("FAILED %s: %s%n", what, failure);
        }
    }

    List<Verdict> all() {
        return List.copyOf(verdicts);
    }

    long failed() {
        return verdicts.stream().filter(verdict -> !verdict.failure().isEmpty()).count();
    }
}
