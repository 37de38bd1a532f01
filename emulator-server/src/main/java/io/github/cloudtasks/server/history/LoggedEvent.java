package io.github.cloudtasks.server.history;

import com.google.rpc.Code;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.grpc.rpc.FailedCall;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event in the {@link EventLog}, without payloads. Immutable.
 *
 * @param id its number, in the order in which events were published; grows by 1
 * @param time the emulator's time
 * @param queue null if all queues were changed
 * @param task null unless the event concerns one task
 * @param attempt the number of the attempt among those of the task; 0 unless the event concerns one
 * @param status the HTTP status of the response; 0 if there is none
 * @param detail the reason of an end, the effect of an attempt, the change of a queue, or the error of an attempt;
 *     empty if there is none
 * @param until the schedule time of a new or retried task, or the end of a lease; null for other events
 * @param took the duration of an attempt in real time; null for other events
 * @param count the number of tasks of {@link Kind#TASKS_REMOVED}, otherwise 0
 * @param call the call of {@link Kind#CALL_FAILED}, without the texts that other fields have; otherwise null
 */
public record LoggedEvent(
        long id,
        Instant time,
        Kind kind,
        @Nullable QueueName queue,
        @Nullable TaskName task,
        int attempt,
        int status,
        String detail,
        @Nullable Instant until,
        @Nullable Duration took,
        int count,
        @Nullable Call call) {

    /** The memory of an event without its texts, in bytes. The names are shared with others. */
    private static final int BYTES = 250;

    /** A longer message of an error is cut. */
    private static final int MAX_MESSAGE = 1000;

    /** The name of a queue or task in a text. */
    private static final Pattern NAME = Pattern.compile(
            "projects/([^/\\s]{1,100})/locations/([\\w-]{1,100})/queues/([\\w-]{1,100})(?:/tasks/([\\w-]{1,500}))?");

    /** The kinds of events. All but the last one are those of {@link Event}. */
    public enum Kind {
        TASK_CREATED,
        ATTEMPT_STARTED,
        ATTEMPT_ENDED,
        ATTEMPT_SETTLED,
        TASK_LEASED,
        LEASE_RENEWED,
        LEASE_CANCELLED,
        TASK_FINISHED,
        TASKS_REMOVED,
        QUEUE_CHANGED,
        RESET,
        CALL_FAILED
    }

    /**
     * A call of the API.
     *
     * @param method the full name of the method, such as {@code google.cloud.tasks.v2.CloudTasks.CreateTask}
     * @param code the name of a {@code google.rpc.Code}
     */
    public record Call(String method, String code) {}

    /** Returns an event of the engine with an id. */
    static LoggedEvent of(long id, Event event) {
        return switch (event) {
            case Event.TaskCreated created -> ofTask(id, Kind.TASK_CREATED, created, "");
            case Event.TaskLeased leased -> ofTask(id, Kind.TASK_LEASED, leased, "");
            case Event.LeaseRenewed renewed -> ofTask(id, Kind.LEASE_RENEWED, renewed, "");
            case Event.LeaseCancelled cancelled -> ofTask(id, Kind.LEASE_CANCELLED, cancelled, "");
            case Event.TaskFinished finished ->
                ofTask(id, Kind.TASK_FINISHED, finished, finished.reason().name());
            case Event.AttemptStarted started -> ofAttempt(id, Kind.ATTEMPT_STARTED, started, 0, "", null, null);
            case Event.AttemptEnded ended ->
                ofAttempt(
                        id,
                        Kind.ATTEMPT_ENDED,
                        ended,
                        ended.outcome() instanceof Outcome.Responded responded ? responded.status() : 0,
                        error(ended),
                        null,
                        ended.exchange() == null ? null : ended.exchange().took());
            case Event.AttemptSettled settled -> ofSettled(id, settled);
            case Event.TasksRemoved removed ->
                of(id, Kind.TASKS_REMOVED, removed, removed.reason().name(), removed.count());
            case Event.QueueChanged changed ->
                of(id, Kind.QUEUE_CHANGED, changed, changed.change().name(), 0);
            case Event.ServiceReset reset -> of(id, Kind.RESET, reset, "", 0);
        };
    }

    /** Returns the event of a failed call with an id. */
    static LoggedEvent of(long id, Instant time, FailedCall failed) {
        String detail = cut(failed.message());
        Matcher named = NAME.matcher(cut(failed.resource()) + " " + detail);
        QueueName queue = named.find() ? QueueName.of(named.group(1), named.group(2), named.group(3)) : null;
        TaskName task = queue == null || named.group(4) == null ? null : queue.task(named.group(4));
        Code code = Code.forNumber(failed.code());
        Call call = new Call(failed.method(), code == null ? "UNKNOWN" : code.name());
        return new LoggedEvent(id, time, Kind.CALL_FAILED, queue, task, 0, 0, detail, null, failed.took(), 0, call);
    }

    private static String cut(String text) {
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
    }

    /** Returns the approximate memory that the event takes, in bytes. */
    int size() {
        return (call == null ? BYTES : 2 * BYTES)
                + detail.length()
                + (task == null ? 0 : task.taskId().length());
    }

    private static LoggedEvent of(long id, Kind kind, Event event, String detail, int count) {
        return new LoggedEvent(id, event.time(), kind, event.queueName(), null, 0, 0, detail, null, null, count, null);
    }

    private static LoggedEvent ofTask(long id, Kind kind, Event.TaskEvent event, String detail) {
        Task task = event.task();
        Instant until = kind == Kind.TASK_FINISHED ? null : task.scheduleTime();
        return new LoggedEvent(
                id, event.time(), kind, event.queueName(), task.name(), 0, 0, detail, until, null, 0, null);
    }

    private static LoggedEvent ofSettled(long id, Event.AttemptSettled settled) {
        return switch (settled.effect()) {
            case AttemptEffect.Retried retried ->
                ofAttempt(id, Kind.ATTEMPT_SETTLED, settled, 0, "RETRIED", retried.scheduleTime(), null);
            case AttemptEffect.Finished finished ->
                ofAttempt(
                        id, Kind.ATTEMPT_SETTLED, settled, 0, finished.reason().name(), null, null);
            case AttemptEffect.Superseded superseded ->
                ofAttempt(id, Kind.ATTEMPT_SETTLED, settled, 0, "SUPERSEDED", null, null);
            case AttemptEffect.Ignored ignored ->
                ofAttempt(id, Kind.ATTEMPT_SETTLED, settled, 0, "IGNORED", null, null);
        };
    }

    private static LoggedEvent ofAttempt(
            long id,
            Kind kind,
            Event.AttemptEvent event,
            int status,
            String detail,
            @Nullable Instant until,
            @Nullable Duration took) {
        Dispatch dispatch = event.dispatch();
        return new LoggedEvent(
                id,
                event.time(),
                kind,
                event.queueName(),
                dispatch.task().name(),
                dispatch.task().dispatchCount(),
                status,
                detail,
                until,
                took,
                0,
                null);
    }

    private static String error(Event.AttemptEnded ended) {
        String error = AttemptRecord.error(ended.outcome().toStore());
        return error == null ? "" : error;
    }
}
