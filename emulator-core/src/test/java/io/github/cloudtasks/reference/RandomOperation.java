package io.github.cloudtasks.reference;

/**
 * Something that a caller, a target or the time does. Queues are {@code q0}, {@code q1}, …; so are tasks, {@code t0},
 * ….
 */
sealed interface RandomOperation {

    /** What happens to a queue, or to one of its tasks. */
    sealed interface OnQueue extends RandomOperation {
        String queue();
    }

    /**
     * Makes a queue.
     *
     * @param settings which of {@link ReferenceSettings#ALL}
     */
    record CreateQueue(String queue, int settings) implements OnQueue {}

    record UpdateQueue(String queue, int settings) implements OnQueue {}

    record DeleteQueue(String queue) implements OnQueue {}

    record PurgeQueue(String queue) implements OnQueue {}

    record PauseQueue(String queue) implements OnQueue {}

    record ResumeQueue(String queue) implements OnQueue {}

    /**
     * Adds a task.
     *
     * @param id empty for one that the service chooses
     * @param delayMillis of its schedule time; negative for a time that has passed
     * @param tag used on pull queues
     */
    record CreateTask(String queue, String id, long delayMillis, String tag) implements OnQueue {}

    record GetTask(String queue, String id) implements OnQueue {}

    record DeleteTask(String queue, String id) implements OnQueue {}

    record RunTask(String queue, String id) implements OnQueue {}

    record LeaseTasks(String queue, int max, int seconds, String filter) implements OnQueue {}

    /**
     * Acknowledges, renews or cancels.
     *
     * @param offBy microseconds between the schedule time that is sent and the task's own
     */
    record HoldLease(String queue, String id, Verb verb, int offBy) implements OnQueue {}

    /** What the holder of a lease may do with it. */
    enum Verb {
        ACKNOWLEDGE,
        RENEW,
        CANCEL
    }

    /**
     * The end of an attempt.
     *
     * @param which of those that left the queue of this name, alive or not, in the order in which they left
     * @param status of the answer; 0 for none
     */
    record EndAttempt(String queue, int which, int status) implements OnQueue {}

    /** Time passes. */
    record Advance(long millis) implements RandomOperation {}
}
