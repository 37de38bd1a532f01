package io.github.cloudtasks.benchmarks.compare;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run.
 *
 * @param candidates the servers that are compared, without the no-op server
 * @param only the names of the measurements; empty for all
 * @param size how much is done
 * @param json the file for the raw values; null for none
 * @param asksForList whether the measurements are listed instead
 */
record CompareSettings(
        List<Candidate> candidates,
        Set<String> only,
        Size size,
        @Nullable Path json,
        boolean asksForList) {

    static final String USAGE = """
            options:
              --server NAME=JAR|COMMAND         also measures this server: an emulator's jar, or a command that becomes
                                                a server. {port} in the command is replaced by a free port; a command
                                                without it must print "ready on http://HOST:PORT". {directory} is
                                                replaced by a new temporary directory. Can be repeated
              --address NAME=http://HOST:PORT   also measures a server that runs already. Can be repeated
              --pid NAME=PID                    reads CPU time and memory of the server NAME of --address
              --only NAME,...                   only these measurements
              --list                            lists the measurements
              --quick                           fewer and smaller: a few minutes
              --full                            also with a million tasks: more than an hour
              --json FILE                       writes the raw values
            """;
    private static final Pattern ADDRESS = Pattern.compile("http://([^/:]+:\\d+)/?");

    /**
     * Reads command-line arguments.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static CompareSettings parse(String[] args) {
        List<Candidate> started = new ArrayList<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        Map<String, Long> pids = new LinkedHashMap<>();
        Set<String> only = new TreeSet<>();
        Size size = Size.NORMAL;
        Path json = null;
        boolean asksForList = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> size = Size.QUICK;
                case "--full" -> size = Size.FULL;
                case "--list" -> asksForList = true;
                case "--server", "--address", "--pid", "--only", "--json" -> {
                    String option = args[i];
                    if (++i == args.length) {
                        throw new IllegalArgumentException(option + " needs a value");
                    }
                    String value = args[i];
                    switch (option) {
                        case "--server" -> started.add(new Candidate.Started(ServerProcess.Command.parse(value)));
                        case "--address" -> putAddress(addresses, value);
                        case "--pid" -> putPid(pids, value);
                        case "--only" -> only.addAll(List.of(value.split(",")));
                        default -> json = Path.of(value);
                    }
                }
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        List<Candidate> candidates = new ArrayList<>(started);
        addresses.forEach((name, address) -> candidates.add(new Candidate.Running(name, address, pids.remove(name))));
        if (!pids.isEmpty()) {
            throw new IllegalArgumentException("--pid names " + pids.keySet() + ", which no --address names");
        }
        Set<String> names = new TreeSet<>(Set.of(Compare.NO_OP, Compare.BARE_CLIENT));
        for (Candidate candidate : candidates) {
            if (!names.add(candidate.name())) {
                throw new IllegalArgumentException(
                        "two servers have the name " + candidate.name() + "; give each its own");
            }
        }
        return new CompareSettings(List.copyOf(candidates), only, size, json, asksForList);
    }

    private static void putAddress(Map<String, String> addresses, String text) {
        int equals = text.indexOf('=');
        Matcher address = ADDRESS.matcher(text.substring(equals + 1));
        if (equals < 1 || !address.matches()) {
            throw new IllegalArgumentException("--address needs NAME=http://HOST:PORT, not " + text);
        }
        if (addresses.put(text.substring(0, equals), address.group(1)) != null) {
            throw new IllegalArgumentException("two servers have the name " + text.substring(0, equals));
        }
    }

    private static void putPid(Map<String, Long> pids, String text) {
        Matcher pid = Pattern.compile("([^=]+)=(\\d{1,9})").matcher(text);
        if (!pid.matches()) {
            throw new IllegalArgumentException("--pid needs NAME=PID, not " + text);
        }
        pids.put(pid.group(1), Long.valueOf(pid.group(2)));
    }
}
