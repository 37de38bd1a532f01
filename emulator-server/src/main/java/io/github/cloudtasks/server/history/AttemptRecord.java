package io.github.cloudtasks.server.history;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended. Immutable.
 *
 * @param serial its number in the {@link AttemptLog}: attempts are numbered from 1 in the order in which they end, and
 *     a number is never reused; 0 if the attempt is not in the log
 * @param number the number of the attempt among those of the task, from 1
 * @param dispatchTime the time of the emulator when it was dispatched, in microseconds
 * @param outcome how it ended, with a reason if nothing was sent or there was no response
 * @param exchange the request and the response
 */
public record AttemptRecord(
        long serial, TaskName task, int number, Instant dispatchTime, Outcome outcome, AttemptExchange exchange) {
    private static final AttemptExchange NO_EXCHANGE = new AttemptExchange(Duration.ZERO, null, null, 0, null);

    /** Returns a record of an attempt without a serial. */
    static AttemptRecord of(AttemptEnded ended) {
        Task task = ended.dispatch().task();
        return new AttemptRecord(
                0,
                task.name(),
                task.dispatchCount(),
                dispatchTime(task),
                ended.outcome(),
                ended.exchange() == null ? NO_EXCHANGE : ended.exchange());
    }

    /** Returns the last request; null if there was none, for example because the URL is invalid. */
    public @Nullable RequestRecord request() {
        return exchange.request();
    }

    /** Returns the last response; null if there was none. */
    public @Nullable ResponseRecord response() {
        return exchange.response();
    }

    /** Returns the reason why there is no response; null if there is one. */
    public @Nullable String error() {
        return error(outcome);
    }

    /** Returns the reason why an outcome has no response; null if there is one. */
    static @Nullable String error(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Responded responded -> null;
            case Outcome.DeadlineExceeded exceeded -> "the dispatch deadline has passed";
            case Outcome.Unreachable unreachable -> unreachable.reason();
        };
    }

    /**
     * Returns the address and port of the connection, such as {@code 127.0.0.1:9000} or {@code [::1]:9000}; null if
     * there was none.
     */
    public @Nullable String remoteAddress() {
        return exchange.remoteAddress() == null ? null : NetUtil.toSocketAddressString(exchange.remoteAddress());
    }

    AttemptRecord withSerial(long newSerial) {
        return new AttemptRecord(newSerial, task, number, dispatchTime, outcome, exchange);
    }

    /** Returns the approximate memory that the record takes, in bytes. */
    int size() {
        String error = error();
        return exchange.size() + (error == null ? 0 : error.length());
    }

    /** Returns the time that the engine has written into the task. */
    private static Instant dispatchTime(Task task) {
        Attempt last = task.lastAttempt();
        return last == null || last.dispatchTime() == null ? task.scheduleTime() : last.dispatchTime();
    }
}
