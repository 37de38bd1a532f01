package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.proto.v2beta3.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta3.OAuthToken;
import io.github.cloudtasks.proto.v2beta3.OidcToken;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;

/**
 * A converter of the settings that v2beta3 has in tasks and in queues: App Engine routing, tokens and retry
 * configuration.
 */
final class V2beta3SettingsConverter {
    private V2beta3SettingsConverter() {}

    static AppEngineRouting toProto(io.github.cloudtasks.model.AppEngineRouting routing) {
        return AppEngineRouting.newBuilder()
                .setService(routing.service())
                .setVersion(routing.version())
                .setInstance(routing.instance())
                .setHost(routing.host())
                .build();
    }

    /** Ignores the host, which is output only (documented). */
    static io.github.cloudtasks.model.AppEngineRouting fromProto(AppEngineRouting proto) {
        return new io.github.cloudtasks.model.AppEngineRouting(
                proto.getService(), proto.getVersion(), proto.getInstance(), "");
    }

    static OidcToken toProto(Authorization.OidcToken token) {
        return OidcToken.newBuilder()
                .setServiceAccountEmail(token.serviceAccountEmail())
                .setAudience(token.audience())
                .build();
    }

    static Authorization.OidcToken fromProto(OidcToken proto) {
        return new Authorization.OidcToken(proto.getServiceAccountEmail(), proto.getAudience());
    }

    static OAuthToken toProto(Authorization.OAuthToken token) {
        return OAuthToken.newBuilder()
                .setServiceAccountEmail(token.serviceAccountEmail())
                .setScope(token.scope())
                .build();
    }

    static Authorization.OAuthToken fromProto(OAuthToken proto) {
        return new Authorization.OAuthToken(proto.getServiceAccountEmail(), proto.getScope());
    }

    /** Unlimited attempts are -1. */
    static RetryConfig toProto(io.github.cloudtasks.model.RetryConfig config) {
        RetryConfig.Builder proto =
                RetryConfig.newBuilder().setMaxAttempts(config.maxAttempts()).setMaxDoublings(config.maxDoublings());
        if (config.maxRetryDuration() != null) {
            proto.setMaxRetryDuration(TimeConverter.toProto(config.maxRetryDuration()));
        }
        if (config.minBackoff() != null) {
            proto.setMinBackoff(TimeConverter.toProto(config.minBackoff()));
        }
        if (config.maxBackoff() != null) {
            proto.setMaxBackoff(TimeConverter.toProto(config.maxBackoff()));
        }
        return proto.build();
    }

    static io.github.cloudtasks.model.RetryConfig fromProto(RetryConfig proto) {
        return new io.github.cloudtasks.model.RetryConfig(
                proto.getMaxAttempts(),
                proto.hasMaxRetryDuration() ? TimeConverter.fromProto(proto.getMaxRetryDuration()) : null,
                proto.hasMinBackoff() ? TimeConverter.fromProto(proto.getMinBackoff()) : null,
                proto.hasMaxBackoff() ? TimeConverter.fromProto(proto.getMaxBackoff()) : null,
                proto.getMaxDoublings());
    }
}
