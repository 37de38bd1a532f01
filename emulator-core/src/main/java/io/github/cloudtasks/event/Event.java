package io.github.cloudtasks.event;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of the engine. Immutable. Tasks and queues are in the state after the change.
 *
 * <p>The end of a lease that is neither acknowledged nor cancelled is no event: the engine has no timer for it. The
 * task is available at its schedule time. The IAM policy of a queue has no events.
 */
public sealed interface Event {

    /** Returns the emulator's time of the change. Events with the order of changes may differ in the order of times. */
    Instant time();

    /** Returns the name of the queue that was changed; null if all were. */
    @Nullable
    QueueName queueName();

    /** An event of one task. */
    sealed interface TaskEvent extends Event {
        /** Returns the task after the change. */
        Task task();

        @Override
        default QueueName queueName() {
            return task().name().queue();
        }
    }

    /**
     * An event of one attempt of a push queue. The same {@link Dispatch} object identifies the attempt in all events.
     */
    sealed interface AttemptEvent extends Event {
        /** Returns the attempt, with the task as it was dispatched. */
        Dispatch dispatch();

        @Override
        default QueueName queueName() {
            return dispatch().task().name().queue();
        }
    }

    /**
     * A task was created by a caller. Restored tasks have {@link QueueChanged} with {@link QueueChange#RESTORED}.
     *
     * @param trace the trace of the call that has created the task; null if it is not traced
     */
    record TaskCreated(Instant time, Task task, @Nullable TraceContext trace) implements TaskEvent {}

    /** An attempt was taken from the queue. It is sent after this event. */
    record AttemptStarted(Instant time, Dispatch dispatch) implements AttemptEvent {}

    /**
     * An attempt has ended. This event precedes the change of the queue: when a task is seen to be done, its attempts
     * have ended.
     *
     * @param exchange the request and the response; null if the dispatcher has no record of them
     */
    record AttemptEnded(
            Instant time,
            Dispatch dispatch,
            Outcome outcome,
            @Nullable AttemptExchange exchange) implements AttemptEvent {}

    /** The outcome of an attempt has changed the queue. This is the last event of an attempt. */
    record AttemptSettled(Instant time, Dispatch dispatch, AttemptEffect effect) implements AttemptEvent {}

    /** A worker has leased a task until its schedule time. */
    record TaskLeased(Instant time, Task task) implements TaskEvent {}

    /** A worker has moved the end of its lease to the schedule time. */
    record LeaseRenewed(Instant time, Task task) implements TaskEvent {}

    /** A worker has ended its lease, and the task is available. */
    record LeaseCancelled(Instant time, Task task) implements TaskEvent {}

    /** A task has left its queue, and not all others with it. */
    record TaskFinished(Instant time, Task task, FinishReason reason) implements TaskEvent {}

    /**
     * All tasks of a queue have left it at once. There is one event and not one for each task, so that large queues are
     * purged quickly and without copies.
     *
     * @param reason PURGED, QUEUE_DELETED or RESET
     * @param count the number of tasks, at least 1
     * @param latest the tasks that were created last, at most {@value #MAX_LISTED}, the latest first
     */
    record TasksRemoved(Instant time, QueueName queueName, FinishReason reason, int count, List<Task> latest)
            implements Event {
        /** The number of tasks that an event lists. */
        public static final int MAX_LISTED = 1000;
    }

    /** A queue was created, changed or deleted. The event of a change that removes tasks follows that of the tasks. */
    record QueueChanged(Instant time, Queue queue, QueueChange change) implements Event {
        @Override
        public QueueName queueName() {
            return queue.name();
        }
    }

    /**
     * All queues were deleted, after their own events, and names and settings were forgotten: the emulator was reset,
     * or is about to restore the queues of a snapshot.
     */
    record ServiceReset(Instant time) implements Event {
        @Override
        public @Nullable QueueName queueName() {
            return null;
        }
    }
}
