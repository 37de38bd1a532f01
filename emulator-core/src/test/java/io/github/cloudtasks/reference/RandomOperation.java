package io.github.cloudtasks.reference;

/**
 * An action of a caller, of a target or of time. Queues are named {@code q0}, {@code q1}, … and tasks {@code t0},
 * {@code t1}, ….
 */
sealed interface RandomOperation {

    /** An operation on a queue or on one of its tasks. */
    sealed interface OnQueue extends RandomOperation {
        String queue();
    }

    /**
     * Creates a queue.
     *
     * @param settings the index in {@link ReferenceSettings#ALL}
     */
    record CreateQueue(String queue, int settings) implements OnQueue {}

    record UpdateQueue(String queue, int settings) implements OnQueue {}

    record DeleteQueue(String queue) implements OnQueue {}

    record PurgeQueue(String queue) implements OnQueue {}

    record PauseQueue(String queue) implements OnQueue {}

    record ResumeQueue(String queue) implements OnQueue {}

    /**
     * Creates a task.
     *
     * @param id empty to let the service generate one
     * @param delayMillis from now to the schedule time; negative for the past
     * @param tag used on pull queues
     */
    record CreateTask(String queue, String id, long delayMillis, String tag) implements OnQueue {}

    record GetTask(String queue, String id) implements OnQueue {}

    record DeleteTask(String queue, String id) implements OnQueue {}

    record RunTask(String queue, String id) implements OnQueue {}

    record LeaseTasks(String queue, int max, int seconds, String filter) implements OnQueue {}

    /**
     * Acknowledges, renews or cancels a lease.
     *
     * @param offBy the microseconds between the schedule time that is sent and that of the task
     */
    record UseLeaseToken(String queue, String id, LeaseMethod method, int offBy) implements OnQueue {}

    /** A method that takes a lease token. */
    enum LeaseMethod {
        ACKNOWLEDGE,
        RENEW,
        CANCEL
    }

    /**
     * Completes an attempt.
     *
     * @param which the position among all attempts of queues of this name in order of dispatch, deleted queues included
     * @param status the HTTP status of the response; 0 for none
     */
    record EndAttempt(String queue, int which, int status) implements OnQueue {}

    /** Advances the time. */
    record Advance(long millis) implements RandomOperation {}
}
