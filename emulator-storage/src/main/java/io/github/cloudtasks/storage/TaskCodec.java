package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredTask;
import java.time.Instant;

/**
 * Encodes tasks, without their names.
 *
 * <p>Halves of surrogate pairs, which UTF-8 cannot represent and the API rejects, become question marks.
 */
final class TaskCodec {
    private TaskCodec() {}

    static byte[] encode(Task task) {
        return toMessage(task).toByteArray();
    }

    /**
     * Decodes a task.
     *
     * @param name becomes part of the task
     * @throws StoredValueException if the bytes are not a task
     */
    static Task decode(TaskName name, byte[] bytes) throws StoredValueException {
        try {
            return fromMessage(name, MessageCodec.parse(StoredTask.parser(), bytes));
        } catch (StoredValueException e) {
            throw e.in("task " + name);
        }
    }

    static StoredTask toMessage(Task task) {
        Instant createTime = task.createTime();
        StoredTask.Builder message = StoredTask.newBuilder()
                .setSerial(task.serial())
                .setCreateTime(TimeCodec.micros(createTime))
                .setCreateTimeNanos(TimeCodec.nanos(createTime))
                .setScheduleDelay(TimeCodec.delay(createTime, task.scheduleTime()))
                .setScheduleTimeNanos(TimeCodec.nanos(task.scheduleTime()))
                .setDispatchCount(task.dispatchCount())
                .setResponseCount(task.responseCount())
                .setIdIsGenerated(task.idIsGenerated());
        switch (task.payload()) {
            case Payload.HttpRequest http -> message.setHttpRequest(PayloadCodec.encode(http));
            case Payload.AppEngineHttpRequest appEngine ->
                message.setAppEngineHttpRequest(PayloadCodec.encode(appEngine));
            case Payload.PullMessage pull -> message.setPullMessage(PayloadCodec.encode(pull));
        }
        if (task.dispatchDeadline() != null) {
            message.setDispatchDeadline(TimeCodec.encode(task.dispatchDeadline()));
        }
        if (task.retryConfig() != null) {
            message.setRetryConfig(SettingsCodec.encode(task.retryConfig()));
        }
        if (task.firstAttempt() != null) {
            message.setFirstAttempt(AttemptCodec.encode(task.firstAttempt(), createTime));
        }
        if (task.lastAttempt() != null) {
            message.setLastAttempt(AttemptCodec.encode(task.lastAttempt(), createTime));
        }
        return message.build();
    }

    static Task fromMessage(TaskName name, StoredTask message) throws StoredValueException {
        if (!message.hasCreateTime()) {
            throw new StoredValueException("the create time is missing");
        }
        Instant createTime = TimeCodec.decode(message.getCreateTime(), message.getCreateTimeNanos());
        return new Task(
                name,
                message.getSerial(),
                payload(message),
                createTime,
                TimeCodec.decodeAfter(createTime, message.getScheduleDelay(), message.getScheduleTimeNanos()),
                message.hasDispatchDeadline() ? TimeCodec.decode(message.getDispatchDeadline()) : null,
                message.hasRetryConfig() ? SettingsCodec.decode(message.getRetryConfig()) : null,
                message.getDispatchCount(),
                message.getResponseCount(),
                message.hasFirstAttempt() ? AttemptCodec.decode(message.getFirstAttempt(), createTime) : null,
                message.hasLastAttempt() ? AttemptCodec.decode(message.getLastAttempt(), createTime) : null,
                message.getIdIsGenerated());
    }

    private static Payload payload(StoredTask message) throws StoredValueException {
        return switch (message.getPayloadCase()) {
            case HTTP_REQUEST -> PayloadCodec.decode(message.getHttpRequest());
            case APP_ENGINE_HTTP_REQUEST -> PayloadCodec.decode(message.getAppEngineHttpRequest());
            case PULL_MESSAGE -> PayloadCodec.decode(message.getPullMessage());
            case PAYLOAD_NOT_SET -> throw new StoredValueException("the payload is missing or of an unknown kind");
        };
    }
}
