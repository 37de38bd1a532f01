package io.github.cloudtasks.model.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue with its statistics and the states of its tasks at one instant.
 *
 * @param inFlight the number of tasks with an attempt in flight; attempts are counted in {@code stats}
 * @param leased the number of leased tasks; of large queues at most {@value #MAX_COUNTED}
 * @param nextDispatch the time of the next dispatch; null if none follows from the state, for example because the queue
 *     is paused, or has as many attempts in flight as it may
 * @param nextToken the time from which the rate limit allows a dispatch; null for pull queues
 */
public record QueueOverview(
        Queue queue,
        QueueStats stats,
        int inFlight,
        int leased,
        @Nullable Instant nextDispatch,
        @Nullable Instant nextToken) {
    /** The most leased tasks that are counted, so that the queue is not blocked for long. */
    public static final int MAX_COUNTED = 100_000;
}
