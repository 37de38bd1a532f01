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

/** v2beta2 as a client writes and reads it: older names, one of three targets, and attempts in a status. */
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
                    V2beta2Vocabulary::spoken,
                    V2beta2Vocabulary::heard)
            .with(
                    io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance(),
                    AppEngineHttpRequest.getDefaultInstance(),
                    V2beta2Vocabulary::spoken,
                    V2beta2Vocabulary::heard);

    static final MessageTranslation TRANSLATION = PARTS.with(
                    io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance(),
                    Queue.getDefaultInstance(),
                    V2beta2Vocabulary::spoken,
                    V2beta2Vocabulary::heard)
            .with(
                    io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance(),
                    Task.getDefaultInstance(),
                    task -> like(task, Task.getDefaultInstance()),
                    V2beta2Vocabulary::heard);

    private V2beta2Vocabulary() {}

    private static RetryConfig spoken(io.github.cloudtasks.proto.v2beta3.RetryConfig config) {
        RetryConfig.Builder spoken =
                MessageTranslation.PLAIN.between(config, RetryConfig.getDefaultInstance()).apply(config).toBuilder();
        return config.getMaxAttempts() == -1 ? spoken.setUnlimitedAttempts(true).build() : spoken.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.RetryConfig heard(RetryConfig config) {
        io.github.cloudtasks.proto.v2beta3.RetryConfig.Builder heard = MessageTranslation.PLAIN
                .between(config, io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance())
                .apply(config)
                .toBuilder();
        return config.getUnlimitedAttempts() ? heard.setMaxAttempts(-1).build() : heard.build();
    }

    private static AppEngineHttpRequest spoken(io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest request) {
        return MessageTranslation.PLAIN
                .between(request, AppEngineHttpRequest.getDefaultInstance())
                .apply(request)
                .toBuilder()
                .setRelativeUrl(request.getRelativeUri())
                .setPayload(request.getBody())
                .build();
    }

    private static io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest heard(AppEngineHttpRequest request) {
        return MessageTranslation.PLAIN
                .between(request, io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance())
                .apply(request)
                .toBuilder()
                .setRelativeUri(request.getRelativeUrl())
                .setBody(request.getPayload())
                .build();
    }

    private static Queue spoken(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue.Builder spoken = like(queue, Queue.getDefaultInstance()).toBuilder();
        if (queue.getType() == Type.PULL) {
            spoken.setPullTarget(PullTarget.getDefaultInstance());
        } else if (queue.getType() == Type.PUSH && !queue.hasHttpTarget()) {
            spoken.setAppEngineHttpTarget(
                    like(queue.getAppEngineHttpQueue(), AppEngineHttpTarget.getDefaultInstance()));
        }
        return spoken.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue heard(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder heard =
                like(queue, io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance()).toBuilder();
        switch (queue.getTargetTypeCase()) {
            case PULL_TARGET -> heard.setType(Type.PULL);
            case HTTP_TARGET -> heard.setType(Type.PUSH);
            case APP_ENGINE_HTTP_TARGET ->
                heard.setType(Type.PUSH)
                        .setAppEngineHttpQueue(
                                like(queue.getAppEngineHttpTarget(), AppEngineHttpQueue.getDefaultInstance()));
            case TARGETTYPE_NOT_SET -> {}
        }
        return heard.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Task heard(Task task) {
        io.github.cloudtasks.proto.v2beta3.Task.Builder heard =
                like(task, io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance()).toBuilder()
                        .setDispatchCount(task.getStatus().getAttemptDispatchCount())
                        .setResponseCount(task.getStatus().getAttemptResponseCount());
        if (task.getStatus().hasFirstAttemptStatus()) {
            heard.setFirstAttempt(attempt(task.getStatus().getFirstAttemptStatus()));
        }
        if (task.getStatus().hasLastAttemptStatus()) {
            heard.setLastAttempt(attempt(task.getStatus().getLastAttemptStatus()));
        }
        return heard.build();
    }

    private static Attempt attempt(AttemptStatus status) {
        return like(status, Attempt.getDefaultInstance());
    }

    /** Field by field, with the rules for the parts. */
    private static <A extends Message, B extends Message> B like(A message, B type) {
        return PARTS.between(message, type).apply(message);
    }
}
