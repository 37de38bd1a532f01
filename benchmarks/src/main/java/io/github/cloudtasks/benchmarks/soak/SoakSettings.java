package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import io.github.cloudtasks.benchmarks.soak.fault.Fault;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run.
 *
 * @param server the emulator
 * @param only the names of the parts to run: faults and {@code soak}
 * @param minutes the time of the soak
 * @param rate operations per second of the soak; 0 for the half of what the machine can do
 * @param quick whether faults are smaller
 * @param json where the figures are written; null for nowhere
 */
record SoakSettings(
        ServerProcess.Command server,
        Set<String> only,
        int minutes,
        int rate,
        boolean quick,
        @Nullable Path json) {
    static final String SOAK = "soak";
    static final String FAULTS = "faults";

    static final String USAGE = """
            options:
              --only NAME[,NAME...]  runs these parts only: faults, soak, or names of faults
              --minutes N            time of the soak (30)
              --rate N               operations per second of the soak (half of the machine's capacity, which is measured)
              --quick                makes the faults smaller, for CI
              --json FILE            also writes all figures to this file
            """;

    /**
     * Reads command-line arguments.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static SoakSettings parse(String[] args) {
        ServerProcess.Command server = null;
        Set<String> only = parts(FAULTS + "," + SOAK);
        int minutes = 30;
        int rate = 0;
        boolean quick = false;
        Path json = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--quick")) {
                quick = true;
                continue;
            }
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i++]) {
                case "--server" -> server = ServerProcess.Command.parse(value);
                case "--only" -> only = parts(value);
                case "--minutes" -> minutes = positive("--minutes", value);
                case "--rate" -> rate = positive("--rate", value);
                case "--json" -> json = file(value);
                default -> throw new IllegalArgumentException("unknown option " + args[i - 1]);
            }
        }
        if (server == null) {
            throw new IllegalArgumentException("--server is missing; start the program with benchmarks/soak");
        }
        return new SoakSettings(server, only, minutes, rate, quick, json);
    }

    private static Set<String> parts(String value) {
        List<String> faults = Fault.all().stream().map(Fault::name).toList();
        Set<String> parts = new LinkedHashSet<>();
        for (String name : value.split(",", -1)) {
            if (name.equals(FAULTS)) {
                parts.addAll(faults);
            } else if (name.equals(SOAK) || faults.contains(name)) {
                parts.add(name);
            } else {
                throw new IllegalArgumentException("--only knows no '" + name + "'; the names are "
                        + String.join(
                                ", ",
                                Stream.concat(Stream.of(SOAK, FAULTS), faults.stream())
                                        .toList()));
            }
        }
        return parts;
    }

    private static Path file(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("--json needs a file");
        }
        return Path.of(value);
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
