package io.github.cloudtasks.grpc.v2beta2;

import com.google.protobuf.Descriptors.Descriptor;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.grpc.service.QueueConverter;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2beta2.PathOverride;
import io.github.cloudtasks.proto.v2beta2.QueryOverride;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Queue.TargetTypeCase;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import org.jspecify.annotations.Nullable;

/**
 * A converter of v2beta2 queues, which have one of three targets. A push queue with an HTTP target shows it; any other
 * push queue shows an App Engine target.
 */
public final class V2beta2QueueConverter implements QueueConverter<Queue> {

    @Override
    public Descriptor descriptor() {
        return Queue.getDescriptor();
    }

    @Override
    public Queue toProto(io.github.cloudtasks.model.queue.Queue queue, @Nullable QueueStats stats) {
        Queue.Builder proto = Queue.newBuilder()
                .setName(queue.name().toString())
                .setRateLimits(toProto(queue.rateLimits()))
                .setRetryConfig(V2beta2SettingsConverter.toProto(queue.retryConfig()))
                .setStateValue(EnumConverter.toNumber(queue.state()))
                .setTaskTtl(TimeConverter.toProto(queue.taskTtl()))
                .setTombstoneTtl(TimeConverter.toProto(queue.tombstoneTtl()));
        putTarget(queue.target(), proto);
        if (queue.purgeTime() != null) {
            proto.setPurgeTime(TimeConverter.toProto(queue.purgeTime()));
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
                V2beta2SettingsConverter.fromProto(proto.getRetryConfig()),
                proto.hasTaskTtl() ? TimeConverter.fromProto(proto.getTaskTtl()) : null,
                proto.hasTombstoneTtl() ? TimeConverter.fromProto(proto.getTombstoneTtl()) : null,
                null);
    }

    @Override
    public String ratePath() {
        return "rate_limits.max_tasks_dispatched_per_second";
    }

    /** Returns true: "If empty, then all fields will be updated" (documented). */
    @Override
    public boolean emptyMaskIsAll() {
        return true;
    }

    /** Keeps the kind of the target, which is immutable: clearing the target empties it (documented). */
    @Override
    public Queue afterMask(Queue merged, Queue before) {
        return merged.getTargetTypeCase() == TargetTypeCase.TARGETTYPE_NOT_SET
                ? withEmptyTarget(before.getTargetTypeCase(), merged)
                : merged;
    }

    /**
     * Keeps the target if the request has none. Also keeps what only other versions show: the sampling ratio, and an
     * App Engine override beside an HTTP target.
     */
    @Override
    public NewQueue updated(NewQueue requested, io.github.cloudtasks.model.queue.Queue current) {
        return new NewQueue(
                keepingOverride(requested.target(), current.target()),
                requested.rateLimits(),
                requested.retryConfig(),
                requested.taskTtl(),
                requested.tombstoneTtl(),
                current.samplingRatio());
    }

    private static void putTarget(Target target, Queue.Builder queue) {
        switch (target) {
            case PullTarget pull ->
                queue.setPullTarget(io.github.cloudtasks.proto.v2beta2.PullTarget.getDefaultInstance());
            case PushTarget push when push.httpTarget() != null -> queue.setHttpTarget(toProto(push.httpTarget()));
            case PushTarget push
            when push.appEngineRoutingOverride() != null ->
                queue.setAppEngineHttpTarget(AppEngineHttpTarget.newBuilder()
                        .setAppEngineRoutingOverride(
                                V2beta2SettingsConverter.toProto(push.appEngineRoutingOverride())));
            case PushTarget push -> queue.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance());
        }
    }

    /** Returns null if the request has no target. */
    private static @Nullable Target target(Queue queue) {
        return switch (queue.getTargetTypeCase()) {
            case PULL_TARGET -> new PullTarget();
            case HTTP_TARGET -> new PushTarget(null, fromProto(queue.getHttpTarget()));
            case APP_ENGINE_HTTP_TARGET -> appEngineTarget(queue.getAppEngineHttpTarget());
            case TARGETTYPE_NOT_SET -> null;
        };
    }

    private static PushTarget appEngineTarget(AppEngineHttpTarget proto) {
        return new PushTarget(
                proto.hasAppEngineRoutingOverride()
                        ? V2beta2SettingsConverter.fromProto(proto.getAppEngineRoutingOverride())
                        : null,
                null);
    }

    private static Queue withEmptyTarget(TargetTypeCase kind, Queue queue) {
        Queue.Builder emptied = queue.toBuilder();
        switch (kind) {
            case APP_ENGINE_HTTP_TARGET -> emptied.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance());
            case HTTP_TARGET -> emptied.setHttpTarget(HttpTarget.getDefaultInstance());
            case PULL_TARGET ->
                emptied.setPullTarget(io.github.cloudtasks.proto.v2beta2.PullTarget.getDefaultInstance());
            case TARGETTYPE_NOT_SET -> {}
        }
        return emptied.build();
    }

    private static @Nullable Target keepingOverride(@Nullable Target requested, Target current) {
        if (requested instanceof PushTarget after
                && after.httpTarget() != null
                && current instanceof PushTarget before
                && before.httpTarget() != null) {
            return new PushTarget(before.appEngineRoutingOverride(), after.httpTarget());
        }
        return requested;
    }

    private static RateLimits toProto(io.github.cloudtasks.model.queue.RateLimits limits) {
        return RateLimits.newBuilder()
                .setMaxTasksDispatchedPerSecond(limits.maxDispatchesPerSecond())
                .setMaxBurstSize(limits.maxBurstSize())
                .setMaxConcurrentTasks(limits.maxConcurrentDispatches())
                .build();
    }

    private static io.github.cloudtasks.model.queue.RateLimits fromProto(RateLimits proto) {
        return new io.github.cloudtasks.model.queue.RateLimits(
                proto.getMaxTasksDispatchedPerSecond(), proto.getMaxBurstSize(), proto.getMaxConcurrentTasks());
    }

    private static io.github.cloudtasks.proto.v2beta2.QueueStats toProto(QueueStats stats) {
        io.github.cloudtasks.proto.v2beta2.QueueStats.Builder proto =
                io.github.cloudtasks.proto.v2beta2.QueueStats.newBuilder()
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
            case Authorization.OidcToken oidc -> proto.setOidcToken(V2beta2SettingsConverter.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(V2beta2SettingsConverter.toProto(oauth));
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
            case OAUTH_TOKEN -> V2beta2SettingsConverter.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> V2beta2SettingsConverter.fromProto(proto.getOidcToken());
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
