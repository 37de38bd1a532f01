package io.github.cloudtasks.grpc.v2beta3;

import com.google.protobuf.Descriptors.Descriptor;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.grpc.service.QueueConverter;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import io.github.cloudtasks.proto.v2beta3.HttpTarget;
import io.github.cloudtasks.proto.v2beta3.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2beta3.PathOverride;
import io.github.cloudtasks.proto.v2beta3.QueryOverride;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.StackdriverLoggingConfig;
import io.github.cloudtasks.proto.v2beta3.UriOverride;
import org.jspecify.annotations.Nullable;

/**
 * A converter of v2beta3 queues. A push queue may have an App Engine override and an HTTP target; a pull queue has only
 * a type.
 */
public final class V2beta3QueueConverter implements QueueConverter<Queue> {

    @Override
    public Descriptor descriptor() {
        return Queue.getDescriptor();
    }

    @Override
    public Queue toProto(io.github.cloudtasks.model.queue.Queue queue, @Nullable QueueStats stats) {
        Queue.Builder proto = Queue.newBuilder()
                .setName(queue.name().toString())
                .setRateLimits(toProto(queue.rateLimits()))
                .setRetryConfig(V2beta3SettingsConverter.toProto(queue.retryConfig()))
                .setStateValue(EnumConverter.toNumber(queue.state()))
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
            proto.setStats(toProto(stats));
        }
        return proto.build();
    }

    @Override
    public NewQueue fromProto(Queue proto) {
        return new NewQueue(
                target(proto),
                fromProto(proto.getRateLimits()),
                V2beta3SettingsConverter.fromProto(proto.getRetryConfig()),
                proto.hasTaskTtl() ? TimeConverter.fromProto(proto.getTaskTtl()) : null,
                proto.hasTombstoneTtl() ? TimeConverter.fromProto(proto.getTombstoneTtl()) : null,
                proto.hasStackdriverLoggingConfig()
                        ? proto.getStackdriverLoggingConfig().getSamplingRatio()
                        : null);
    }

    /** Rejects push settings of a pull queue, as v2beta2 does (documented there). The messages are inferred. */
    @Override
    public void checkPullQueue(Queue proto) {
        if (proto.getType() == Queue.Type.PULL) {
            checkNotOnPullQueue(proto.hasHttpTarget(), "http_target");
            checkNotOnPullQueue(proto.hasAppEngineHttpQueue(), "app_engine_http_queue");
        }
    }

    private static void putTarget(Target target, Queue.Builder queue) {
        switch (target) {
            case PullTarget pull -> queue.setType(Queue.Type.PULL);
            case PushTarget push -> {
                queue.setType(Queue.Type.PUSH);
                if (push.appEngineRoutingOverride() != null) {
                    queue.setAppEngineHttpQueue(AppEngineHttpQueue.newBuilder()
                            .setAppEngineRoutingOverride(
                                    V2beta3SettingsConverter.toProto(push.appEngineRoutingOverride())));
                }
                if (push.httpTarget() != null) {
                    queue.setHttpTarget(toProto(push.httpTarget()));
                }
            }
        }
    }

    /** Returns null if the request has neither a type, an override nor an HTTP target. */
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
                        ? V2beta3SettingsConverter.fromProto(appEngine.getAppEngineRoutingOverride())
                        : null,
                queue.hasHttpTarget() ? fromProto(queue.getHttpTarget()) : null);
    }

    private static void checkNotOnPullQueue(boolean isSet, String field) {
        if (isSet) {
            throw ApiException.invalidArgument("Queue." + field + " cannot be set on a pull queue.")
                    .withFields(field);
        }
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

    private static io.github.cloudtasks.proto.v2beta3.QueueStats toProto(QueueStats stats) {
        io.github.cloudtasks.proto.v2beta3.QueueStats.Builder proto =
                io.github.cloudtasks.proto.v2beta3.QueueStats.newBuilder()
                        .setTasksCount(stats.tasksCount())
                        .setExecutedLastMinuteCount(stats.executedLastMinuteCount())
                        .setConcurrentDispatchesCount(stats.concurrentDispatchesCount())
                        .setEffectiveExecutionRate(stats.effectiveExecutionRate());
        if (stats.oldestEstimatedArrivalTime() != null) {
            proto.setOldestEstimatedArrivalTime(TimeConverter.toProto(stats.oldestEstimatedArrivalTime()));
        }
        return proto.build();
    }

    static HttpTarget toProto(io.github.cloudtasks.model.queue.HttpTarget target) {
        HttpTarget.Builder proto = HttpTarget.newBuilder();
        if (target.uriOverride() != null) {
            proto.setUriOverride(toProto(target.uriOverride()));
        }
        if (target.httpMethod() != null) {
            proto.setHttpMethodValue(EnumConverter.toNumber(target.httpMethod()));
        }
        for (Header header : target.headerOverrides()) {
            proto.addHeaderOverridesBuilder()
                    .getHeaderBuilder()
                    .setKey(header.key())
                    .setValue(header.value());
        }
        switch (target.authorization()) {
            case Authorization.OidcToken oidc -> proto.setOidcToken(V2beta3SettingsConverter.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(V2beta3SettingsConverter.toProto(oauth));
            case null -> {}
        }
        return proto.build();
    }

    /** Drops an override without a header (recorded). */
    static io.github.cloudtasks.model.queue.HttpTarget fromProto(HttpTarget proto) {
        return new io.github.cloudtasks.model.queue.HttpTarget(
                proto.hasUriOverride() ? fromProto(proto.getUriOverride()) : null,
                EnumConverter.queueMethod(proto.getHttpMethodValue()),
                proto.getHeaderOverridesList().stream()
                        .filter(HeaderOverride::hasHeader)
                        .map(override -> new Header(
                                override.getHeader().getKey(),
                                override.getHeader().getValue()))
                        .toList(),
                authorization(proto));
    }

    private static @Nullable Authorization authorization(HttpTarget proto) {
        return switch (proto.getAuthorizationHeaderCase()) {
            case OAUTH_TOKEN -> V2beta3SettingsConverter.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> V2beta3SettingsConverter.fromProto(proto.getOidcToken());
            case AUTHORIZATIONHEADER_NOT_SET -> null;
        };
    }

    private static UriOverride toProto(io.github.cloudtasks.model.queue.UriOverride override) {
        UriOverride.Builder proto =
                UriOverride.newBuilder().setUriOverrideEnforceModeValue(EnumConverter.toNumber(override.enforceMode()));
        if (override.scheme() != null) {
            proto.setSchemeValue(EnumConverter.toNumber(override.scheme()));
        }
        if (override.host() != null) {
            proto.setHost(override.host());
        }
        if (override.port() != null) {
            proto.setPort(override.port());
        }
        if (override.path() != null) {
            proto.setPathOverride(PathOverride.newBuilder().setPath(override.path()));
        }
        if (override.query() != null) {
            proto.setQueryOverride(QueryOverride.newBuilder().setQueryParams(override.query()));
        }
        return proto.build();
    }

    private static io.github.cloudtasks.model.queue.UriOverride fromProto(UriOverride proto) {
        return new io.github.cloudtasks.model.queue.UriOverride(
                proto.hasScheme() ? EnumConverter.scheme(proto.getSchemeValue()) : null,
                proto.hasHost() ? proto.getHost() : null,
                proto.hasPort() ? proto.getPort() : null,
                proto.hasPathOverride() ? proto.getPathOverride().getPath() : null,
                proto.hasQueryOverride() ? proto.getQueryOverride().getQueryParams() : null,
                EnumConverter.enforceMode(proto.getUriOverrideEnforceModeValue()));
    }
}
