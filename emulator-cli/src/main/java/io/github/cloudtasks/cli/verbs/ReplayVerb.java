package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.AttemptTable;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.cli.control.ResourceLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emulator replay}: creates tasks that repeat others. */
@Command
final class ReplayVerb implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "TASK",
            description = "task to send again: its id, mail/ID, or its full name")
    private List<String> tasks = new ArrayList<>();

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(names = "--max-tasks", paramLabel = "N", description = "with a filter, at most so many tasks; default 100")
    private int maxTasks = 100;

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Override
    public Integer call() throws ControlFailure {
        if (tasks.isEmpty() == !filter.isGiven()) {
            throw new IllegalArgumentException(
                    "Name the tasks, or choose them with a filter such as --failed or --queue mail; see replay --help.");
        }
        try (EmulatorClient client = connect.open()) {
            ResourceLookup names = new ResourceLookup(client);
            if (tasks.isEmpty()) {
                return replayMatching(client, filter.parameters(names));
            }
            for (String task : tasks) {
                print(client.post("/" + names.task(task) + ":replay", Map.of()));
            }
            return 0;
        }
    }

    private int replayMatching(EmulatorClient client, Map<String, Object> parameters) throws ControlFailure {
        parameters.put("maxTasks", maxTasks);
        JsonNode result = client.post("/tasks:replay", parameters);
        JsonNode replays = result.path("replays");
        replays.forEach(ReplayVerb::print);
        int failed = result.path("failedCount").asInt();
        System.err.println("Replayed " + count(replays.size())
                + (result.path("more").asBoolean() ? ". More match; raise --max-tasks." : "."));
        if (failed > 0) {
            System.err.println(count(failed) + " could not be replayed: "
                    + result.path("firstError").asText());
            return 1;
        }
        return 0;
    }

    private static String count(int tasks) {
        return tasks + (tasks == 1 ? " task" : " tasks");
    }

    private static void print(JsonNode replay) {
        System.out.println(AttemptTable.shortTask(replay.path("task").asText()) + " -> "
                + AttemptTable.shortTask(replay.path("replay").asText()));
    }
}
