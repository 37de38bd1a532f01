package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.SearchTasksResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.search.TaskFilter;
import io.github.cloudtasks.server.search.TaskSearch;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Handles {@code GET /emulator/v1/tasks}. */
final class TaskSearchHandler {
    private static final Set<String> PARAMETERS =
            Set.of("queue", "state", "name", "url", "header", "body", "tag", "status", "pageSize", "pageToken");
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1000;

    private final TaskSearch tasks;

    TaskSearchHandler(TaskSearch tasks) {
        this.tasks = tasks;
    }

    /** Returns a page of the tasks that match. */
    CompletableFuture<RestResponse> search(ControlRequest request) {
        request.allowParameters(PARAMETERS);
        TaskFilter filter = filter(
                request.parameter("queue"),
                statuses(request.parameter("state"), EnumSet.allOf(TaskStatus.class)),
                request.parameter("name"),
                request.parameter("url"),
                request.parameter("header"),
                request.parameter("body"),
                request.parameter("tag"),
                request.parameter("status"));
        int size = ControlParameters.number("pageSize", request.parameter("pageSize"), 1, DEFAULT_PAGE_SIZE);
        String token = request.parameter("pageToken");
        return request.inBackground(() -> {
            SearchTasksResponse.Builder response = SearchTasksResponse.newBuilder();
            TaskSearch.Page page = page(filter, Math.min(size, MAX_PAGE_SIZE), token);
            page.tasks().forEach(task -> response.addTasks(TaskMapper.of(task)));
            return response.setNextPageToken(page.nextPageToken()).build();
        });
    }

    private TaskSearch.Page page(TaskFilter filter, int size, String token) {
        try {
            return tasks.page(filter, size, token);
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid(
                    "pageToken must be the nextPageToken of the previous page, not \"" + token + "\".");
        }
    }

    /**
     * Returns a filter.
     *
     * @param states empty for all
     * @throws ControlException if the name of the queue or the status is invalid
     */
    static TaskFilter filter(
            String queue,
            Set<TaskStatus> states,
            String name,
            String url,
            String header,
            String body,
            String tag,
            String status) {
        if (!status.isEmpty() && !status.matches("[1-9](\\d\\d|[xX][xX])")) {
            throw ControlException.invalid(
                    "status must be an HTTP status such as 503, or a class such as 5xx, not \"" + status + "\".");
        }
        return new TaskFilter(ControlParameters.queueName(queue), states, name, url, header, body, tag, status);
    }

    /**
     * Returns the states that a text names.
     *
     * @param states in any case, separated by commas
     * @return empty for an empty text
     * @throws ControlException if a state is not one of the allowed ones
     */
    static Set<TaskStatus> statuses(String states, Set<TaskStatus> allowed) {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        if (!states.isEmpty()) {
            for (String state : states.split(",", -1)) {
                statuses.add(status(state.strip(), allowed));
            }
        }
        return statuses;
    }

    private static TaskStatus status(String state, Set<TaskStatus> allowed) {
        for (TaskStatus status : allowed) {
            if (status.name().equalsIgnoreCase(state)) {
                return status;
            }
        }
        throw ControlException.invalid("state must be some of "
                + allowed.stream()
                        .sorted()
                        .map(status -> status.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ", not \"" + state + "\".");
    }
}
