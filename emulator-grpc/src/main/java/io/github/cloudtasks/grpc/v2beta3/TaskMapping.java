package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.PullMessage;
import io.github.cloudtasks.proto.v2beta3.Task;
import org.jspecify.annotations.Nullable;

/** Tasks. Only the full view shows bodies (documented; recorded for HTTP requests). */
public final class TaskMapping {

    private TaskMapping() {}

    /** The task, as much of it as the view shows. */
    public static Task toProto(io.github.cloudtasks.model.task.Task task, TaskView view) {
        Task.Builder proto = Task.newBuilder()
                .setName(task.name().toString())
                .setScheduleTime(TimeConverter.toProto(task.scheduleTime()))
                .setCreateTime(TimeConverter.toSeconds(task.createTime()))
                .setDispatchCount(task.dispatchCount())
                .setViewValue(view.number());
        putPayload(task.payload(), view.hasBodies(), proto);
        if (task.dispatchDeadline() != null) {
            proto.setDispatchDeadline(TimeConverter.toProto(task.dispatchDeadline()));
        }
        if (task.retryConfig() != null) {
            proto.setRetryConfig(RetryConfigMapping.toProto(task.retryConfig()));
        }
        if (!(task.payload() instanceof Payload.PullMessage)) {
            putAttempts(task, proto);
        }
        return proto.build();
    }

    /** The task that a caller asks for; output-only fields are ignored (inferred). */
    static NewTask fromProto(Task proto) {
        return new NewTask(
                proto.getName(),
                payload(proto),
                proto.hasScheduleTime() ? TimeConverter.fromProto(proto.getScheduleTime()) : null,
                proto.hasDispatchDeadline() ? TimeConverter.fromProto(proto.getDispatchDeadline()) : null,
                proto.hasRetryConfig() ? RetryConfigMapping.fromProto(proto.getRetryConfig()) : null);
    }

    /** Attempts and answers are not calculated for pull tasks (documented). */
    private static void putAttempts(io.github.cloudtasks.model.task.Task task, Task.Builder proto) {
        proto.setResponseCount(task.responseCount());
        if (task.firstAttempt() != null) {
            proto.setFirstAttempt(AttemptMapping.toProto(task.firstAttempt()));
        }
        if (task.lastAttempt() != null) {
            proto.setLastAttempt(AttemptMapping.toProto(task.lastAttempt()));
        }
    }

    private static void putPayload(Payload payload, boolean withBody, Task.Builder task) {
        switch (payload) {
            case Payload.HttpRequest http -> task.setHttpRequest(HttpRequestMapping.toProto(http, withBody));
            case Payload.AppEngineHttpRequest appEngine ->
                task.setAppEngineHttpRequest(AppEngineRequestMapping.toProto(appEngine, withBody));
            case Payload.PullMessage pull -> task.setPullMessage(toProto(pull, withBody));
        }
    }

    private static @Nullable Payload payload(Task task) {
        return switch (task.getPayloadTypeCase()) {
            case HTTP_REQUEST -> HttpRequestMapping.fromProto(task.getHttpRequest());
            case APP_ENGINE_HTTP_REQUEST -> AppEngineRequestMapping.fromProto(task.getAppEngineHttpRequest());
            case PULL_MESSAGE -> fromProto(task.getPullMessage());
            case PAYLOADTYPE_NOT_SET -> null;
        };
    }

    private static PullMessage toProto(Payload.PullMessage message, boolean withBody) {
        PullMessage.Builder proto = PullMessage.newBuilder().setTag(message.tag());
        if (withBody) {
            proto.setPayload(BytesConverter.toProto(message.payload()));
        }
        return proto.build();
    }

    private static Payload.PullMessage fromProto(PullMessage proto) {
        return new Payload.PullMessage(BytesConverter.fromProto(proto.getPayload()), proto.getTag());
    }
}
