package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emulator time}: shows and changes the clock of the emulator. */
@Command(synopsisSubcommandLabel = "[show|advance|freeze|resume]")
final class TimeVerb implements Callable<Integer> {

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Override
    public Integer call() throws ControlFailure {
        return show();
    }

    @Command(description = "Print the emulator's time.")
    int show() throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            return print(client.get("/time"));
        }
    }

    @Command(description = "Move the time forward. Everything that is due in that period happens, in order.")
    int advance(
            @Parameters(paramLabel = "DURATION", description = "such as 90s, 10m, 1h30m or 7d") String by,
            @Option(
                            names = "--timeout",
                            paramLabel = "DURATION",
                            defaultValue = "30s",
                            description = "real time that attempts may take; default 30s")
                    String timeout)
            throws ControlFailure {
        return change("/time/advance", Map.of("by", by, "timeout", timeout));
    }

    @Command(description = "Freeze the time. Scheduled tasks, retries and the ends of leases wait.")
    int freeze() throws ControlFailure {
        return change("/time/freeze", Map.of());
    }

    @Command(description = "Let the time run again.")
    int resume() throws ControlFailure {
        return change("/time/resume", Map.of());
    }

    private int change(String path, Map<String, Object> fields) throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            return print(client.post(path, fields));
        }
    }

    private static int print(JsonNode time) {
        System.out.println(time.path("now").asText() + (time.path("frozen").asBoolean() ? " (frozen)" : ""));
        return 0;
    }
}
