package io.github.cloudtasks.server.control;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.grpc.v2beta3.V2beta3TaskConverter;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.v1.FoundTask;
import io.github.cloudtasks.proto.emulator.v1.InspectedTask;
import io.github.cloudtasks.proto.emulator.v1.TaskEnd;
import io.github.cloudtasks.proto.emulator.v1.TaskStatus;
import io.github.cloudtasks.server.history.KeptTask;
import io.github.cloudtasks.server.history.ReplayLinks;
import io.github.cloudtasks.server.search.TaskLookup;

/** Converts tasks in queues and kept tasks to messages of the control API. */
final class TaskMapper {
    private static final V2beta3TaskConverter TASKS = new V2beta3TaskConverter();

    private TaskMapper() {}

    /** Returns everything that is known about a task. */
    static InspectedTask of(TaskLookup.Result found, ReplayLinks links) {
        InspectedTask.Builder message = InspectedTask.newBuilder()
                .setTask(SavedStateConverter.toProto(found.task()))
                .setStatus(of(found.status()));
        found.waitReasons().forEach(reason -> message.addWaitReasons(WaitReasonMapper.of(reason, found.task())));
        found.attempts().forEach(attempt -> message.addAttempts(AttemptMapper.of(attempt)));
        if (found.kept() != null) {
            message.setEnd(of(found.kept()));
        }
        TaskName name = found.task().name();
        TaskName original = links.originalOf(name);
        if (original != null) {
            message.setReplayOf(original.toString());
        }
        links.replaysOf(name).forEach(replay -> message.addReplays(replay.toString()));
        return message.build();
    }

    /** Returns a task as lists show it. */
    static FoundTask of(io.github.cloudtasks.server.search.FoundTask found) {
        Task task = found.task();
        FoundTask.Builder message = FoundTask.newBuilder()
                .setTask(TASKS.toProto(task, TaskView.BASIC).toBuilder()
                        .setCreateTime(TimeConverter.toProto(task.createTime())))
                .setStatus(of(found.status()))
                .setBodySize(task.payload().body().size());
        if (found.kept() != null) {
            message.setEnd(of(found.kept()));
        }
        return message.build();
    }

    private static TaskStatus of(io.github.cloudtasks.server.search.TaskStatus status) {
        return switch (status) {
            case WAITING -> TaskStatus.WAITING;
            case RUNNING -> TaskStatus.RUNNING;
            case LEASED -> TaskStatus.LEASED;
            case SUCCEEDED -> TaskStatus.SUCCEEDED;
            case FAILED -> TaskStatus.FAILED;
            case DELETED -> TaskStatus.DELETED;
            case EXPIRED -> TaskStatus.EXPIRED;
            case PURGED -> TaskStatus.PURGED;
        };
    }

    private static TaskEnd of(KeptTask kept) {
        return TaskEnd.newBuilder()
                .setReason(reason(kept.reason()))
                .setText(text(kept))
                .setTime(TimeConverter.toProto(kept.endTime()))
                .build();
    }

    private static TaskEnd.Reason reason(FinishReason reason) {
        return switch (reason) {
            case COMPLETED -> TaskEnd.Reason.COMPLETED;
            case RETRIES_EXHAUSTED -> TaskEnd.Reason.RETRIES_EXHAUSTED;
            case ACKNOWLEDGED -> TaskEnd.Reason.ACKNOWLEDGED;
            case LEASES_EXHAUSTED -> TaskEnd.Reason.LEASES_EXHAUSTED;
            case DELETED -> TaskEnd.Reason.DELETED;
            case EXPIRED -> TaskEnd.Reason.EXPIRED;
            case PURGED -> TaskEnd.Reason.PURGED;
            case QUEUE_DELETED, RESET -> TaskEnd.Reason.QUEUE_DELETED;
        };
    }

    private static String text(KeptTask kept) {
        int count = kept.task().dispatchCount();
        return switch (kept.reason()) {
            case COMPLETED -> "An attempt was successful.";
            case RETRIES_EXHAUSTED -> "Attempt %d failed, and the retry settings allow no other one.".formatted(count);
            case ACKNOWLEDGED -> "A worker has acknowledged it.";
            case LEASES_EXHAUSTED ->
                "It was leased %d times and not acknowledged, and the retry settings allow no other lease."
                        .formatted(count);
            case DELETED -> "A caller has deleted it.";
            case EXPIRED -> "It was older than the task TTL of its queue.";
            case PURGED -> "The queue was purged.";
            case QUEUE_DELETED, RESET -> "The queue was deleted.";
        };
    }
}
