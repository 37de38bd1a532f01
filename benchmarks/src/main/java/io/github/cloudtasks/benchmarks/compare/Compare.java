package io.github.cloudtasks.benchmarks.compare;

import io.github.cloudtasks.benchmarks.compare.measurements.AllMeasurements;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.servers.Noise;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures servers side by side, prints a table, and fails if one of them has lost or doubled a task. */
public final class Compare {
    /** The column of the server that parses requests and does nothing else. */
    static final String NO_OP = "no-op";
    /** The column of the client that posts to the target of the dispatched tasks, without a server between. */
    static final String BARE_CLIENT = "bare client";

    private final CompareSettings settings;
    private final Candidate noOp = new Candidate.Started(ServerProcess.Command.noOp());
    private final Results results = new Results();
    private final Map<String, Double> noiseOf = new LinkedHashMap<>();
    private final List<Noise> noises = new ArrayList<>();

    private Compare(CompareSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs the program. The exit code is 1 if a task was lost or doubled or a server failed, and 2 after a wrong
     * option.
     *
     * @param args see {@link CompareSettings#USAGE}
     * @throws IOException if the JSON file cannot be written
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        CompareSettings settings;
        List<Measurement> chosen;
        try {
            settings = CompareSettings.parse(args);
            chosen = chosen(settings);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(CompareSettings.USAGE);
            System.exit(2);
            return;
        }
        if (settings.asksForList()) {
            chosen.forEach(
                    measurement -> System.out.printf("%-10s %s%n", measurement.name(), measurement.description()));
            return;
        }
        System.exit(new Compare(settings).run(chosen) ? 0 : 1);
    }

    private static List<Measurement> chosen(CompareSettings settings) {
        List<Measurement> all = AllMeasurements.list();
        List<String> names = all.stream().map(Measurement::name).toList();
        for (String name : settings.only()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "--only names " + name + ", which is not one of " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(measurement ->
                        settings.only().isEmpty() || settings.only().contains(measurement.name()))
                .toList();
    }

    /** Returns whether no server has failed. */
    private boolean run(List<Measurement> measurements) throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<String> names = settings.candidates().stream().map(Candidate::name).toList();
        List<String> references = List.of(NO_OP, BARE_CLIENT);
        ComparisonTable table = new ComparisonTable(results, names, references);
        Noise noise = new Noise();
        noises.add(noise);
        for (Measurement measurement : measurements) {
            System.err.println("measuring " + measurement.name() + ": " + measurement.description());
            run(measurement);
            table.lines(measurement.name()).forEach(System.out::println);
            System.out.println();
        }
        Machine machine = Machine.current();
        System.out.println("machine: " + machine.description());
        noise.share()
                .ifPresent(share -> System.out.printf(
                        Locale.ROOT, "noise: other processes used %.0f %% of the machine's CPU time%n", share * 100));
        results.failures().forEach(failure -> System.out.println("failed: " + failure));
        Path json = settings.json();
        if (json != null) {
            Map<String, String> sources = new LinkedHashMap<>();
            settings.candidates().forEach(candidate -> sources.put(candidate.name(), candidate.source()));
            sources.put(NO_OP, noOp.source());
            List<String> columns = new ArrayList<>(names);
            columns.addAll(references);
            ResultsJson.Conditions conditions =
                    new ResultsJson.Conditions(date, settings.size(), machine, sources, noise.share(), noiseOf);
            Files.writeString(
                    json,
                    ResultsJson.of(
                            conditions,
                            results,
                            columns,
                            measurements.stream().map(Measurement::name).toList()));
        }
        return results.failures().isEmpty();
    }

    private void run(Measurement measurement) throws InterruptedException {
        List<Candidate> candidates = new ArrayList<>(settings.candidates());
        if (measurement.includesNoOp()) {
            candidates.add(noOp);
        } else {
            results.skip(measurement.name(), "", NO_OP, "the no-op server has CreateTask over gRPC only");
        }
        Noise noise = new Noise();
        noises.add(noise);
        Map<Candidate, RunningServer> running = new LinkedHashMap<>();
        try {
            if (!measurement.hasProcessPerRound()) {
                for (Candidate candidate : List.copyOf(candidates)) {
                    attempt(measurement, candidate.name(), () -> {
                        RunningServer server = candidate.start();
                        running.put(candidate, server);
                        measurement.prepare(server, settings.size());
                    });
                }
            }
            for (int round = 0; round < measurement.rounds(settings.size()); round++) {
                // Each round begins with another server, so that none always follows the same one.
                List<Candidate> rotated = new ArrayList<>(candidates);
                Collections.rotate(rotated, -round);
                for (Candidate candidate : rotated) {
                    if (results.hasSkipped(measurement.name(), candidate.name())) {
                        continue;
                    }
                    Samples samples = new Samples(results, measurement.name(), candidate.name(), round);
                    attempt(measurement, candidate.name(), () -> measure(measurement, candidate, running, samples));
                }
                Samples samples = new Samples(results, measurement.name(), BARE_CLIENT, round);
                attempt(measurement, BARE_CLIENT, () -> measurement.measureCeiling(settings.size(), samples));
            }
        } finally {
            running.values().forEach(this::end);
            noises.remove(noise);
            noise.share().ifPresent(share -> noiseOf.put(measurement.name(), share));
        }
    }

    private void measure(
            Measurement measurement, Candidate candidate, Map<Candidate, RunningServer> running, Samples samples)
            throws IOException, InterruptedException {
        RunningServer server = running.get(candidate);
        if (server != null) {
            measurement.measure(server, settings.size(), samples);
            return;
        }
        RunningServer started = candidate.start();
        try {
            measurement.prepare(started, settings.size());
            measurement.measure(started, settings.size(), samples);
        } finally {
            end(started);
        }
    }

    /** A step of a measurement. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Measurement measurement, String server, Step step) throws InterruptedException {
        try {
            step.run();
        } catch (NotSupportedException e) {
            results.skip(measurement.name(), "", server, e.reason());
        } catch (IOException | RuntimeException e) {
            results.skip(measurement.name(), "", server, "failed: " + e.getMessage());
            results.fail(measurement.name(), server, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void end(RunningServer server) {
        try {
            noises.forEach(noise -> noise.addOwn(server.cpuOfRun()));
        } catch (IllegalStateException e) {
            // The process has ended, which its measurement has reported.
        }
        server.close();
    }
}
