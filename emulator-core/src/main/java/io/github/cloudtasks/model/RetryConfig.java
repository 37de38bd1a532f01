package io.github.cloudtasks.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a failed task is tried again.
 *
 * @param maxAttempts counts the first attempt; {@link #UNLIMITED} for no limit. In what a caller asks for, 0 means the
 *     default
 * @param maxRetryDuration since the first attempt; null for no limit
 * @param minBackoff before the first retry; null in what a caller asks for means the default
 * @param maxBackoff the longest wait; null in what a caller asks for means the default
 * @param maxDoublings how often the wait doubles before it grows linearly; 0 in what a caller asks for means the
 *     default
 */
public record RetryConfig(
        int maxAttempts,
        @Nullable Duration maxRetryDuration,
        @Nullable Duration minBackoff,
        @Nullable Duration maxBackoff,
        int maxDoublings) {

    /** The value of {@link #maxAttempts} for a task that may be tried for ever. */
    public static final int UNLIMITED = -1;

    /** Nothing asked for: every part gets the service's default. */
    public static final RetryConfig UNSET = new RetryConfig(0, null, null, null, 0);
}
