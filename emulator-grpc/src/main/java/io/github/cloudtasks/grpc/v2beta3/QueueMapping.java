package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.StackdriverLoggingConfig;
import org.jspecify.annotations.Nullable;

/**
 * Queues. An App Engine override and an HTTP target may stand side by side; pull queues have a type and nothing else.
 */
final class QueueMapping {

    private QueueMapping() {}

    /** The queue; with statistics, where there are any to show. */
    static Queue toProto(
            io.github.cloudtasks.model.queue.Queue queue, io.github.cloudtasks.model.queue.@Nullable QueueStats stats) {
        Queue.Builder proto = Queue.newBuilder()
                .setName(queue.name().toString())
                .setRateLimits(toProto(queue.rateLimits()))
                .setRetryConfig(RetryConfigMapping.toProto(queue.retryConfig()))
                .setStateValue(EnumConverter.of(queue.state()))
                .setTaskTtl(TimeConverter.toProto(queue.taskTtl()))
                .setTombstoneTtl(TimeConverter.toProto(queue.tombstoneTtl()));
        putTarget(queue.target(), proto);
        if (queue.purgeTime() != null) {
            proto.setPurgeTime(TimeConverter.toProto(queue.purgeTime()));
        }
        if (queue.samplingRatio() != null) {
            proto.setStackdriverLoggingConfig(
                    StackdriverLoggingConfig.newBuilder().setSamplingRatio(queue.samplingRatio()));
        }
        if (stats != null) {
            proto.setStats(StatsMapping.toProto(stats));
        }
        return proto.build();
    }

    /** The settings that a caller asks for; output-only fields are ignored (recorded). */
    static NewQueue fromProto(Queue proto) {
        return new NewQueue(
                target(proto),
                fromProto(proto.getRateLimits()),
                RetryConfigMapping.fromProto(proto.getRetryConfig()),
                proto.hasTaskTtl() ? TimeConverter.fromProto(proto.getTaskTtl()) : null,
                proto.hasTombstoneTtl() ? TimeConverter.fromProto(proto.getTombstoneTtl()) : null,
                proto.hasStackdriverLoggingConfig()
                        ? proto.getStackdriverLoggingConfig().getSamplingRatio()
                        : null);
    }

    private static void putTarget(Target target, Queue.Builder queue) {
        switch (target) {
            case PullTarget pull -> queue.setType(Queue.Type.PULL);
            case PushTarget push -> {
                queue.setType(Queue.Type.PUSH);
                if (push.appEngineRoutingOverride() != null) {
                    queue.setAppEngineHttpQueue(AppEngineHttpQueue.newBuilder()
                            .setAppEngineRoutingOverride(RoutingMapping.toProto(push.appEngineRoutingOverride())));
                }
                if (push.httpTarget() != null) {
                    queue.setHttpTarget(HttpTargetMapping.toProto(push.httpTarget()));
                }
            }
        }
    }

    /** The target in a request; null where nothing is said of it, neither a type nor an override. */
    private static @Nullable Target target(Queue queue) {
        if (queue.getType() == Queue.Type.PULL) {
            return new PullTarget();
        }
        if (queue.getType() == Queue.Type.TYPE_UNSPECIFIED
                && !queue.hasAppEngineHttpQueue()
                && !queue.hasHttpTarget()) {
            return null;
        }
        AppEngineHttpQueue appEngine = queue.getAppEngineHttpQueue();
        return new PushTarget(
                appEngine.hasAppEngineRoutingOverride()
                        ? RoutingMapping.fromProto(appEngine.getAppEngineRoutingOverride())
                        : null,
                queue.hasHttpTarget() ? HttpTargetMapping.fromProto(queue.getHttpTarget()) : null);
    }

    private static RateLimits toProto(io.github.cloudtasks.model.queue.RateLimits limits) {
        return RateLimits.newBuilder()
                .setMaxDispatchesPerSecond(limits.maxDispatchesPerSecond())
                .setMaxBurstSize(limits.maxBurstSize())
                .setMaxConcurrentDispatches(limits.maxConcurrentDispatches())
                .build();
    }

    private static io.github.cloudtasks.model.queue.RateLimits fromProto(RateLimits proto) {
        return new io.github.cloudtasks.model.queue.RateLimits(
                proto.getMaxDispatchesPerSecond(), proto.getMaxBurstSize(), proto.getMaxConcurrentDispatches());
    }
}
