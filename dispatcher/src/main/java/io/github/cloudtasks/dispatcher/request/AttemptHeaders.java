package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers that describe an attempt, with the prefix for HTTP tasks or for App Engine tasks. */
enum AttemptHeaders {

    /** HTTP tasks: the previous response is 504 after a timeout, and the retry reason is always empty (recorded). */
    CLOUD_TASKS("X-CloudTasks-") {
        @Override
        int previousResponse(Outcome outcome) {
            return outcome.httpStatus();
        }

        @Override
        String retryReason(Outcome outcome) {
            return "";
        }
    },

    /** App Engine tasks: the previous response is 0 after a timeout (recorded), and without a response (inferred). */
    APP_ENGINE("X-AppEngine-") {
        @Override
        int previousResponse(Outcome outcome) {
            return outcome instanceof Outcome.Responded responded ? responded.status() : 0;
        }

        @Override
        String retryReason(Outcome outcome) {
            return outcome instanceof Outcome.Responded ? "App Error" : "Instance Unavailable";
        }
    };

    private final String queueName;
    private final String taskName;
    private final String retryCount;
    private final String executionCount;
    private final String eta;
    private final String previousResponse;
    private final String retryReason;

    AttemptHeaders(String prefix) {
        queueName = prefix + "QueueName";
        taskName = prefix + "TaskName";
        retryCount = prefix + "TaskRetryCount";
        executionCount = prefix + "TaskExecutionCount";
        eta = prefix + "TaskETA";
        previousResponse = prefix + "TaskPreviousResponse";
        retryReason = prefix + "TaskRetryReason";
    }

    abstract int previousResponse(Outcome outcome);

    abstract String retryReason(Outcome outcome);

    /** Adds five headers, and two more if the previous attempt has ended. */
    void addTo(List<HttpHeader> headers, Dispatch dispatch) {
        Task task = dispatch.task();
        headers.add(new HttpHeader(queueName, task.name().queue().queueId()));
        headers.add(new HttpHeader(taskName, task.id()));
        headers.add(new HttpHeader(retryCount, Integer.toString(dispatch.retryCount())));
        headers.add(new HttpHeader(executionCount, Integer.toString(dispatch.responsesBefore())));
        headers.add(new HttpHeader(eta, epochSeconds(scheduleTime(task))));
        Outcome previous = previousOutcome(dispatch.previous());
        if (previous != null) {
            headers.add(new HttpHeader(previousResponse, Integer.toString(previousResponse(previous))));
            headers.add(new HttpHeader(retryReason, retryReason(previous)));
        }
    }

    /** Returns seconds since 1970 with the shortest fraction: {@code 1700000000}, {@code 1700000000.12} (recorded). */
    static String epochSeconds(Instant time) {
        if (time.getNano() == 0) {
            return Long.toString(time.getEpochSecond());
        }
        String nanos = Integer.toString(1_000_000_000 + time.getNano());
        int end = nanos.length();
        while (nanos.charAt(end - 1) == '0') {
            end--;
        }
        return time.getEpochSecond() + "." + nanos.substring(1, end);
    }

    private static Instant scheduleTime(Task task) {
        Attempt attempt = task.lastAttempt();
        Instant time = attempt == null ? null : attempt.scheduleTime();
        return time == null ? task.scheduleTime() : time;
    }

    private static @Nullable Outcome previousOutcome(@Nullable Attempt previous) {
        return previous == null ? null : previous.outcome();
    }
}
