package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.AttemptTable;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.cli.exec.ChildProcess;
import io.github.cloudtasks.cli.exec.ExecServer;
import io.github.cloudtasks.cli.terminal.Terminal;
import io.github.cloudtasks.server.environment.ClientFiles;
import io.github.cloudtasks.server.environment.ClientVariables;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.files.ProtectedDirectory;
import io.github.cloudtasks.server.port.PortUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code emulator exec}: runs a command whose clients use an emulator that runs as long as the command. */
@Command(customSynopsis = "emulator exec [--connect=ADDRESS] [--keep-credentials] [FLAG...] -- COMMAND...")
final class ExecVerb implements Callable<Integer> {
    /** Set in the image, which contains nothing that could be run. */
    private static final String IMAGE = "emulator.image";

    private static final int MAX_FAILURES = 20;

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Option(names = "--keep-credentials", description = "let the command use the credentials that it finds")
    private boolean keepsCredentials;

    @Unmatched
    private List<String> flags = new ArrayList<>();

    private final List<String> command;

    ExecVerb(List<String> command) {
        this.command = command;
    }

    @Override
    public Integer call() throws ControlFailure, IOException, InterruptedException, PortUnavailableException {
        check();
        Map<String, String> environment = System.getenv();
        EmulatorAddress address = connect.isGiven() ? connect.address() : start(environment);
        Path directory = Files.createTempDirectory("cloud-tasks-emulator");
        // Also if a signal ends this process before the command runs.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "delete files"));
        try (EmulatorClient client = new EmulatorClient(address)) {
            return run(client, directory, environment);
        }
    }

    private EmulatorAddress start(Map<String, String> environment) throws PortUnavailableException {
        UpstreamProxy upstream = UpstreamProxy.of(environment);
        boolean isChosen = flags.stream().anyMatch(flag -> flag.matches("--?proxy-upstream(=.*)?"))
                || !environment.getOrDefault("EMULATOR_PROXY_UPSTREAM", "").isEmpty();
        if (upstream.isUnusable() && !isChosen) {
            System.err.println(upstream.variable() + " is not the URL of an http:// proxy, and the emulator can use no "
                    + "other. Hosts other than the emulator are reached without it. Name an HTTP proxy with "
                    + "--proxy-upstream.");
        }
        return ExecServer.start(flags, environment, upstream.url(), !keepsCredentials);
    }

    private void check() {
        if (Boolean.getBoolean(IMAGE)) {
            throw new IllegalArgumentException(
                    "The image has no exec, because it contains no command to run. Start the "
                            + "container with --proxy, and set the variables that env prints.");
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("Write the command after --, as in: emulator exec -- python3 app.py");
        }
        if (connect.isGiven() && !flags.isEmpty()) {
            throw new IllegalArgumentException(
                    "With --connect, no emulator is started that %s could apply to. Leave it out, or start the emulator with it."
                            .formatted(flags.getFirst()));
        }
    }

    private int run(EmulatorClient client, Path directory, Map<String, String> environment)
            throws ControlFailure, IOException, InterruptedException {
        EmulatorFacts emulator = client.facts(client.address());
        if (!emulator.hasProxy()) {
            throw new ControlFailure(
                    0,
                    "The emulator on %s was started without --proxy, so the command would call the real service. Start it with --proxy --proxy-tokens."
                            .formatted(client.address().hostAndPort()));
        }
        String files = directory.toString();
        ClientFiles.forThisMachine(emulator, environment, files).writeTo(ProtectedDirectory.open(directory));
        int before =
                client.get("/attempts", Map.of("limit", "1")).path("lastSerial").asInt();
        int exitCode = ChildProcess.run(command, ClientVariables.of(emulator, files, environment, keepsCredentials));
        if (exitCode != 0) {
            try {
                printFailures(client, before);
            } catch (ControlFailure e) {
                System.err.println("The attempts that failed are not known. " + e.getMessage());
            }
        }
        return exitCode;
    }

    private static void printFailures(EmulatorClient client, int after) throws ControlFailure {
        JsonNode page = client.get("/attempts", Map.of("after", String.valueOf(after)));
        List<JsonNode> failed = new ArrayList<>();
        page.path("attempts").forEach(attempt -> {
            if (AttemptTable.hasFailed(attempt)) {
                failed.add(attempt);
            }
        });
        if (!failed.isEmpty()) {
            int left = Math.max(0, failed.size() - MAX_FAILURES);
            System.err.println("Attempts that failed" + (left == 0 ? ":" : ", without the " + left + " first:"));
            new AttemptTable(ZoneId.systemDefault(), Terminal.isStderr())
                    .lines(failed.subList(left, failed.size()))
                    .forEach(System.err::println);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The command may have removed them itself, or its descendants may still write there.
        }
    }
}
