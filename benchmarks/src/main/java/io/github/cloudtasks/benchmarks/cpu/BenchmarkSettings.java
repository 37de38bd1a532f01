package io.github.cloudtasks.benchmarks.cpu;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a run.
 *
 * @param servers what is compared with the no-op server
 * @param rounds rounds at most
 * @param requests requests per server, version and round
 * @param warmUp requests per server and version before the first round
 * @param callers requests in flight
 * @param connections connections that the callers share
 * @param seconds no round begins after this time
 * @param blocking whether each caller is a thread that waits for responses
 * @param cold whether each measurement has a process of its own
 */
record BenchmarkSettings(
        List<ServerProcess.Command> servers,
        int rounds,
        int requests,
        int warmUp,
        int callers,
        int connections,
        int seconds,
        boolean blocking,
        boolean cold) {

    static final String USAGE = """
            options:
              --server NAME=JAR|COMMAND  also measures this server: an emulator's jar, or a command that becomes a
                                         server and prints "ready on http://HOST:PORT"; can be repeated
              --rounds N                 rounds at most (9; cold: 5)
              --requests N               requests per server, version and round (20000; cold: 1000)
              --warm-up N                requests per server and version before the first round (50000)
              --callers N                requests in flight (16)
              --connections N            connections that the callers share (1)
              --seconds N                starts no round after this time (120)
              --blocking                 makes each caller a thread that waits for responses
              --cold                     measures the first requests of fresh processes, without warm-up
            """;

    /**
     * Reads command-line arguments.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static BenchmarkSettings parse(String[] args) {
        boolean blocking = List.of(args).contains("--blocking");
        boolean cold = List.of(args).contains("--cold");
        List<ServerProcess.Command> servers = new ArrayList<>();
        int rounds = cold ? 5 : 9;
        int requests = cold ? 1000 : 20_000;
        int warmUp = 50_000;
        int callers = 16;
        int connections = 1;
        int seconds = 120;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--blocking") || args[i].equals("--cold")) {
                continue;
            }
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i++]) {
                case "--server" -> servers.add(ServerProcess.Command.parse(value));
                case "--rounds" -> rounds = positive("--rounds", value);
                case "--requests" -> requests = positive("--requests", value);
                case "--warm-up" -> warmUp = positive("--warm-up", value);
                case "--callers" -> callers = positive("--callers", value);
                case "--connections" -> connections = positive("--connections", value);
                case "--seconds" -> seconds = positive("--seconds", value);
                default -> throw new IllegalArgumentException("unknown option " + args[i - 1]);
            }
        }
        return new BenchmarkSettings(servers, rounds, requests, warmUp, callers, connections, seconds, blocking, cold);
    }

    private static int positive(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(option + " needs a number above 0, not '" + value + "'");
    }
}
