package io.github.cloudtasks.benchmarks.cpu;

import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The samples of all servers and versions, by round. Ratios are taken within a round, in which the samples follow each
 * other closely, so that a machine that becomes slower or faster between rounds changes them little.
 */
final class Results {
    private final Map<String, Map<String, List<Load.Sample>>> samples = new LinkedHashMap<>();

    void add(String server, MeasuredVersion version, Load.Sample sample) {
        samples.computeIfAbsent(server, key -> new LinkedHashMap<>())
                .computeIfAbsent(version.name(), key -> new ArrayList<>())
                .add(sample);
    }

    /**
     * Prints a row for each server and version.
     *
     * @param reference the server to which the others are compared
     */
    void print(String reference) {
        System.out.printf(
                "%-12s %-8s %15s %15s %11s %12s %8s%n",
                "server", "API", "CPU/request", "(range)", "requests/s", "CPU/no-op", "CPU/v2");
        samples.forEach((server, versions) -> versions.forEach((version, rounds) -> System.out.printf(
                Locale.ROOT,
                "%-12s %-8s %12.1f µs %15s %11.0f %12.2f %8.2f%n",
                server,
                version,
                median(rounds.stream().map(Load.Sample::cpuMicros).toList()),
                range(rounds),
                median(rounds.stream().map(Load.Sample::perSecond).toList()),
                ratio(rounds, of(reference, version)),
                ratio(rounds, of(server, "v2")))));
    }

    private List<Load.Sample> of(String server, String version) {
        return samples.getOrDefault(server, Map.of()).getOrDefault(version, List.of());
    }

    private static String range(List<Load.Sample> rounds) {
        double lowest =
                rounds.stream().mapToDouble(Load.Sample::cpuMicros).min().orElse(0);
        double highest =
                rounds.stream().mapToDouble(Load.Sample::cpuMicros).max().orElse(0);
        return String.format(Locale.ROOT, "(%.1f-%.1f)", lowest, highest);
    }

    private static double ratio(List<Load.Sample> rounds, List<Load.Sample> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(rounds.size(), others.size()); i++) {
            ratios.add(rounds.get(i).cpuMicros() / others.get(i).cpuMicros());
        }
        return median(ratios);
    }

    /** Returns the median; NaN for an empty list. */
    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
