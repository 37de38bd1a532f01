package io.github.cloudtasks.server.control;

import com.google.protobuf.Timestamp;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import io.github.cloudtasks.proto.emulator.v1.TaskWaitReason;
import io.github.cloudtasks.proto.emulator.v1.TaskWaitReason.Kind;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Converts the reasons why a task waits to messages of the control API. */
final class WaitReasonMapper {

    private WaitReasonMapper() {}

    static TaskWaitReason of(WaitReason reason, Task task) {
        return switch (reason) {
            case WaitReason.InFlight inFlight ->
                message(
                        Kind.IN_FLIGHT,
                        "Attempt %d is in flight since %s.".formatted(inFlight.attempt(), inFlight.since()));
            case WaitReason.NotRunning notRunning ->
                message(
                        Kind.QUEUE_NOT_RUNNING,
                        "The queue is %s. Resume it to dispatch its tasks.".formatted(notRunning.state()));
            case WaitReason.Scheduled scheduled ->
                until(scheduled.until(), Kind.SCHEDULED, "It is scheduled for %s.".formatted(scheduled.until()));
            case WaitReason.Backoff backoff ->
                until(
                        backoff.until(),
                        Kind.BACKOFF,
                        "Attempt %d failed: %s. The next one is at %s."
                                .formatted(backoff.attempt(), text(backoff.outcome()), backoff.until()));
            case WaitReason.ConcurrencyLimit limit -> concurrency(limit, task);
            case WaitReason.RateLimit rate ->
                until(
                        rate.until(),
                        Kind.RATE_LIMIT,
                        "The queue dispatches %s tasks per second (maxDispatchesPerSecond). The next dispatch is at %s."
                                .formatted(number(rate.perSecond()), rate.until()));
            case WaitReason.EarlierTasks earlier -> message(Kind.EARLIER_TASKS, earlier(earlier.count()));
            case WaitReason.Leased leased ->
                until(leased.until(), Kind.LEASED, "A worker has leased it until %s.".formatted(leased.until()));
            case WaitReason.Available available -> message(Kind.AVAILABLE, "It is available: no worker has leased it.");
        };
    }

    private static TaskWaitReason concurrency(WaitReason.ConcurrencyLimit limit, Task task) {
        List<String> holders = limit.holders().stream()
                .map(id -> task.name().queue().task(id).toString())
                .toList();
        String text = limit.limit() == 1
                ? "The queue allows 1 attempt in flight (maxConcurrentDispatches), and it has not ended."
                : "The queue allows %d attempts in flight (maxConcurrentDispatches), and none of them has ended."
                        .formatted(limit.limit());
        return message(Kind.CONCURRENCY_LIMIT, text).toBuilder()
                .addAllTasks(holders)
                .build();
    }

    private static String earlier(int count) {
        if (count == 1) {
            return "1 task of the queue is dispatched before it.";
        }
        String more = count == WaitReason.COUNTED ? " or more" : "";
        return count + more + " tasks of the queue are dispatched before it.";
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Responded responded -> "the target responded with " + responded.status();
            case Outcome.DeadlineExceeded exceeded -> "the dispatch deadline passed before the target responded";
            case Outcome.Unreachable unreachable -> unreachable.reason();
        };
    }

    private static String number(double value) {
        return new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    private static TaskWaitReason message(Kind kind, String text) {
        return TaskWaitReason.newBuilder().setKind(kind).setText(text).build();
    }

    private static TaskWaitReason until(Instant time, Kind kind, String text) {
        Timestamp until = TimeConverter.toProto(time);
        return message(kind, text).toBuilder().setUntil(until).build();
    }
}
