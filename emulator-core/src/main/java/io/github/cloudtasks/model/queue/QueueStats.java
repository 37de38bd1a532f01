package io.github.cloudtasks.model.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue's statistics at one instant.
 *
 * @param tasksCount tasks in the queue: waiting, being retried, and dispatched but not answered
 * @param oldestEstimatedArrivalTime the nearest schedule time; null when no task waits
 * @param executedLastMinuteCount attempts that were answered within the last minute, with success or not; leases on
 *     pull queues
 * @param concurrentDispatchesCount attempts in flight
 * @param effectiveExecutionRate dispatches per second that the queue may make now; at most its rate limit
 */
public record QueueStats(
        long tasksCount,
        @Nullable Instant oldestEstimatedArrivalTime,
        long executedLastMinuteCount,
        long concurrentDispatchesCount,
        double effectiveExecutionRate) {}
