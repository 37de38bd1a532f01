package io.github.cloudtasks.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All values of a run, the reasons for missing ones, and failures. Not thread-safe. */
final class Results {
    private final Map<Figure, Map<String, List<Double>>> values = new LinkedHashMap<>();
    private final Map<Figure, Map<String, String>> reasons = new LinkedHashMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private record Skipped(String measurement, String subject, String server, String reason) {
        boolean covers(Figure figure, String name) {
            return name.equals(server)
                    && figure.measurement().equals(measurement)
                    && figure.subject().startsWith(subject);
        }
    }

    void add(Figure figure, String server, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(figure + " of " + server + " is " + value);
        }
        values.computeIfAbsent(figure, key -> new LinkedHashMap<>())
                .computeIfAbsent(server, key -> new ArrayList<>())
                .add(value);
    }

    void missing(Figure figure, String server, String reason) {
        values.computeIfAbsent(figure, key -> new LinkedHashMap<>());
        reasons.computeIfAbsent(figure, key -> new LinkedHashMap<>()).put(server, reason);
    }

    void skip(String measurement, String subject, String server, String reason) {
        skipped.add(new Skipped(measurement, subject, server, reason));
    }

    void fail(String measurement, String server, String sentence) {
        failures.add(server + ", " + measurement + ": " + sentence);
    }

    /** Returns whether all rows of a measurement are missing for a server. */
    boolean hasSkipped(String measurement, String server) {
        return skipped.stream()
                .anyMatch(skip -> skip.server().equals(server)
                        && skip.measurement().equals(measurement)
                        && skip.subject().isEmpty());
    }

    Collection<String> failures() {
        return failures;
    }

    /** Returns the rows of a measurement, in the order in which they were first added. */
    List<Figure> figures(String measurement) {
        return values.keySet().stream()
                .filter(figure -> figure.measurement().equals(measurement))
                .toList();
    }

    /** Returns the values of all rounds; empty if there are none. */
    List<Double> values(Figure figure, String server) {
        return values.getOrDefault(figure, Map.of()).getOrDefault(server, List.of());
    }

    /** Returns the median of the rounds; null if there is no value. */
    @Nullable
    Double median(Figure figure, String server) {
        List<Double> sorted = values(figure, server).stream().sorted().toList();
        int size = sorted.size();
        return size == 0 ? null : (Double) ((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2);
    }

    /** Returns why a value is missing. */
    String reason(Figure figure, String server) {
        String own = reasons.getOrDefault(figure, Map.of()).get(server);
        if (own != null) {
            return own;
        }
        return skipped.stream()
                .filter(skip -> skip.covers(figure, server))
                .map(Skipped::reason)
                .findFirst()
                .orElse("not measured");
    }
}
