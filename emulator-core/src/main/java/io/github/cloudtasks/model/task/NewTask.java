package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as a caller asks for it; the engine checks and completes it to a {@link Task}.
 *
 * @param name the full name as sent, not yet checked; empty lets the service choose an id
 * @param payload null is an error that the engine words
 * @param scheduleTime null or past means now
 * @param dispatchDeadline null means the default of the payload's kind
 * @param retryConfig overrides the queue's as a whole; null for none
 */
public record NewTask(
        String name,
        @Nullable Payload payload,
        @Nullable Instant scheduleTime,
        @Nullable Duration dispatchDeadline,
        @Nullable RetryConfig retryConfig) {}
