package io.github.cloudtasks.emulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to deliver a task that has ended.
 *
 * @param serial the number of this attempt among all attempts of the emulator, from 1, in the order in which they ended
 * @param task the full name of the task
 * @param number the number of this attempt among the attempts of its task, from 1
 * @param dispatchTime the time at which it was sent, by the emulator's clock, in microseconds
 * @param took its duration in real time
 * @param request null if no request could be made, for example from an invalid URL; after redirects, the last request
 * @param response null unless the target sent a complete response; after redirects, the last response
 * @param error the reason why there is no response; null if there is one
 * @param redirects the number of redirects that were followed
 * @param remoteAddress the address and port of the connection, such as {@code 127.0.0.1:9000}; null if there was none
 */
public record RecordedAttempt(
        long serial,
        String task,
        int number,
        Instant dispatchTime,
        Duration took,
        @Nullable RecordedRequest request,
        @Nullable RecordedResponse response,
        @Nullable String error,
        int redirects,
        @Nullable String remoteAddress) {}
