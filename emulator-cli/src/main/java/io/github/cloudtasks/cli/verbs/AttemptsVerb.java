package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.AttemptTable;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.cli.control.ResourceLookup;
import io.github.cloudtasks.cli.terminal.Terminal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emulator attempts}: prints attempts as a table or as JSON, one a line. */
@Command
final class AttemptsVerb implements Callable<Integer> {
    /** HTTP: no attempt ended in time. */
    private static final int TIMED_OUT = 504;

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Option(names = "--follow", description = "print attempts as they end, until interrupted")
    private boolean follow;

    @Option(names = "--queue", paramLabel = "QUEUE", description = "only attempts of this queue: its id or full name")
    private String queue = "";

    @Option(names = "--task", paramLabel = "TASK", description = "only attempts of this task: its id or full name")
    private String task = "";

    @Option(names = "--failed", description = "only attempts that failed")
    private boolean failed;

    @Option(names = "--last", paramLabel = "N", description = "at most so many attempts, the latest; default 50")
    private int last = 50;

    @Option(
            names = "--json",
            description = "print each attempt as a JSON object on one line, with request and response")
    private boolean json;

    @Override
    public Integer call() throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            ResourceLookup names = new ResourceLookup(client);
            String queueName = names.queue(queue);
            String taskName = task.isEmpty() ? "" : names.task(task);
            AttemptTable table = new AttemptTable(ZoneId.systemDefault(), Terminal.isStdout() && colours());
            Map<String, String> which = Map.of("queue", queueName, "task", taskName);
            JsonNode page = client.get("/attempts", which);
            print(chosen(page, last), table);
            if (follow) {
                follow(client, which, page.path("lastSerial").asInt(), table);
            }
            return 0;
        }
    }

    /** Ends if nobody reads the output any more. */
    private void follow(EmulatorClient client, Map<String, String> which, int serial, AttemptTable table)
            throws ControlFailure {
        Map<String, String> parameters = new HashMap<>(which);
        parameters.put("timeout", "60s");
        int after = serial;
        while (!System.out.checkError()) {
            parameters.put("after", String.valueOf(after));
            try {
                JsonNode page = client.get("/attempts", parameters);
                print(chosen(page, Integer.MAX_VALUE), table);
                after = page.path("lastSerial").asInt();
            } catch (ControlFailure e) {
                if (e.status() != TIMED_OUT) {
                    throw e;
                }
            }
        }
    }

    private static boolean colours() {
        return System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }

    private List<JsonNode> chosen(JsonNode page, int limit) {
        List<JsonNode> all = new ArrayList<>();
        page.path("attempts").forEach(all::add);
        List<JsonNode> matching =
                failed ? all.stream().filter(AttemptTable::hasFailed).toList() : all;
        return matching.subList(Math.max(0, matching.size() - limit), matching.size());
    }

    private void print(List<JsonNode> attempts, AttemptTable table) {
        if (json) {
            attempts.forEach(System.out::println);
        } else {
            table.lines(attempts).forEach(System.out::println);
        }
    }
}
