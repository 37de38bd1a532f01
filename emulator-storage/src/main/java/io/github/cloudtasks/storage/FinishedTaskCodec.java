package io.github.cloudtasks.storage;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFinishReason;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFinishedAttempt;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFinishedTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Encodes finished tasks, without their numbers and names. */
final class FinishedTaskCodec {
    private FinishedTaskCodec() {}

    static byte[] encode(FinishedTask finished) {
        Task task = finished.task();
        Instant createTime = task.createTime();
        Bytes payload = content(task.payload());
        StoredFinishedTask.Builder message = StoredFinishedTask.newBuilder()
                .setTask(TaskCodec.toMessage(task))
                .setReason(encode(finished.reason()))
                .setEndDelay(TimeCodec.delay(createTime, finished.endTime()))
                .setEndTimeNanos(TimeCodec.nanos(finished.endTime()));
        for (FinishedAttempt attempt : finished.attempts()) {
            message.addAttempts(StoredFinishedAttempt.newBuilder()
                    .setNumber(attempt.number())
                    .setDispatchDelay(TimeCodec.delay(createTime, attempt.dispatchTime()))
                    .setDispatchTimeNanos(TimeCodec.nanos(attempt.dispatchTime()))
                    .setOutcome(AttemptCodec.encode(attempt.outcome()))
                    .setExchange(ExchangeCodec.encode(attempt.exchange(), payload)));
        }
        return message.build().toByteArray();
    }

    /**
     * Decodes a finished task.
     *
     * @param name becomes part of the task
     * @throws StoredValueException if the bytes are not a finished task
     */
    static FinishedTask decode(long number, TaskName name, byte[] bytes) throws StoredValueException {
        try {
            return fromMessage(number, name, MessageCodec.parse(StoredFinishedTask.parser(), bytes));
        } catch (StoredValueException e) {
            throw e.in("finished task " + name);
        }
    }

    private static FinishedTask fromMessage(long number, TaskName name, StoredFinishedTask message)
            throws StoredValueException {
        if (!message.hasTask()) {
            throw new StoredValueException("the task is missing");
        }
        Task task = TaskDecoder.decode(name, message.getTask().toByteArray());
        Instant createTime = task.createTime();
        Bytes payload = content(task.payload());
        List<FinishedAttempt> attempts = new ArrayList<>(message.getAttemptsCount());
        for (StoredFinishedAttempt attempt : message.getAttemptsList()) {
            attempts.add(new FinishedAttempt(
                    attempt.getNumber(),
                    TimeCodec.decodeAfter(createTime, attempt.getDispatchDelay(), attempt.getDispatchTimeNanos()),
                    AttemptCodec.decode(attempt.getOutcome()),
                    ExchangeCodec.decode(attempt.getExchange(), payload)));
        }
        return new FinishedTask(
                number,
                task,
                attempts,
                decode(message.getReason()),
                TimeCodec.decodeAfter(createTime, message.getEndDelay(), message.getEndTimeNanos()));
    }

    private static Bytes content(Payload payload) {
        return switch (payload) {
            case Payload.HttpRequest http -> http.body();
            case Payload.AppEngineHttpRequest appEngine -> appEngine.body();
            case Payload.PullMessage pull -> pull.payload();
        };
    }

    private static StoredFinishReason encode(FinishReason reason) {
        return switch (reason) {
            case COMPLETED -> StoredFinishReason.FINISH_REASON_COMPLETED;
            case RETRIES_EXHAUSTED -> StoredFinishReason.FINISH_REASON_RETRIES_EXHAUSTED;
            case ACKNOWLEDGED -> StoredFinishReason.FINISH_REASON_ACKNOWLEDGED;
            case LEASES_EXHAUSTED -> StoredFinishReason.FINISH_REASON_LEASES_EXHAUSTED;
            case DELETED -> StoredFinishReason.FINISH_REASON_DELETED;
            case EXPIRED -> StoredFinishReason.FINISH_REASON_EXPIRED;
            case PURGED -> StoredFinishReason.FINISH_REASON_PURGED;
            case QUEUE_DELETED -> StoredFinishReason.FINISH_REASON_QUEUE_DELETED;
            case RESET -> StoredFinishReason.FINISH_REASON_RESET;
        };
    }

    private static FinishReason decode(StoredFinishReason reason) throws StoredValueException {
        return switch (reason) {
            case FINISH_REASON_COMPLETED -> FinishReason.COMPLETED;
            case FINISH_REASON_RETRIES_EXHAUSTED -> FinishReason.RETRIES_EXHAUSTED;
            case FINISH_REASON_ACKNOWLEDGED -> FinishReason.ACKNOWLEDGED;
            case FINISH_REASON_LEASES_EXHAUSTED -> FinishReason.LEASES_EXHAUSTED;
            case FINISH_REASON_DELETED -> FinishReason.DELETED;
            case FINISH_REASON_EXPIRED -> FinishReason.EXPIRED;
            case FINISH_REASON_PURGED -> FinishReason.PURGED;
            case FINISH_REASON_QUEUE_DELETED -> FinishReason.QUEUE_DELETED;
            case FINISH_REASON_RESET -> FinishReason.RESET;
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new StoredValueException("the reason of the end is missing or unknown");
        };
    }
}
