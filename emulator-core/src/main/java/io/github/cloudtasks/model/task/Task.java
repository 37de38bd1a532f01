package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.TaskName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored task. It is immutable: every transition creates a new task. ARCHITECTURE.md lists the places that a new
 * field needs.
 *
 * @param serial distinguishes tasks that had the same name at different times; increases within a queue
 * @param createTime in whole microseconds; the API shows whole seconds (recorded)
 * @param scheduleTime in whole microseconds; the end of the lease if the task is leased
 * @param dispatchDeadline in whole milliseconds; null in pull tasks, and in App Engine tasks that do not set it
 * @param retryConfig complete; null if that of the queue applies
 * @param dispatchCount the number of attempts or leases
 * @param responseCount the number of attempts with a response, as the service counts them; see {@code PushQueue}
 * @param firstAttempt has only a dispatch time (documented); null before the first attempt
 * @param lastAttempt null before the first attempt
 * @param idIsGenerated whether the service chose the id
 */
public record Task(
        TaskName name,
        long serial,
        Payload payload,
        Instant createTime,
        Instant scheduleTime,
        @Nullable Duration dispatchDeadline,
        @Nullable RetryConfig retryConfig,
        int dispatchCount,
        int responseCount,
        @Nullable Attempt firstAttempt,
        @Nullable Attempt lastAttempt,
        boolean idIsGenerated) {

    /** Returns the last segment of the name. */
    public String id() {
        return name.taskId();
    }

    /** Returns the tag of a pull task; empty for other tasks. */
    public String tag() {
        return payload instanceof Payload.PullMessage message ? message.tag() : "";
    }

    /** Returns the same task with another serial number. */
    public Task withSerial(long newSerial) {
        return new Task(
                name,
                newSerial,
                payload,
                createTime,
                scheduleTime,
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount,
                firstAttempt,
                lastAttempt,
                idIsGenerated);
    }

    /** Returns the same task with another payload. */
    public Task withPayload(Payload newPayload) {
        return new Task(
                name,
                serial,
                newPayload,
                createTime,
                scheduleTime,
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount,
                firstAttempt,
                lastAttempt,
                idIsGenerated);
    }

    /** Returns the same task with other times, counts and attempts. */
    public Task withHistory(
            Instant created,
            Instant scheduled,
            int dispatches,
            int responses,
            @Nullable Attempt first,
            @Nullable Attempt last) {
        return new Task(
                name,
                serial,
                payload,
                created,
                scheduled,
                dispatchDeadline,
                retryConfig,
                dispatches,
                responses,
                first,
                last,
                idIsGenerated);
    }

    /** Returns the same task with another schedule time. */
    public Task withScheduleTime(Instant when) {
        return withHistory(createTime, when, dispatchCount, responseCount, firstAttempt, lastAttempt);
    }

    /** Returns the task after a dispatch or a lease. */
    public Task withDispatch(Attempt attempt) {
        Attempt first = firstAttempt != null ? firstAttempt : new Attempt(null, attempt.dispatchTime(), null, null);
        return withHistory(createTime, scheduleTime, dispatchCount + 1, responseCount, first, attempt);
    }

    /**
     * Returns the task after an attempt has ended.
     *
     * @param counts whether the outcome counts as a response
     */
    public Task withAttemptEnded(Attempt attempt, boolean counts) {
        int responses = responseCount + (counts ? 1 : 0);
        return withHistory(createTime, scheduleTime, dispatchCount, responses, firstAttempt, attempt);
    }

    /** Returns the task as RunTask shows it: the dispatch is counted, but not sent yet (recorded). */
    public Task asReturnedByRunTask() {
        Attempt announced = new Attempt(lastAttempt == null ? null : lastAttempt.scheduleTime(), null, null, null);
        Attempt first = dispatchCount == 1 ? null : firstAttempt;
        return withHistory(createTime, scheduleTime, dispatchCount, responseCount, first, announced);
    }
}
