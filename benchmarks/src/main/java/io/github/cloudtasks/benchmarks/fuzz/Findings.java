package io.github.cloudtasks.benchmarks.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers by kind, and keeps an example of each answer that a server must not give. Thread-safe. */
final class Findings {
    private static final int MAX_EXAMPLES = 40;

    private final ConcurrentMap<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> examples = new ConcurrentHashMap<>();
    private final LongAdder calls = new LongAdder();
    private final LongAdder bad = new LongAdder();

    /** Counts a call and its answer. */
    void answered(String door, String answer) {
        calls.increment();
        answers.computeIfAbsent(door + " " + answer, kind -> new LongAdder()).increment();
    }

    /**
     * Reports an answer that must not be given.
     *
     * @param kind what is wrong; one example of each kind is kept
     */
    void report(String kind, String example) {
        bad.increment();
        if (examples.size() < MAX_EXAMPLES) {
            examples.putIfAbsent(kind, example);
        }
    }

    long calls() {
        return calls.sum();
    }

    /** Prints the counts and the examples; returns whether there are none. */
    boolean print() {
        Map<String, LongAdder> sorted = new TreeMap<>(answers);
        sorted.forEach((kind, count) -> System.out.printf("%10d  %s%n", count.sum(), kind));
        examples.forEach((kind, example) -> System.out.printf("FOUND %s%n      %s%n", kind, example));
        System.out.printf("fuzz: %d calls, %d answers that must not be given%n", calls.sum(), bad.sum());
        return bad.sum() == 0;
    }
}
