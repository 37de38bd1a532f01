package io.github.cloudtasks.grpc.v2;

import com.google.protobuf.Descriptors.Descriptor;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.grpc.service.QueueConverter;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2.HttpTarget;
import io.github.cloudtasks.proto.v2.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2.PathOverride;
import io.github.cloudtasks.proto.v2.QueryOverride;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2.RateLimits;
import io.github.cloudtasks.proto.v2.StackdriverLoggingConfig;
import io.github.cloudtasks.proto.v2.UriOverride;
import org.jspecify.annotations.Nullable;

/** A converter of v2 queues. All of them are push queues, and their statistics and lifetimes are not shown. */
public final class V2QueueConverter implements QueueConverter<Queue> {

    @Override
    public Descriptor descriptor() {
        return Queue.getDescriptor();
    }

    @Override
    public Queue toProto(io.github.cloudtasks.model.queue.Queue queue, @Nullable QueueStats stats) {
        Queue.Builder proto = Queue.newBuilder()
                .setName(queue.name().toString())
                .setRateLimits(toProto(queue.rateLimits()))
                .setRetryConfig(V2SettingsConverter.toProto(queue.retryConfig()))
                .setStateValue(EnumConverter.toNumber(queue.state()));
        putTarget(queue.target(), proto);
        if (queue.purgeTime() != null) {
            proto.setPurgeTime(TimeConverter.toProto(queue.purgeTime()));
        }
        if (queue.samplingRatio() != null) {
            proto.setStackdriverLoggingConfig(
                    StackdriverLoggingConfig.newBuilder().setSamplingRatio(queue.samplingRatio()));
        }
        return proto.build();
    }

    @Override
    public NewQueue fromProto(Queue proto) {
        return new NewQueue(
                target(proto),
                fromProto(proto.getRateLimits()),
                V2SettingsConverter.fromProto(proto.getRetryConfig()),
                null,
                null,
                proto.hasStackdriverLoggingConfig()
                        ? proto.getStackdriverLoggingConfig().getSamplingRatio()
                        : null);
    }

    private static void putTarget(Target target, Queue.Builder queue) {
        if (target instanceof PushTarget push) {
            if (push.appEngineRoutingOverride() != null) {
                queue.setAppEngineRoutingOverride(V2SettingsConverter.toProto(push.appEngineRoutingOverride()));
            }
            if (push.httpTarget() != null) {
                queue.setHttpTarget(toProto(push.httpTarget()));
            }
        }
    }

    /** Returns null if the request has neither an override nor an HTTP target. */
    private static @Nullable Target target(Queue queue) {
        if (!queue.hasAppEngineRoutingOverride() && !queue.hasHttpTarget()) {
            return null;
        }
        return new PushTarget(
                queue.hasAppEngineRoutingOverride()
                        ? V2SettingsConverter.fromProto(queue.getAppEngineRoutingOverride())
                        : null,
                queue.hasHttpTarget() ? fromProto(queue.getHttpTarget()) : null);
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
            case Authorization.OidcToken oidc -> proto.setOidcToken(V2SettingsConverter.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(V2SettingsConverter.toProto(oauth));
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
            case OAUTH_TOKEN -> V2SettingsConverter.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> V2SettingsConverter.fromProto(proto.getOidcToken());
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
