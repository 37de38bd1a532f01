package io.github.cloudtasks.model.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch of a task. All times are in whole microseconds.
 *
 * @param scheduleTime the schedule time of the task at the dispatch; null in {@link Task#firstAttempt}
 * @param dispatchTime the time at which the attempt was sent; null in the response of RunTask, which precedes it
 *     (recorded)
 * @param responseTime the time at which the attempt ended; null while it is in flight
 * @param outcome the result of the attempt; null while it is in flight
 */
public record Attempt(
        @Nullable Instant scheduleTime,
        @Nullable Instant dispatchTime,
        @Nullable Instant responseTime,
        @Nullable Outcome outcome) {}
