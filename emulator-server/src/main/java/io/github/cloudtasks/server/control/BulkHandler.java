package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.TaskApi;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.emulator.v1.BulkTasksResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.search.FoundTask;
import io.github.cloudtasks.server.search.TaskSearch;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Handles {@code POST /emulator/v1/tasks:run} and {@code tasks:delete}, which change the tasks that match. */
final class BulkHandler {
    private static final int MAX_TASKS = 10_000;

    private final TaskApi tasks;
    private final TaskSearch search;

    BulkHandler(CloudTasks engine, TaskSearch search) {
        // The dialect that has every kind of task.
        this.tasks = engine.forVersion(Dialect.SAVED_STATE).tasks();
        this.search = search;
    }

    /** Sends tasks at once, as RunTask does. */
    CompletableFuture<RestResponse> run(ControlRequest request) {
        return change(request, Set.of(TaskStatus.WAITING), tasks::runTask);
    }

    /** Deletes tasks, as DeleteTask does. */
    CompletableFuture<RestResponse> delete(ControlRequest request) {
        return change(request, TaskStatus.IN_QUEUE, tasks::deleteTask);
    }

    private CompletableFuture<RestResponse> change(
            ControlRequest request, Set<TaskStatus> defaults, Consumer<String> action) {
        BulkRequest bulk = BulkRequest.of(request, defaults, TaskStatus.IN_QUEUE, MAX_TASKS);
        return request.inBackground(() -> {
            TaskSearch.First found = search.first(bulk.filter(), bulk.max());
            BulkTasksResponse.Builder response = BulkTasksResponse.newBuilder().setMore(found.more());
            return bulk.validateOnly()
                    ? response.setTaskCount(found.tasks().size()).build()
                    : apply(action, found, response);
        });
    }

    private static BulkTasksResponse apply(
            Consumer<String> action, TaskSearch.First found, BulkTasksResponse.Builder response) {
        for (FoundTask task : found.tasks()) {
            String name = task.task().name().toString();
            try {
                action.accept(name);
                response.setTaskCount(response.getTaskCount() + 1);
            } catch (ApiException e) {
                if (e.code() != ApiException.Code.NOT_FOUND) {
                    response.setFailedCount(response.getFailedCount() + 1);
                    if (response.getFirstError().isEmpty()) {
                        response.setFirstError(name + ": " + e.text());
                    }
                }
            }
        }
        return response.build();
    }
}
