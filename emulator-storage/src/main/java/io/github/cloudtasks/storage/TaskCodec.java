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
            return TaskDecoder.decode(name, bytes);
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
}
