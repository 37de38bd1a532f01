package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.task.RetryAfter;
import io.github.cloudtasks.time.TimeArithmetic;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The retry policy of the service: the backoff between attempts, and when a task is given up. Pure functions. */
final class RetryPolicy {
    private RetryPolicy() {}

    /**
     * Returns the backoff before a retry. It starts with {@code minBackoff}, doubles {@code maxDoublings} times, then
     * grows linearly by the last doubled interval, and never exceeds {@code maxBackoff}. With 10 s, 300 s and 3
     * doublings it is 10, 20, 40, 80, 160, 240, 300, 300 seconds (documented, and recorded).
     *
     * @param config of a stored queue or task, without null backoffs
     * @param retry the number of the retry, from 1
     */
    static Duration backoff(RetryConfig config, int retry) {
        Duration longest = Objects.requireNonNull(config.maxBackoff(), "a stored retry config is complete");
        Duration first = Objects.requireNonNull(config.minBackoff(), "a stored retry config is complete");
        int doublings = Math.min(retry - 1, config.maxDoublings());
        long linear = Math.max(1L, (long) retry - config.maxDoublings());
        double factor = Math.pow(2, doublings) * linear;
        double seconds = toSeconds(first) * factor;
        if (seconds >= toSeconds(longest)) {
            return longest;
        }
        // A factor that overflows a long means a backoff of centuries, for which whole seconds are exact enough.
        Duration wait =
                factor < Long.MAX_VALUE ? first.multipliedBy((long) factor) : Duration.ofSeconds((long) seconds);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /**
     * Returns the time of the next attempt: after the backoff, or at the time that the target asks for, whichever is
     * later. The target cannot delay the attempt by more than {@code maxBackoff}. The documentation says that
     * {@code Retry-After} "is considered"; how is inferred.
     *
     * @param config of a stored queue or task, without null backoffs
     * @param retry the number of the retry, from 1
     * @param retryAfter null if the target does not ask for a time
     * @param now the end of the failed attempt
     */
    static Instant nextAttempt(RetryConfig config, int retry, @Nullable RetryAfter retryAfter, Instant now) {
        Instant afterBackoff = TimeArithmetic.saturatedPlus(now, backoff(config, retry));
        if (retryAfter == null) {
            return afterBackoff;
        }
        Duration longest = Objects.requireNonNull(config.maxBackoff(), "a stored retry config is complete");
        Instant latest = TimeArithmetic.saturatedPlus(now, longest);
        Instant requested = switch (retryAfter) {
            case RetryAfter.Delay relative -> TimeArithmetic.saturatedPlus(now, relative.delay());
            case RetryAfter.Date absolute -> absolute.time();
        };
        Instant allowed = requested.isAfter(latest) ? latest : requested;
        return allowed.isAfter(afterBackoff) ? allowed : afterBackoff;
    }

    /**
     * Returns whether a failed task is given up: at least one of the limits for attempts and duration is set, and every
     * limit that is set has been reached (documented).
     *
     * @param attempts the number of attempts so far
     * @param firstAttempt the dispatch time of the first attempt; null if unknown, which counts as reached
     */
    static boolean isExhausted(RetryConfig config, int attempts, @Nullable Instant firstAttempt, Instant now) {
        boolean attemptsLimited = config.maxAttempts() != RetryConfig.UNLIMITED;
        Duration longest = config.maxRetryDuration();
        if (!attemptsLimited && longest == null) {
            return false;
        }
        boolean attemptsSpent = !attemptsLimited || attempts >= config.maxAttempts();
        boolean timeSpent = longest == null
                || firstAttempt == null
                || Duration.between(firstAttempt, now).compareTo(longest) >= 0;
        return attemptsSpent && timeSpent;
    }

    private static double toSeconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
