package io.github.cloudtasks.model.task;

/** The state of a task that is in its queue. */
public enum TaskState {
    /** The task waits to be dispatched or leased. */
    WAITING,
    /** An attempt is in flight. */
    IN_FLIGHT,
    /** A worker has leased the pull task. */
    LEASED
}
