package io.github.cloudtasks.engine.queue;

/**
 * Whether a queue has something left to do. A push queue is idle when it has neither tasks nor attempts under way; a
 * pull queue, whose tasks wait for workers, when it has no tasks.
 */
public sealed interface IdleState {

    /** Nothing is left to do. */
    record Idle() implements IdleState {}

    /**
     * Something is left to do, and time or a worker will get it done.
     *
     * @param remains what it is: the end of a sentence that begins with the queue's name
     */
    record Busy(String remains) implements IdleState {}

    /**
     * Something is left to do, and nothing will happen unless somebody changes the queue or the time.
     *
     * @param reason why: the end of a sentence that begins with the queue's name
     */
    record Stuck(String reason) implements IdleState {}
}
