package io.github.cloudtasks.engine.queue;

/**
 * The state of a queue with regard to remaining work. A push queue is idle if it has neither tasks nor attempts in
 * flight, a pull queue if it has no tasks.
 */
public sealed interface IdleState {

    /** The queue has nothing to do. */
    record Idle() implements IdleState {}

    /**
     * The queue has something to do and will make progress as time passes or workers lease tasks.
     *
     * @param remains the predicate of a sentence about the queue: {@code holds 1 task}
     */
    record Busy(String remains) implements IdleState {}

    /**
     * The queue has something to do, but makes no progress until its state or the time is changed.
     *
     * @param reason the predicate of a sentence about the queue: {@code is PAUSED and holds 1 task}
     */
    record Stuck(String reason) implements IdleState {}
}
