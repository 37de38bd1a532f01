package io.github.cloudtasks.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.ResourceLookup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks the clock and the queues of the emulator, as the control API returns them. */
final class StateChecks {
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private StateChecks() {}

    /** @param system the time of this machine */
    static Finding clock(JsonNode time, Instant system) {
        Instant now = Instant.parse(time.path("now").asText());
        if (time.path("frozen").asBoolean()) {
            return Finding.warning(
                    "clock",
                    "The time is frozen at " + now + ": scheduled tasks and retries wait.",
                    "Run emulator time resume, or emulator time advance 1h.");
        }
        Duration ahead = Duration.between(system, now);
        return ahead.abs().compareTo(TOLERANCE) > 0
                ? Finding.warning(
                        "clock",
                        "The time differs from that of this machine by %d minutes.".formatted(ahead.toMinutes()),
                        "Run emulator reset, if no test has advanced it on purpose.")
                : Finding.ok("clock", "The time runs.");
    }

    static List<Finding> queues(JsonNode queues) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode each : queues) {
            String state = each.path("queue").path("state").asText("RUNNING");
            int waiting = each.path("waiting").asInt();
            if (waiting > 0 && !state.equals("RUNNING")) {
                String name = each.path("queue").path("name").asText();
                findings.add(Finding.warning(
                        "queues",
                        "%s is %s, and %d of its tasks wait.".formatted(ResourceLookup.shortName(name), state, waiting),
                        "Resume it in the console, or with: gcloud tasks queues resume "
                                + name.substring(name.lastIndexOf('/') + 1)));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    "queues", queues.isEmpty() ? "There are no queues." : "No queue with waiting tasks is paused."));
        }
        return findings;
    }
}
