package io.github.cloudtasks.server.control;

import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.history.ReplayLinks;
import io.github.cloudtasks.server.search.TaskLookup;
import java.util.concurrent.CompletableFuture;

/** Handles {@code GET /emulator/v1/} with the full name of a task. */
final class TaskHandler {
    /** The template of the path below the root of the control API. */
    static final String PATH = "/{name=projects/*/locations/*/queues/*/tasks/*}";

    private final TaskLookup tasks;
    private final ReplayLinks links;

    TaskHandler(TaskLookup tasks, ReplayLinks links) {
        this.tasks = tasks;
        this.links = links;
    }

    /** Returns a task in its queue or a kept one, with its attempts, and why it is not dispatched at the moment. */
    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.rejectParameters();
        return request.with(
                TaskMapper.of(tasks.find(request.request().variables().getFirst()), links));
    }
}
