package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAttempt;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredOutcome;
import java.time.Instant;

/** Encodes attempts of tasks. Their times are relative to the create time of the task. */
final class AttemptCodec {
    private AttemptCodec() {}

    static StoredAttempt encode(Attempt attempt, Instant createTime) {
        StoredAttempt.Builder message = StoredAttempt.newBuilder();
        Instant scheduleTime = attempt.scheduleTime();
        if (scheduleTime != null) {
            message.setScheduleDelay(TimeCodec.delay(createTime, scheduleTime))
                    .setScheduleTimeNanos(TimeCodec.nanos(scheduleTime));
        }
        Instant dispatchTime = attempt.dispatchTime();
        if (dispatchTime != null) {
            message.setDispatchDelay(TimeCodec.delay(createTime, dispatchTime))
                    .setDispatchTimeNanos(TimeCodec.nanos(dispatchTime));
        }
        Instant responseTime = attempt.responseTime();
        if (responseTime != null) {
            message.setResponseDelay(TimeCodec.delay(createTime, responseTime))
                    .setResponseTimeNanos(TimeCodec.nanos(responseTime));
        }
        if (attempt.outcome() != null) {
            message.setOutcome(encode(attempt.outcome()));
        }
        return message.build();
    }

    static Attempt decode(StoredAttempt message, Instant createTime) throws StoredValueException {
        return new Attempt(
                message.hasScheduleDelay()
                        ? TimeCodec.decodeAfter(createTime, message.getScheduleDelay(), message.getScheduleTimeNanos())
                        : null,
                message.hasDispatchDelay()
                        ? TimeCodec.decodeAfter(createTime, message.getDispatchDelay(), message.getDispatchTimeNanos())
                        : null,
                message.hasResponseDelay()
                        ? TimeCodec.decodeAfter(createTime, message.getResponseDelay(), message.getResponseTimeNanos())
                        : null,
                message.hasOutcome() ? decode(message.getOutcome()) : null);
    }

    /** Encodes an outcome without its {@code Retry-After}, which is never stored: see {@link Outcome#toStore}. */
    static StoredOutcome encode(Outcome outcome) {
        StoredOutcome.Builder message = StoredOutcome.newBuilder();
        switch (outcome) {
            case Outcome.Responded responded -> message.setStatus(responded.status());
            case Outcome.DeadlineExceeded exceeded -> message.setDeadlineExceeded(true);
            case Outcome.Unreachable unreachable -> message.setUnreachable(wellFormed(unreachable.reason()));
        }
        return message.build();
    }

    static Outcome decode(StoredOutcome message) throws StoredValueException {
        return switch (message.getKindCase()) {
            case STATUS -> new Outcome.Responded(message.getStatus());
            case DEADLINE_EXCEEDED -> new Outcome.DeadlineExceeded();
            case UNREACHABLE -> new Outcome.Unreachable(message.getUnreachable());
            case KIND_NOT_SET -> throw new StoredValueException("the outcome has no known kind");
        };
    }

    /** Removes half of a surrogate pair at the end, which is left of a reason that was cut, and which UTF-8 lacks. */
    private static String wellFormed(String reason) {
        int last = reason.length() - 1;
        return last >= 0 && Character.isHighSurrogate(reason.charAt(last)) ? reason.substring(0, last) : reason;
    }
}
