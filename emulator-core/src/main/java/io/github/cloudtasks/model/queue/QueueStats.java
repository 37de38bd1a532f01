package io.github.cloudtasks.model.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a queue at one instant.
 *
 * @param tasksCount the number of tasks, including those in flight
 * @param oldestEstimatedArrivalTime the earliest schedule time; null if no task is scheduled
 * @param executedLastMinuteCount the number of attempts that ended within the last minute, successful or not; in pull
 *     queues the number of leases
 * @param concurrentDispatchesCount the number of attempts in flight
 * @param effectiveExecutionRate the current rate limit in dispatches per second; 0 unless the queue is running
 */
public record QueueStats(
        long tasksCount,
        @Nullable Instant oldestEstimatedArrivalTime,
        long executedLastMinuteCount,
        long concurrentDispatchesCount,
        double effectiveExecutionRate) {}
