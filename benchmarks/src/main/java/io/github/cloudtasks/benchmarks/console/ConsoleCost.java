package io.github.cloudtasks.benchmarks.console;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Creates and dispatches tasks with the console open and closed, and prints the ratio; then measures the pages of
 * searches. Fails if the console costs more than the goal, or a page takes longer.
 */
public final class ConsoleCost {
    private static final String USAGE = """
            options:
              --server NAME=JAR|COMMAND  the emulator
              --rounds N                 rounds at most (9)
              --tasks N                  tasks of each measurement (20000)
              --seconds N                starts no round after this time (90)
              --skip dispatch|search     leaves out a part
            """;
    private static final double GOAL = 1.05;
    private static final int WARM_UP = 3;

    private final ServerProcess.Command command;
    private final int rounds;
    private final int tasks;
    private final int seconds;
    private final String skipped;

    private ConsoleCost(String[] args) {
        ServerProcess.Command server = null;
        int maxRounds = 9;
        int perMeasurement = 20_000;
        int maxSeconds = 90;
        String leftOut = "";
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i]) {
                case "--server" -> server = ServerProcess.Command.parse(value);
                case "--rounds" -> maxRounds = Integer.parseInt(value);
                case "--tasks" -> perMeasurement = Integer.parseInt(value);
                case "--seconds" -> maxSeconds = Integer.parseInt(value);
                case "--skip" -> leftOut = value;
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if (server == null) {
            throw new IllegalArgumentException("--server is required");
        }
        command = server;
        rounds = maxRounds;
        tasks = perMeasurement;
        seconds = maxSeconds;
        skipped = leftOut;
    }

    /**
     * Runs the benchmark.
     *
     * @throws IOException if the server does not start
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ConsoleCost benchmark;
        try {
            benchmark = new ConsoleCost(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        boolean isReached = benchmark.skipped.equals("dispatch") || benchmark.dispatch();
        if (!benchmark.skipped.equals("search")) {
            try (ServerProcess server = ServerProcess.start(benchmark.command)) {
                isReached &= new SearchTimes(server.address()).run();
            }
        }
        System.exit(isReached ? 0 : 1);
    }

    /** Returns whether the console costs no more CPU time than the goal. */
    private boolean dispatch() throws IOException, InterruptedException {
        List<DispatchLoad.Sample> closed = new ArrayList<>();
        List<DispatchLoad.Sample> open = new ArrayList<>();
        long received = 0;
        try (ServerProcess server = ServerProcess.start(command);
                DispatchLoad load = new DispatchLoad(server)) {
            for (int i = 0; i < WARM_UP; i++) {
                DispatchLoad.Sample unused = load.measure(tasks);
                long unusedBytes = withConsole(server, load, new ArrayList<>());
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            while (open.isEmpty() || (open.size() < rounds && System.nanoTime() < deadline)) {
                // Each round begins with the other one, so that none always follows the other.
                if (open.size() % 2 == 0) {
                    closed.add(load.measure(tasks));
                    received += withConsole(server, load, open);
                } else {
                    received += withConsole(server, load, open);
                    closed.add(load.measure(tasks));
                }
            }
        }
        System.out.printf("%-16s %14s %14s%n", "console", "CPU/task", "tasks/s");
        print("closed", closed);
        print("open", open);
        double ratio = ratio(open, closed, DispatchLoad.Sample::cpuMicros);
        System.out.printf(
                Locale.ROOT,
                "%-16s %14.3f %14.3f   medians of the ratios of %d rounds of %d tasks; %.1f MB of events read%n",
                "open/closed",
                ratio,
                ratio(open, closed, DispatchLoad.Sample::perSecond),
                open.size(),
                tasks,
                received / 1e6);
        return ratio <= GOAL;
    }

    /** Measures with an open console, adds the sample, and returns the bytes of events that the console has read. */
    private long withConsole(ServerProcess server, DispatchLoad load, List<DispatchLoad.Sample> samples)
            throws InterruptedException {
        try (OpenConsole console = OpenConsole.open(server.address(), load.queue())) {
            samples.add(load.measure(tasks));
            return console.receivedBytes();
        }
    }

    private static void print(String name, List<DispatchLoad.Sample> samples) {
        System.out.printf(
                Locale.ROOT,
                "%-16s %11.1f µs %14.0f%n",
                name,
                median(samples, DispatchLoad.Sample::cpuMicros),
                median(samples, DispatchLoad.Sample::perSecond));
    }

    private static double median(List<DispatchLoad.Sample> samples, ToDoubleFunction<DispatchLoad.Sample> value) {
        return median(samples.stream().mapToDouble(value).toArray());
    }

    private static double ratio(
            List<DispatchLoad.Sample> some,
            List<DispatchLoad.Sample> others,
            ToDoubleFunction<DispatchLoad.Sample> value) {
        double[] ratios = new double[some.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(some.get(i)) / value.applyAsDouble(others.get(i));
        }
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
