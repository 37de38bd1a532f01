package io.github.cloudtasks.benchmarks.crash;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run.
 *
 * @param server the emulator, without its data directory
 * @param kills how often it is killed
 * @param durability the degree of durability: {@code process} or {@code power}
 * @param seed the seed of the random operations and times
 * @param json where the figures are written; null for nowhere
 */
record CrashSettings(
        ServerProcess.Command server,
        int kills,
        String durability,
        long seed,
        @Nullable Path json) {
    private static final int KILLS = 200;

    static final String USAGE = """
            options:
              --kills N                   how often the emulator is killed (200); then half
                                          as often while snapshots are saved and restored
              --durability process|power  the flag of the emulator (process)
              --seed N                    the seed of operations and times (random)
              --json FILE                 also writes all figures to this file
            """;

    /**
     * Reads command-line arguments.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static CrashSettings parse(String[] args) {
        ServerProcess.Command server = null;
        int kills = KILLS;
        String durability = "process";
        long seed = System.nanoTime() & Integer.MAX_VALUE;
        Path json = null;
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            if (value.isEmpty()) {
                throw new IllegalArgumentException(args[i] + " is unknown or needs a value");
            }
            switch (args[i]) {
                case "--server" -> server = ServerProcess.Command.parse(value);
                case "--kills" -> kills = (int) number("--kills", value, 1, 1_000_000);
                case "--durability" -> durability = durability(value);
                case "--seed" -> seed = number("--seed", value, 0, Long.MAX_VALUE);
                case "--json" -> json = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if (server == null) {
            throw new IllegalArgumentException("--server is missing; start the program with benchmarks/crash");
        }
        return new CrashSettings(server, kills, durability, seed, json);
    }

    /** Returns the command of the emulator with a data directory. */
    ServerProcess.Command server(Path directory) {
        List<String> words = new ArrayList<>(server.words());
        words.addAll(List.of("--data-dir", directory.toString(), "--durability", durability));
        return new ServerProcess.Command(server.name(), words);
    }

    private static String durability(String value) {
        if (!value.equals("process") && !value.equals("power")) {
            throw new IllegalArgumentException("--durability is process or power, not '" + value + "'");
        }
        return value;
    }

    private static long number(String option, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(option + " needs a number of at least " + least + ", not '" + value + "'");
    }
}
