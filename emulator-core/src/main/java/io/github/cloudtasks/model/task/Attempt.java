package io.github.cloudtasks.model.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try at a task. All times are in microseconds.
 *
 * @param scheduleTime when it was due
 * @param dispatchTime when it was sent; null in RunTask's answer, which comes before that (recorded)
 * @param responseTime when the outcome arrived; null until then
 * @param outcome how it ended; null until then
 */
public record Attempt(
        @Nullable Instant scheduleTime,
        @Nullable Instant dispatchTime,
        @Nullable Instant responseTime,
        @Nullable Outcome outcome) {}
