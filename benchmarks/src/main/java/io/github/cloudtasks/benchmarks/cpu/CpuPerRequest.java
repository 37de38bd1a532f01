package io.github.cloudtasks.benchmarks.cpu;

import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import io.github.cloudtasks.benchmarks.servers.Noise;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Measures the CPU time per CreateTask request and prints it as a table. */
public final class CpuPerRequest {
    private final BenchmarkSettings settings;
    private final List<ServerProcess.Command> commands;
    private final List<MeasuredVersion> versions = MeasuredVersion.all();
    private final Results results = new Results();
    private final long deadline;
    private final Noise noise = new Noise();
    private int rounds;

    private CpuPerRequest(BenchmarkSettings settings) {
        this.settings = settings;
        commands = Stream.concat(Stream.of(ServerProcess.Command.noOp()), settings.servers().stream())
                .toList();
        deadline = System.nanoTime() + Duration.ofSeconds(settings.seconds()).toNanos();
    }

    /**
     * Runs the benchmark.
     *
     * @param args see {@link BenchmarkSettings#USAGE}
     * @throws IOException if a server does not start
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkSettings settings;
        try {
            settings = BenchmarkSettings.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(BenchmarkSettings.USAGE);
            System.exit(2);
            return;
        }
        new CpuPerRequest(settings).run();
    }

    private void run() throws IOException, InterruptedException {
        if (settings.cold()) {
            cold();
        } else {
            warm();
        }
        results.print(commands.getFirst().name());
        printConditions();
    }

    private void warm() throws IOException, InterruptedException {
        List<ServerProcess> servers = new ArrayList<>();
        List<Load> loads = new ArrayList<>();
        try {
            for (ServerProcess.Command command : commands) {
                servers.add(ServerProcess.start(command));
                loads.add(load(servers.getLast(), command));
            }
            for (Load load : loads) {
                for (MeasuredVersion version : versions) {
                    load.measure(version, settings.warmUp());
                }
            }
            while (hasRoundLeft()) {
                for (MeasuredVersion version : rotated(versions)) {
                    for (Load load : rotated(loads)) {
                        String server = commands.get(loads.indexOf(load)).name();
                        results.add(server, version, load.measure(version, settings.requests()));
                    }
                }
                rounds++;
            }
        } finally {
            loads.forEach(Load::close);
            servers.forEach(this::end);
        }
    }

    /** Measures the first requests of fresh processes. */
    private void cold() throws IOException, InterruptedException {
        while (hasRoundLeft()) {
            for (MeasuredVersion version : rotated(versions)) {
                for (ServerProcess.Command command : rotated(commands)) {
                    ServerProcess server = ServerProcess.start(command);
                    try (Load load = load(server, command)) {
                        results.add(command.name(), version, load.measure(version, settings.requests()));
                    } finally {
                        end(server);
                    }
                }
            }
            rounds++;
        }
    }

    private Load load(ServerProcess server, ServerProcess.Command command) {
        boolean queues = !command.equals(commands.getFirst());
        return new Load(server, queues, settings);
    }

    private boolean hasRoundLeft() {
        return rounds == 0 || (rounds < settings.rounds() && System.nanoTime() < deadline);
    }

    /** Each round begins with another element, so that no server or version always follows the same one. */
    private <T> List<T> rotated(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.rotate(copy, rounds);
        return copy;
    }

    private void end(ServerProcess server) {
        noise.addOwn(server.cpuTime());
        server.close();
    }

    private void printConditions() {
        int processors = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                "%d rounds of %d requests, %d %s callers on %d connection(s), %s; %d processors%n",
                rounds,
                settings.requests(),
                settings.callers(),
                settings.blocking() ? "blocking" : "asynchronous",
                settings.connections(),
                settings.cold() ? "cold" : "warm",
                processors);
        if (rounds < settings.rounds()) {
            System.out.printf("stopped after %d s, before round %d%n", settings.seconds(), rounds + 1);
        }
        noise.share()
                .ifPresent(share -> System.out.printf(
                        Locale.ROOT, "noise: other processes used %.0f %% of the machine's CPU time%n", share * 100));
    }
}
