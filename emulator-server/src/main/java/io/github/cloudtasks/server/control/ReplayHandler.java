package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.Replay;
import io.github.cloudtasks.proto.emulator.v1.ReplayTaskRequest;
import io.github.cloudtasks.proto.emulator.v1.ReplayTasksRequest;
import io.github.cloudtasks.proto.emulator.v1.ReplayTasksResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.replay.TaskReplay;
import io.github.cloudtasks.server.search.TaskFilter;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Handles {@code POST /emulator/v1/} with the full name of a task and {@code :replay}, and {@code tasks:replay}. */
final class ReplayHandler {
    /** The template of the path below the root of the control API. */
    static final String PATH = TaskHandler.PATH + ":replay";

    private static final int DEFAULT_MAX = 100;
    private static final String ENDED = TaskStatus.ENDED.stream()
            .map(status -> status.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));

    private final TaskReplay replay;

    ReplayHandler(TaskReplay replay) {
        this.replay = replay;
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
        ReplayTasksRequest body = request.body(ReplayTasksRequest.newBuilder()).build();
        int max = body.getMaxTasks() == 0 ? DEFAULT_MAX : body.getMaxTasks();
        if (max < 1 || max > TaskReplay.MAX_TASKS) {
            throw ControlException.invalid("maxTasks must be 1 to " + TaskReplay.MAX_TASKS + ", not " + max + ".");
        }
        TaskFilter filter = TaskSearchHandler.filter(
                body.getQueue(),
                body.getState().isEmpty() ? ENDED : body.getState(),
                body.getName(),
                body.getUrl(),
                body.getHeader(),
                body.getBody(),
                body.getTag(),
                body.getStatus());
        return request.inBackground(() -> of(replay.replayAll(filter, max)));
    }

    private static ReplayTasksResponse of(TaskReplay.Result result) {
        ReplayTasksResponse.Builder response = ReplayTasksResponse.newBuilder()
                .setFailedCount(result.failedCount())
                .setFirstError(result.firstError() == null ? "" : result.firstError())
                .setMore(result.more());
        result.replays()
                .forEach(pair -> response.addReplaysBuilder()
                        .setTask(pair.task().toString())
                        .setReplay(pair.replay().toString()));
        return response.build();
    }
}
