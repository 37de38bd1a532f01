package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.grpc.service.OutcomeConverter;
import io.github.cloudtasks.grpc.service.TaskConverter;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;
import org.jspecify.annotations.Nullable;

/** A converter of v2beta2 tasks. Attempts are part of a status, and there is no dispatch deadline (documented). */
public final class V2beta2TaskConverter implements TaskConverter<Task> {

    @Override
    public Task toProto(io.github.cloudtasks.model.task.Task task, TaskView view) {
        Task.Builder proto = Task.newBuilder()
                .setName(task.name().toString())
                .setScheduleTime(TimeConverter.toProto(task.scheduleTime()))
                .setCreateTime(TimeConverter.toWholeSeconds(task.createTime()))
                .setStatus(status(task))
                .setViewValue(view.number());
        putPayload(task.payload(), view.hasBodies(), proto);
        if (task.retryConfig() != null) {
            proto.setRetryConfig(V2beta2SettingsConverter.toProto(task.retryConfig()));
        }
        return proto.build();
    }

    @Override
    public NewTask fromProto(Task proto) {
        return new NewTask(
                proto.getName(),
                payload(proto),
                proto.hasScheduleTime() ? TimeConverter.fromProto(proto.getScheduleTime()) : null,
                null,
                proto.hasRetryConfig() ? V2beta2SettingsConverter.fromProto(proto.getRetryConfig()) : null);
    }

    private static void putPayload(Payload payload, boolean withBody, Task.Builder proto) {
        switch (payload) {
            case Payload.HttpRequest http -> proto.setHttpRequest(toProto(http, withBody));
            case Payload.AppEngineHttpRequest appEngine -> proto.setAppEngineHttpRequest(toProto(appEngine, withBody));
            case Payload.PullMessage pull -> proto.setPullMessage(toProto(pull, withBody));
        }
    }

    private static @Nullable Payload payload(Task proto) {
        return switch (proto.getPayloadTypeCase()) {
            case HTTP_REQUEST -> fromProto(proto.getHttpRequest());
            case APP_ENGINE_HTTP_REQUEST -> fromProto(proto.getAppEngineHttpRequest());
            case PULL_MESSAGE -> fromProto(proto.getPullMessage());
            case PAYLOADTYPE_NOT_SET -> null;
        };
    }

    private static TaskStatus status(io.github.cloudtasks.model.task.Task task) {
        TaskStatus.Builder status = TaskStatus.newBuilder().setAttemptDispatchCount(task.dispatchCount());
        if (!(task.payload() instanceof Payload.PullMessage)) {
            putAttempts(task, status);
        }
        return status.build();
    }

    /** Attempts and responses of pull tasks are not calculated (documented). */
    private static void putAttempts(io.github.cloudtasks.model.task.Task task, TaskStatus.Builder status) {
        status.setAttemptResponseCount(task.responseCount());
        if (task.firstAttempt() != null) {
            status.setFirstAttemptStatus(toProto(task.firstAttempt()));
        }
        if (task.lastAttempt() != null) {
            status.setLastAttemptStatus(toProto(task.lastAttempt()));
        }
    }

    /** Returns an attempt. The parts that have not happened yet are absent. */
    private static AttemptStatus toProto(io.github.cloudtasks.model.task.Attempt attempt) {
        AttemptStatus.Builder proto = AttemptStatus.newBuilder();
        if (attempt.scheduleTime() != null) {
            proto.setScheduleTime(TimeConverter.toProto(attempt.scheduleTime()));
        }
        if (attempt.dispatchTime() != null) {
            proto.setDispatchTime(TimeConverter.toProto(attempt.dispatchTime()));
        }
        if (attempt.responseTime() != null) {
            proto.setResponseTime(TimeConverter.toProto(attempt.responseTime()));
        }
        if (attempt.outcome() != null) {
            proto.setResponseStatus(OutcomeConverter.toProto(attempt.outcome()));
        }
        return proto.build();
    }

    private static HttpRequest toProto(Payload.HttpRequest request, boolean withBody) {
        HttpRequest.Builder proto = HttpRequest.newBuilder()
                .setUrl(request.url())
                .setHttpMethodValue(EnumConverter.toNumber(request.httpMethod()));
        request.headers().forEach(proto::putHeaders);
        switch (request.authorization()) {
            case Authorization.OidcToken oidc -> proto.setOidcToken(V2beta2SettingsConverter.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(V2beta2SettingsConverter.toProto(oauth));
            case null -> {}
        }
        if (withBody) {
            proto.setBody(BytesConverter.toProto(request.body()));
        }
        return proto.build();
    }

    private static Payload.HttpRequest fromProto(HttpRequest proto) {
        return new Payload.HttpRequest(
                proto.getUrl(),
                EnumConverter.taskMethod(proto.getHttpMethodValue()),
                proto.getHeadersMap(),
                BytesConverter.fromProto(proto.getBody()),
                authorization(proto));
    }

    private static @Nullable Authorization authorization(HttpRequest proto) {
        return switch (proto.getAuthorizationHeaderCase()) {
            case OAUTH_TOKEN -> V2beta2SettingsConverter.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> V2beta2SettingsConverter.fromProto(proto.getOidcToken());
            case AUTHORIZATIONHEADER_NOT_SET -> null;
        };
    }

    private static AppEngineHttpRequest toProto(Payload.AppEngineHttpRequest request, boolean withBody) {
        AppEngineHttpRequest.Builder proto = AppEngineHttpRequest.newBuilder()
                .setHttpMethodValue(EnumConverter.toNumber(request.httpMethod()))
                .setRelativeUrl(request.relativeUri());
        request.headers().forEach(proto::putHeaders);
        if (request.appEngineRouting() != null) {
            proto.setAppEngineRouting(V2beta2SettingsConverter.toProto(request.appEngineRouting()));
        }
        if (withBody) {
            proto.setPayload(BytesConverter.toProto(request.body()));
        }
        return proto.build();
    }

    private static Payload.AppEngineHttpRequest fromProto(AppEngineHttpRequest proto) {
        return new Payload.AppEngineHttpRequest(
                EnumConverter.taskMethod(proto.getHttpMethodValue()),
                proto.hasAppEngineRouting() ? V2beta2SettingsConverter.fromProto(proto.getAppEngineRouting()) : null,
                proto.getRelativeUrl(),
                proto.getHeadersMap(),
                BytesConverter.fromProto(proto.getPayload()));
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
