package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.TaskName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task, complete. It never changes: each transition makes a new one.
 *
 * @param serial tells apart two tasks that bore one name one after the other; grows within a queue
 * @param createTime in microseconds; the API shows whole seconds (recorded)
 * @param scheduleTime in microseconds; of a leased task, the end of its lease
 * @param dispatchDeadline in milliseconds; null where the API shows none
 * @param retryConfig the task's own, complete; null where the queue's applies
 * @param dispatchCount attempts sent, or leases given
 * @param responseCount attempts that were answered, as the service counts them: see {@code PushQueue}
 * @param firstAttempt only its dispatch time is kept (documented)
 * @param idIsGenerated whether the service chose the id, so that nobody can ask for it again
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

    /** The last segment of the name. */
    public String id() {
        return name.taskId();
    }

    /** The tag of a pull task; empty for every other. */
    public String tag() {
        return payload instanceof Payload.PullMessage message ? message.tag() : "";
    }

    /** The same task with its place in the queue's history. */
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

    /** The same task with another past. */
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

    /** The same task, due at another time. */
    public Task withScheduleTime(Instant when) {
        return new Task(
                name,
                serial,
                payload,
                createTime,
                when,
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount,
                firstAttempt,
                lastAttempt,
                idIsGenerated);
    }

    /** The same task, one dispatch or lease on. */
    public Task withDispatch(Attempt attempt) {
        Attempt first = firstAttempt != null ? firstAttempt : new Attempt(null, attempt.dispatchTime(), null, null);
        return new Task(
                name,
                serial,
                payload,
                createTime,
                scheduleTime,
                dispatchDeadline,
                retryConfig,
                dispatchCount + 1,
                responseCount,
                first,
                attempt,
                idIsGenerated);
    }

    /** The same task after {@code attempt} has ended. */
    public Task withAttemptEnded(Attempt attempt, boolean counts) {
        return new Task(
                name,
                serial,
                payload,
                createTime,
                scheduleTime,
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount + (counts ? 1 : 0),
                firstAttempt,
                attempt,
                idIsGenerated);
    }

    /** The same task as RunTask shows it: its latest dispatch is counted, but has not been sent yet (recorded). */
    public Task asReturnedByRunTask() {
        Attempt announced = new Attempt(lastAttempt == null ? null : lastAttempt.scheduleTime(), null, null, null);
        return new Task(
                name,
                serial,
                payload,
                createTime,
                scheduleTime,
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount,
                dispatchCount == 1 ? null : firstAttempt,
                announced,
                idIsGenerated);
    }
}
