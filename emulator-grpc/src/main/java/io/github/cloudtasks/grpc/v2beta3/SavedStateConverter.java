package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.engine.state.QueueSnapshot;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.proto.emulator.v1.SavedQueue;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.util.List;
import java.util.function.Supplier;

/**
 * Queues with their tasks, as they are saved and restored: in this version's messages, which can hold what all versions
 * have. Unlike in the API's own answers nothing is left out of a task.
 */
public final class SavedStateConverter {

    private SavedStateConverter() {}

    /** What stands, complete. */
    public static State toProto(List<QueueSnapshot> standing) {
        State.Builder state = State.newBuilder();
        for (QueueSnapshot queue : standing) {
            SavedQueue.Builder saved = state.addQueuesBuilder().setQueue(QueueMapping.toProto(queue.queue(), null));
            queue.tasks().forEach(task -> saved.addTasks(toProto(task)));
        }
        return state.build();
    }

    /**
     * What shall be restored.
     *
     * @throws ApiException for a value that no message may have; the text begins with the name of the queue or the task
     */
    public static List<io.github.cloudtasks.engine.state.QueueToRestore> fromProto(State state) {
        return state.getQueuesList().stream()
                .map(SavedStateConverter::fromProto)
                .toList();
    }

    /** To the microsecond, and with the leases of pull tasks. */
    private static Task toProto(io.github.cloudtasks.model.task.Task task) {
        Task.Builder proto = TaskMapping.toProto(task, TaskView.FULL).toBuilder();
        proto.setCreateTime(TimeConverter.toProto(task.createTime())).setResponseCount(task.responseCount());
        if (task.firstAttempt() != null) {
            proto.setFirstAttempt(AttemptMapping.toProto(task.firstAttempt()));
        }
        if (task.lastAttempt() != null) {
            proto.setLastAttempt(AttemptMapping.toProto(task.lastAttempt()));
        }
        return proto.build();
    }

    private static io.github.cloudtasks.engine.state.QueueToRestore fromProto(SavedQueue saved) {
        Queue queue = saved.getQueue();
        return naming(
                queue.getName(),
                () -> new io.github.cloudtasks.engine.state.QueueToRestore(
                        queue.getName(),
                        QueueMapping.fromProto(queue),
                        state(queue.getState()),
                        queue.hasPurgeTime() ? TimeConverter.fromProto(queue.getPurgeTime()) : null,
                        saved.getTasksList().stream()
                                .map(task -> naming(task.getName(), () -> fromProto(task)))
                                .toList()));
    }

    private static TaskToRestore fromProto(Task task) {
        return new TaskToRestore(
                TaskMapping.fromProto(task),
                task.hasCreateTime() ? TimeConverter.fromProto(task.getCreateTime()) : null,
                task.getDispatchCount(),
                task.getResponseCount(),
                task.hasFirstAttempt() ? AttemptMapping.fromProto(task.getFirstAttempt()) : null,
                task.hasLastAttempt() ? AttemptMapping.fromProto(task.getLastAttempt()) : null);
    }

    private static QueueState state(Queue.State state) {
        return switch (state) {
            case PAUSED -> QueueState.PAUSED;
            case DISABLED -> QueueState.DISABLED;
            case RUNNING, STATE_UNSPECIFIED, UNRECOGNIZED -> QueueState.RUNNING;
        };
    }

    private static <T> T naming(String name, Supplier<T> part) {
        try {
            return part.get();
        } catch (ApiException e) {
            throw e.text().startsWith("projects/") ? e : new ApiException(e.code(), name + ": " + e.text());
        }
    }
}
