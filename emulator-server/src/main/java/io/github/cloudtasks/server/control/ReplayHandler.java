package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.Replay;
import io.github.cloudtasks.proto.emulator.v1.ReplayTaskRequest;
import io.github.cloudtasks.proto.emulator.v1.ReplayTasksResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.replay.TaskReplay;
import io.github.cloudtasks.server.search.FoundTask;
import io.github.cloudtasks.server.search.TaskSearch;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Handles {@code POST /emulator/v1/} with the full name of a task and {@code :replay}, and {@code tasks:replay}. */
final class ReplayHandler {
    /** The template of the path below the root of the control API. */
    static final String PATH = TaskHandler.PATH + ":replay";

    /** Each of them creates a task, so there are fewer than in other bulk actions. */
    private static final int MAX_TASKS = 1000;

    private final TaskReplay replay;
    private final TaskSearch search;

    ReplayHandler(TaskReplay replay, TaskSearch search) {
        this.replay = replay;
        this.search = search;
    }

    /** Repeats one task, as it was or edited. */
    CompletableFuture<RestResponse> one(ControlRequest request) {
        ReplayTaskRequest body = request.body(ReplayTaskRequest.newBuilder()).build();
        String name = request.request().variables().getFirst();
        return request.with(Replay.newBuilder()
                .setTask(name)
                .setReplay(replay.replay(name, body.getTask(), body.hasUpdateMask() ? body.getUpdateMask() : null)
                        .name()
                        .toString())
                .build());
    }

    /** Repeats the tasks that match. */
    CompletableFuture<RestResponse> all(ControlRequest request) {
        BulkRequest bulk = BulkRequest.of(request, TaskStatus.ENDED, EnumSet.allOf(TaskStatus.class), MAX_TASKS);
        return request.inBackground(() -> {
            TaskSearch.First found = search.first(bulk.filter(), bulk.max());
            ReplayTasksResponse.Builder response =
                    bulk.validateOnly() ? of(found.tasks()) : of(replay.replayAll(found.tasks()));
            return response.setMore(found.more()).build();
        });
    }

    /** Returns the response for tasks that are not repeated. */
    private static ReplayTasksResponse.Builder of(List<FoundTask> found) {
        ReplayTasksResponse.Builder response = ReplayTasksResponse.newBuilder();
        found.forEach(
                task -> response.addReplaysBuilder().setTask(task.task().name().toString()));
        return response;
    }

    private static ReplayTasksResponse.Builder of(TaskReplay.Result result) {
        ReplayTasksResponse.Builder response = ReplayTasksResponse.newBuilder()
                .setFailedCount(result.failedCount())
                .setFirstError(result.firstError() == null ? "" : result.firstError());
        result.replays()
                .forEach(pair -> response.addReplaysBuilder()
                        .setTask(pair.task().toString())
                        .setReplay(pair.replay().toString()));
        return response;
    }
}
