package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.proto.emulator.v1.QueueOverview;
import io.github.cloudtasks.proto.emulator.v1.QueueOverviews;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.history.KeptTasks;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Handles {@code GET /emulator/v1/queues}. */
final class QueuesHandler {
    private final EngineAdmin engine;
    private final KeptTasks kept;

    QueuesHandler(EngineAdmin engine, KeptTasks kept) {
        this.engine = engine;
        this.kept = kept;
    }

    /** Returns all queues with the number of their tasks by state. */
    CompletableFuture<RestResponse> list(ControlRequest request) {
        request.rejectParameters();
        return request.inBackground(() -> {
            Map<QueueName, Map<FinishReason, Integer>> ended = kept.counts();
            QueueOverviews.Builder overviews = QueueOverviews.newBuilder();
            engine.overviews()
                    .forEach(queue -> overviews.addQueues(
                            of(queue, statuses(ended.getOrDefault(queue.queue().name(), Map.of())))));
            return overviews.build();
        });
    }

    private static Map<TaskStatus, Integer> statuses(Map<FinishReason, Integer> reasons) {
        Map<TaskStatus, Integer> statuses = new EnumMap<>(TaskStatus.class);
        reasons.forEach((reason, count) -> statuses.merge(TaskStatus.of(reason), count, Integer::sum));
        return statuses;
    }

    private static QueueOverview of(
            io.github.cloudtasks.model.queue.QueueOverview queue, Map<TaskStatus, Integer> ended) {
        int tasks = Math.toIntExact(queue.stats().tasksCount());
        QueueOverview.Builder overview = QueueOverview.newBuilder()
                .setQueue(SavedStateConverter.toProto(queue.queue()).getQueue())
                .setWaiting(tasks - queue.inFlight() - queue.leased())
                .setRunning(queue.inFlight())
                .setLeased(queue.leased())
                .setSucceeded(ended.getOrDefault(TaskStatus.SUCCEEDED, 0))
                .setFailed(ended.getOrDefault(TaskStatus.FAILED, 0))
                .setDeleted(ended.getOrDefault(TaskStatus.DELETED, 0))
                .setExpired(ended.getOrDefault(TaskStatus.EXPIRED, 0))
                .setPurged(ended.getOrDefault(TaskStatus.PURGED, 0))
                .setAttemptsInFlight(Math.toIntExact(queue.stats().concurrentDispatchesCount()))
                .setExecutedLastMinute(Math.toIntExact(queue.stats().executedLastMinuteCount()));
        if (queue.nextDispatch() != null) {
            overview.setNextDispatchTime(TimeConverter.toProto(queue.nextDispatch()));
        }
        if (queue.nextToken() != null) {
            overview.setNextTokenTime(TimeConverter.toProto(queue.nextToken()));
        }
        return overview.build();
    }
}
