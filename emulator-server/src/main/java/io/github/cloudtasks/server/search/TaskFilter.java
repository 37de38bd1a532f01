package io.github.cloudtasks.server.search;

import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that a task must meet to be found. Empty texts match every task. Immutable.
 *
 * @param queue the full name of the queue
 * @param statuses the states; empty for all
 * @param name a part of the full name
 * @param url a part of the URL, or of the relative URI of an App Engine task
 * @param header the name of a header in any case, or {@code name:value} with a part of its value
 * @param body a part of the body or of the pull message, in UTF-8
 * @param tag the tag of a pull task
 * @param status the HTTP status of the last attempt, such as {@code 503}, or its class, such as {@code 5xx}
 */
public record TaskFilter(
        String queue,
        Set<TaskStatus> statuses,
        String name,
        String url,
        String header,
        String body,
        String tag,
        String status) {

    /** Matches all tasks. */
    public static final TaskFilter ALL = new TaskFilter("", Set.of(), "", "", "", "", "", "");

    public TaskFilter {
        statuses = Set.copyOf(statuses);
    }

    /** Returns whether tasks with one of these states can match. */
    boolean includesAny(Set<TaskStatus> some) {
        return statuses.isEmpty() || some.stream().anyMatch(statuses::contains);
    }

    boolean includesQueue(String fullName) {
        return queue.isEmpty() || queue.equals(fullName);
    }

    /** Returns a predicate that tells whether a task matches. What all tasks share is computed once. */
    Predicate<FoundTask> toPredicate() {
        BytePattern wanted = body.isEmpty() ? null : new BytePattern(body);
        return found -> matches(found, wanted);
    }

    private boolean matches(FoundTask found, @Nullable BytePattern wanted) {
        Task task = found.task();
        return (statuses.isEmpty() || statuses.contains(found.status()))
                && (queue.isEmpty() || task.name().queue().toString().equals(queue))
                && (name.isEmpty() || task.name().toString().contains(name))
                && (url.isEmpty() || task.payload().target().contains(url))
                && (header.isEmpty() || hasHeader(task.payload().headers()))
                && (tag.isEmpty() || task.tag().equals(tag))
                && (status.isEmpty() || hasStatus(task.lastAttempt()))
                && (wanted == null || wanted.isIn(task.payload().body()));
    }

    private boolean hasHeader(Map<String, String> headers) {
        int colon = header.indexOf(':');
        String wantedName = colon < 0 ? header : header.substring(0, colon);
        String wantedValue = colon < 0 ? "" : header.substring(colon + 1).strip();
        for (Map.Entry<String, String> each : headers.entrySet()) {
            if (each.getKey().equalsIgnoreCase(wantedName.strip())
                    && each.getValue().contains(wantedValue)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasStatus(@Nullable Attempt last) {
        if (last == null || !(last.outcome() instanceof Outcome.Responded responded)) {
            return false;
        }
        String text = String.valueOf(responded.status());
        return status.toLowerCase(Locale.ROOT).endsWith("xx")
                ? text.charAt(0) == status.charAt(0)
                : text.equals(status);
    }
}
