package io.github.cloudtasks.server.search;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.TaskState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The state of a task, whether it is in its queue or kept after its end. */
public enum TaskStatus {
    /** The task waits in its queue to be dispatched or leased. */
    WAITING,
    /** An attempt is in flight. */
    RUNNING,
    /** A worker has leased the task. */
    LEASED,
    /** An attempt was successful, or a worker has acknowledged the task. */
    SUCCEEDED,
    /** The task was attempted or leased as often as its retry settings allow. */
    FAILED,
    /** A caller has deleted the task. */
    DELETED,
    /** The task was older than the task TTL of its queue. */
    EXPIRED,
    /** The queue was purged or deleted. */
    PURGED;

    /** The states of tasks that are in their queues. */
    public static final Set<TaskStatus> IN_QUEUE = Collections.unmodifiableSet(EnumSet.of(WAITING, RUNNING, LEASED));

    /** The states of tasks that have left their queues. */
    public static final Set<TaskStatus> ENDED = Collections.unmodifiableSet(EnumSet.range(SUCCEEDED, PURGED));

    /** Returns the status of a task in its queue. */
    public static TaskStatus of(TaskState state) {
        return switch (state) {
            case WAITING -> WAITING;
            case IN_FLIGHT -> RUNNING;
            case LEASED -> LEASED;
        };
    }

    /** Returns the status of a task that has left its queue. */
    public static TaskStatus of(FinishReason reason) {
        return switch (reason) {
            case COMPLETED, ACKNOWLEDGED -> SUCCEEDED;
            case RETRIES_EXHAUSTED, LEASES_EXHAUSTED -> FAILED;
            case DELETED -> DELETED;
            case EXPIRED -> EXPIRED;
            case PURGED, QUEUE_DELETED, RESET -> PURGED;
        };
    }
}
