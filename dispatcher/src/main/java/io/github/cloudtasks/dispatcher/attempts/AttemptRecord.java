package io.github.cloudtasks.dispatcher.attempts;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param serial its number in the {@link AttemptLog}: attempts are numbered from 1 in the order in which they end, and
 *     a number is never reused; 0 before the attempt is logged
 * @param number the number of the attempt among those of the task, from 1
 * @param dispatchTime the time of the emulator when it was dispatched, in microseconds
 * @param took its duration in real time, whatever happened to the time of the emulator
 * @param request the last request; null if there was none, for example because the URL is invalid
 * @param outcome how it ended, with a reason if nothing was sent or there was no response
 * @param response the last response; null if there was none
 * @param redirects the number of redirects that were followed
 */
public record AttemptRecord(
        long serial,
        TaskName task,
        int number,
        Instant dispatchTime,
        Duration took,
        @Nullable RequestRecord request,
        Outcome outcome,
        @Nullable Response response,
        int redirects) {

    /** The memory that a header takes in addition to its text, in bytes. */
    private static final int BYTES_PER_HEADER = 32;

    /** Returns a record of an attempt that is not logged yet. */
    public static AttemptRecord of(
            Dispatch dispatch,
            Duration took,
            @Nullable DispatchRequest request,
            Outcome outcome,
            @Nullable Response response,
            int redirects) {
        Task task = dispatch.task();
        return new AttemptRecord(
                0,
                task.name(),
                task.dispatchCount(),
                dispatchTime(task),
                took,
                request == null ? null : RequestRecord.of(request),
                outcome,
                response,
                redirects);
    }

    /** Returns the reason why there is no response; null if there is one. */
    public @Nullable String error() {
        return switch (outcome) {
            case Outcome.Responded responded -> null;
            case Outcome.DeadlineExceeded exceeded -> "the dispatch deadline has passed";
            case Outcome.Unreachable unreachable -> unreachable.reason();
        };
    }

    AttemptRecord withSerial(long newSerial) {
        return new AttemptRecord(newSerial, task, number, dispatchTime, took, request, outcome, response, redirects);
    }

    /** Returns the approximate memory that the record takes, in bytes. */
    int size() {
        int size = 0;
        if (request != null) {
            size += request.url().length()
                    + sizeOf(request.headers())
                    + request.body().bytes().size();
        }
        if (response != null) {
            size += sizeOf(response.headers()) + response.body().bytes().size();
        }
        return size;
    }

    private static int sizeOf(List<HttpHeader> headers) {
        int size = 0;
        for (HttpHeader header : headers) {
            size += BYTES_PER_HEADER + header.name().length() + header.value().length();
        }
        return size;
    }

    /** Returns the time that the engine has written into the task. */
    private static Instant dispatchTime(Task task) {
        Attempt last = task.lastAttempt();
        return last == null || last.dispatchTime() == null ? task.scheduleTime() : last.dispatchTime();
    }
}
