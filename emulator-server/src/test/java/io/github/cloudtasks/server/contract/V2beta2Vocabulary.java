package io.github.cloudtasks.server.contract;

import com.google.protobuf.Message;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import io.github.cloudtasks.proto.v2beta3.Attempt;
import io.github.cloudtasks.proto.v2beta3.Queue.Type;

/** The message differences of v2beta2: older names, one of three targets, and attempts within a status. */
final class V2beta2Vocabulary {
    private static final MessageTranslation PARTS = MessageTranslation.PLAIN
            .with(
                    io.github.cloudtasks.proto.v2beta3.RateLimits.getDefaultInstance(),
                    RateLimits.getDefaultInstance(),
                    rates -> RateLimits.newBuilder()
                            .setMaxTasksDispatchedPerSecond(rates.getMaxDispatchesPerSecond())
                            .setMaxBurstSize(rates.getMaxBurstSize())
                            .setMaxConcurrentTasks(rates.getMaxConcurrentDispatches())
                            .build(),
                    rates -> io.github.cloudtasks.proto.v2beta3.RateLimits.newBuilder()
                            .setMaxDispatchesPerSecond(rates.getMaxTasksDispatchedPerSecond())
                            .setMaxBurstSize(rates.getMaxBurstSize())
                            .setMaxConcurrentDispatches(rates.getMaxConcurrentTasks())
                            .build())
            .with(
                    io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance(),
                    RetryConfig.getDefaultInstance(),
                    V2beta2Vocabulary::toVersion,
                    V2beta2Vocabulary::fromVersion)
            .with(
                    io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance(),
                    AppEngineHttpRequest.getDefaultInstance(),
                    V2beta2Vocabulary::toVersion,
                    V2beta2Vocabulary::fromVersion);

    static final MessageTranslation TRANSLATION = PARTS.with(
                    io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance(),
                    Queue.getDefaultInstance(),
                    V2beta2Vocabulary::toVersion,
                    V2beta2Vocabulary::fromVersion)
            .with(
                    io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance(),
                    Task.getDefaultInstance(),
                    task -> like(task, Task.getDefaultInstance()),
                    V2beta2Vocabulary::fromVersion);

    private V2beta2Vocabulary() {}

    private static RetryConfig toVersion(io.github.cloudtasks.proto.v2beta3.RetryConfig config) {
        RetryConfig.Builder translated =
                MessageTranslation.PLAIN.between(config, RetryConfig.getDefaultInstance()).apply(config).toBuilder();
        return config.getMaxAttempts() == -1
                ? translated.setUnlimitedAttempts(true).build()
                : translated.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.RetryConfig fromVersion(RetryConfig config) {
        io.github.cloudtasks.proto.v2beta3.RetryConfig.Builder translated = MessageTranslation.PLAIN
                .between(config, io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance())
                .apply(config)
                .toBuilder();
        return config.getUnlimitedAttempts() ? translated.setMaxAttempts(-1).build() : translated.build();
    }

    private static AppEngineHttpRequest toVersion(io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest request) {
        return MessageTranslation.PLAIN
                .between(request, AppEngineHttpRequest.getDefaultInstance())
                .apply(request)
                .toBuilder()
                .setRelativeUrl(request.getRelativeUri())
                .setPayload(request.getBody())
                .build();
    }

    private static io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest fromVersion(AppEngineHttpRequest request) {
        return MessageTranslation.PLAIN
                .between(request, io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance())
                .apply(request)
                .toBuilder()
                .setRelativeUri(request.getRelativeUrl())
                .setBody(request.getPayload())
                .build();
    }

    private static Queue toVersion(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue.Builder translated = like(queue, Queue.getDefaultInstance()).toBuilder();
        if (queue.getType() == Type.PULL) {
            translated.setPullTarget(PullTarget.getDefaultInstance());
        } else if (queue.getType() == Type.PUSH && !queue.hasHttpTarget()) {
            translated.setAppEngineHttpTarget(
                    like(queue.getAppEngineHttpQueue(), AppEngineHttpTarget.getDefaultInstance()));
        }
        return translated.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue fromVersion(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder translated =
                like(queue, io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance()).toBuilder();
        switch (queue.getTargetTypeCase()) {
            case PULL_TARGET -> translated.setType(Type.PULL);
            case HTTP_TARGET -> translated.setType(Type.PUSH);
            case APP_ENGINE_HTTP_TARGET ->
                translated
                        .setType(Type.PUSH)
                        .setAppEngineHttpQueue(
                                like(queue.getAppEngineHttpTarget(), AppEngineHttpQueue.getDefaultInstance()));
            case TARGETTYPE_NOT_SET -> {}
        }
        return translated.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Task fromVersion(Task task) {
        io.github.cloudtasks.proto.v2beta3.Task.Builder translated =
                like(task, io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance()).toBuilder()
                        .setDispatchCount(task.getStatus().getAttemptDispatchCount())
                        .setResponseCount(task.getStatus().getAttemptResponseCount());
        if (task.getStatus().hasFirstAttemptStatus()) {
            translated.setFirstAttempt(attempt(task.getStatus().getFirstAttemptStatus()));
        }
        if (task.getStatus().hasLastAttemptStatus()) {
            translated.setLastAttempt(attempt(task.getStatus().getLastAttemptStatus()));
        }
        return translated.build();
    }

    private static Attempt attempt(AttemptStatus status) {
        return like(status, Attempt.getDefaultInstance());
    }

    /** Translates field by field, with rules for the nested messages. */
    private static <A extends Message, B extends Message> B like(A message, B type) {
        return PARTS.between(message, type).apply(message);
    }
}
