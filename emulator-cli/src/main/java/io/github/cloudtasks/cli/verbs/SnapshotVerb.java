package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emulator snapshot}: saves the state of the emulator under a name, and returns to it. */
@Command(synopsisSubcommandLabel = "(save|restore|list|delete)")
final class SnapshotVerb {
    private static final String NAME =
            "1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit";

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Command(description = "Save all queues with their tasks and leases, and the time.")
    int save(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--replace", description = "replace a snapshot of the same name") boolean replaces)
            throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            return report("Saved", client.post("/snapshots", Map.of("name", name, "replace", replaces)));
        }
    }

    @Command(description = "Replace all queues and tasks by those of a snapshot, and set the clock.")
    int restore(
            @Parameters(paramLabel = "NAME", description = "name of a snapshot") String name,
            @Option(
                            names = "--continue-time",
                            description =
                                    "continue from the time of the snapshot if its clock ran, so that all schedule"
                                            + " times are as far away as then")
                    boolean continuesTime)
            throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            String path = path(name) + ":restore";
            return report("Restored", client.post(path, Map.of("continueTime", continuesTime)));
        }
    }

    @Command(description = "Print the snapshots.")
    int list() throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            JsonNode snapshots = client.get("/snapshots").path("snapshots");
            if (snapshots.isEmpty()) {
                System.err.println("There are no snapshots.");
                return 0;
            }
            String row = "%-24s %-20s %7s %9s %12s%n";
            System.out.printf(row, "NAME", "SAVED", "QUEUES", "TASKS", "BYTES");
            for (JsonNode snapshot : snapshots) {
                System.out.printf(
                        row,
                        snapshot.path("name").asText(),
                        snapshot.path("saveTime").asText().replaceFirst("\\..*Z", "Z"),
                        snapshot.path("queueCount").asText(),
                        snapshot.path("taskCount").asText(),
                        snapshot.path("bytes").asText());
            }
            return 0;
        }
    }

    @Command(description = "Delete a snapshot.")
    int delete(@Parameters(paramLabel = "NAME", description = "name of a snapshot") String name) throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            client.delete(path(name));
            return 0;
        }
    }

    private static String path(String name) {
        return "/snapshots/" + EmulatorClient.segment(name);
    }

    private static int report(String done, JsonNode snapshot) {
        System.err.printf(
                "%s %s: %s, %s.%n",
                done,
                snapshot.path("name").asText(),
                count(snapshot.path("queueCount").asInt(), "queue"),
                count(snapshot.path("taskCount").asInt(), "task"));
        return 0;
    }

    private static String count(int number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + "s";
    }
}
