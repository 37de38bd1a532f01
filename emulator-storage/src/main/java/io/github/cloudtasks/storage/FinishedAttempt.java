package io.github.cloudtasks.storage;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.model.task.Outcome;
import java.time.Instant;

/**
 * An attempt of a {@link FinishedTask}. Immutable.
 *
 * @param number the number of the attempt among those of the task, from 1
 * @param dispatchTime the emulator's time when it was dispatched
 * @param outcome how it ended; {@code Retry-After} is not stored
 * @param exchange the request and the response
 */
public record FinishedAttempt(int number, Instant dispatchTime, Outcome outcome, AttemptExchange exchange) {}
