package io.github.cloudtasks.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.model.ControlCharacters;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Formats attempts as lines of a table: time, queue and task, number of the attempt, result, duration and URL. Columns
 * grow with what was printed before. Not thread-safe.
 */
public final class AttemptTable {
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";
    private static final int NOT_MODIFIED = 304;

    /** Longer ids are shortened in the middle. */
    private static final int MAX_ID = 32;

    private final DateTimeFormatter time;
    private final boolean coloured;
    private int taskWidth = "TASK".length();
    private boolean headed;

    /** Creates a table, whose first lines begin with a heading. */
    public AttemptTable(ZoneId zone, boolean coloured) {
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(zone);
        this.coloured = coloured;
    }

    /** Returns the lines of these attempts, as the control API returns them; none if there are no attempts. */
    public List<String> lines(List<JsonNode> attempts) {
        List<String> lines = new ArrayList<>();
        for (JsonNode attempt : attempts) {
            taskWidth = Math.max(taskWidth, shortTask(attempt).length());
        }
        if (!headed && !attempts.isEmpty()) {
            headed = true;
            lines.add(line("TIME", "TASK", "ATTEMPT", "RESULT", "TOOK", "URL"));
        }
        attempts.forEach(attempt -> lines.add(line(attempt)));
        return lines;
    }

    /** Returns whether an attempt had no response, or one with a status that the service retries. */
    public static boolean hasFailed(JsonNode attempt) {
        int status = status(attempt);
        return status != NOT_MODIFIED && (status < 200 || status > 299);
    }

    /** Returns the HTTP status of an attempt; 0 if it had no response. */
    public static int status(JsonNode attempt) {
        return attempt.path("response").path("status").asInt();
    }

    private String line(JsonNode attempt) {
        int status = status(attempt);
        String result = status == 0 ? "error" : String.valueOf(status);
        String padded = "%-6s".formatted(result);
        String called = attempt.path("request").path("calledUrl").asText();
        String url = called.isEmpty() ? attempt.path("request").path("url").asText() : called;
        String error = attempt.path("error").asText();
        return line(
                time.format(Instant.parse(attempt.path("dispatchTime").asText("1970-01-01T00:00:00Z"))),
                shortTask(attempt),
                attempt.path("number").asText(),
                coloured ? (hasFailed(attempt) ? RED : GREEN) + padded + RESET : padded,
                took(attempt),
                error.isEmpty() ? url : url + ": " + error);
    }

    private String line(String time, String task, String number, String result, String took, String url) {
        String format = "%-8s  %-" + taskWidth + "s  %7s  %-6s  %8s  ";
        return format.formatted(time, task, number, result, took) + ControlCharacters.escaped(url);
    }

    private static String took(JsonNode attempt) {
        String seconds = attempt.path("took").asText("0s").replaceFirst("s$", "");
        return String.format(Locale.ROOT, "%.3fs", Double.parseDouble(seconds));
    }

    /** Returns the ids of queue and task. */
    private static String shortTask(JsonNode attempt) {
        return shortTask(attempt.path("task").asText());
    }

    /** Returns the ids of queue and task, such as {@code mail/42}. The middle of a long id is left out. */
    public static String shortTask(String name) {
        String[] ids = ResourceLookup.shortName(name).split("/", -1);
        String task = ids[ids.length - 1];
        String queue = ids.length < 2 ? "" : ids[ids.length - 2] + "/";
        return queue
                + (task.length() <= MAX_ID
                        ? task
                        : task.substring(0, MAX_ID / 2) + "…" + task.substring(task.length() - MAX_ID / 2 + 1));
    }
}
