package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task in a request. The engine validates and completes it to a {@link Task}.
 *
 * @param name the full name as sent, not validated yet; empty for a generated id
 * @param payload required; null is reported as an error by the engine
 * @param scheduleTime null or a time in the past means now
 * @param dispatchDeadline null means the default for the kind of payload
 * @param retryConfig replaces that of the queue as a whole; null for none
 */
public record NewTask(
        String name,
        @Nullable Payload payload,
        @Nullable Instant scheduleTime,
        @Nullable Duration dispatchDeadline,
        @Nullable RetryConfig retryConfig) {}
