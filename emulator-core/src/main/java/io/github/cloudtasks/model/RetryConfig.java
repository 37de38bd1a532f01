package io.github.cloudtasks.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits and the backoff of retries. The config of a stored push queue or task is complete; in a request, values
 * that are not set mean the default, and zeros count as not set unless {@code NewQueue.zerosAreValues}.
 *
 * @param maxAttempts the maximum number of attempts, including the first one; {@link #UNLIMITED} for no limit, 0 for
 *     the default
 * @param maxRetryDuration the maximum time since the first attempt, in whole seconds; null for no limit
 * @param minBackoff the backoff before the first retry; null for the default, and in pull queues
 * @param maxBackoff the longest backoff; null for the default, and in pull queues
 * @param maxDoublings how often the backoff doubles before it grows linearly; 0 for the default, and in pull queues
 */
public record RetryConfig(
        int maxAttempts,
        @Nullable Duration maxRetryDuration,
        @Nullable Duration minBackoff,
        @Nullable Duration maxBackoff,
        int maxDoublings) {

    /** The value of {@link #maxAttempts} without a limit. */
    public static final int UNLIMITED = -1;

    /** A request in which nothing is set. */
    public static final RetryConfig UNSET = new RetryConfig(0, null, null, null, 0);
}
