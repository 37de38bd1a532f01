package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.grpc.service.OutcomeConverter;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.proto.emulator.v1.SavedQueue;
import io.github.cloudtasks.proto.v2beta3.Attempt;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.util.List;
import java.util.function.Supplier;

/**
 * A converter of queues with their tasks for export and import. It uses the messages of v2beta3, which have fields for
 * everything that any version has. Unlike responses of the API, the messages are complete: they have bodies, create
 * times in microseconds, and the leases of pull tasks.
 */
public final class SavedStateConverter {
    private static final V2beta3QueueConverter QUEUES = new V2beta3QueueConverter();
    private static final V2beta3TaskConverter TASKS = new V2beta3TaskConverter();

    private SavedStateConverter() {}

    /** Returns a queue without its tasks. */
    public static SavedQueue toProto(io.github.cloudtasks.model.queue.Queue queue) {
        SavedQueue.Builder saved = SavedQueue.newBuilder().setQueue(QUEUES.toProto(queue, null));
        return isWithoutDoublings(queue) ? saved.setWithoutDoublings(true).build() : saved.build();
    }

    /** Returns a task with its history. */
    public static Task toProto(io.github.cloudtasks.model.task.Task task) {
        Task.Builder proto = TASKS.toProto(task, TaskView.FULL).toBuilder();
        proto.setCreateTime(TimeConverter.toProto(task.createTime()));
        V2beta3TaskConverter.putAttempts(task, proto);
        return proto.build();
    }

    /**
     * Returns a queue to restore, without its tasks.
     *
     * @throws ApiException if a value has no counterpart in the model; the text starts with the name of the queue
     */
    public static QueueToRestore fromProto(SavedQueue saved) {
        Queue queue = saved.getQueue();
        return naming(
                queue.getName(),
                () -> new QueueToRestore(
                        queue.getName(),
                        settings(saved),
                        state(queue.getState()),
                        queue.hasPurgeTime() ? TimeConverter.fromProto(queue.getPurgeTime()) : null,
                        List.of()));
    }

    private static boolean isWithoutDoublings(io.github.cloudtasks.model.queue.Queue queue) {
        return !queue.isPull() && queue.retryConfig().maxDoublings() == 0;
    }

    /** Returns the settings of a queue. Its backoffs are exact, even if they are 0. */
    private static NewQueue settings(SavedQueue saved) {
        QUEUES.checkPullQueue(saved.getQueue());
        NewQueue settings = QUEUES.fromProto(saved.getQueue());
        RetryConfig retry = settings.retryConfig();
        boolean setDoublings = saved.getWithoutDoublings() || retry.maxDoublings() != 0;
        return settings.withExactRetryConfig(new RetryConfig(
                retry.maxAttempts(),
                retry.maxRetryDuration(),
                retry.minBackoff(),
                retry.maxBackoff(),
                setDoublings ? retry.maxDoublings() : Limits.DEFAULT_MAX_DOUBLINGS));
    }

    /**
     * Returns a task to restore.
     *
     * @throws ApiException if a value has no counterpart in the model; the text starts with the name of the task
     */
    public static TaskToRestore fromProto(Task task) {
        return naming(
                task.getName(),
                () -> new TaskToRestore(
                        TASKS.fromProto(task),
                        task.hasCreateTime() ? TimeConverter.fromProto(task.getCreateTime()) : null,
                        task.getDispatchCount(),
                        task.getResponseCount(),
                        task.hasFirstAttempt() ? fromProto(task.getFirstAttempt()) : null,
                        task.hasLastAttempt() ? fromProto(task.getLastAttempt()) : null));
    }

    private static io.github.cloudtasks.model.task.Attempt fromProto(Attempt proto) {
        return new io.github.cloudtasks.model.task.Attempt(
                proto.hasScheduleTime() ? TimeConverter.fromProto(proto.getScheduleTime()) : null,
                proto.hasDispatchTime() ? TimeConverter.fromProto(proto.getDispatchTime()) : null,
                proto.hasResponseTime() ? TimeConverter.fromProto(proto.getResponseTime()) : null,
                proto.hasResponseStatus() ? OutcomeConverter.fromProto(proto.getResponseStatus()) : null);
    }

    private static QueueState state(Queue.State state) {
        return switch (state) {
            case PAUSED -> QueueState.PAUSED;
            case DISABLED -> QueueState.DISABLED;
            case RUNNING, STATE_UNSPECIFIED, UNRECOGNIZED -> QueueState.RUNNING;
        };
    }

    /** Puts the name of a queue or task in front of the text of an error, unless the text starts with a name. */
    private static <T> T naming(String name, Supplier<T> part) {
        try {
            return part.get();
        } catch (ApiException e) {
            throw e.text().startsWith("projects/") ? e : new ApiException(e.code(), name + ": " + e.text());
        }
    }
}
