package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.queue.QueueState;
import java.time.Instant;
import java.util.List;

/**
 * A reason why a task is not dispatched at the moment. A task can have several, such as a paused queue and a schedule
 * time.
 */
public sealed interface WaitReason {

    /**
     * An attempt is in flight.
     *
     * @param attempt its number, from 1
     * @param since the dispatch time
     */
    record InFlight(int attempt, Instant since) implements WaitReason {}

    /**
     * The queue is paused or disabled.
     *
     * @param state never RUNNING
     */
    record NotRunning(QueueState state) implements WaitReason {}

    /** The task was created for a later time, or was moved to it. */
    record Scheduled(Instant until) implements WaitReason {}

    /**
     * The latest attempt failed, and its backoff has not passed.
     *
     * @param until the schedule time of the next attempt
     * @param attempt the number of the attempt that failed, from 1
     */
    record Backoff(Instant until, int attempt, Outcome outcome) implements WaitReason {}

    /**
     * As many attempts are in flight as the queue allows.
     *
     * @param limit {@code maxConcurrentDispatches}
     * @param holders the ids of tasks in flight, at most {@value #LISTED}. Attempts of deleted tasks are not listed
     */
    record ConcurrencyLimit(int limit, List<String> holders) implements WaitReason {}

    /**
     * The queue has dispatched as many tasks as its rate allows.
     *
     * @param until the time of the next token
     * @param perSecond {@code maxDispatchesPerSecond}
     */
    record RateLimit(Instant until, double perSecond) implements WaitReason {}

    /**
     * Other tasks of the queue are dispatched first.
     *
     * @param count their number, at most {@value #COUNTED}
     */
    record EarlierTasks(int count) implements WaitReason {}

    /** A worker has leased the pull task. */
    record Leased(Instant until) implements WaitReason {}

    /** The pull task is available: a worker can lease it. */
    record Available() implements WaitReason {}

    /** The most tasks that {@link ConcurrencyLimit} lists. */
    int LISTED = 100;

    /** The most tasks that {@link EarlierTasks} counts. */
    int COUNTED = 10_000;
}
