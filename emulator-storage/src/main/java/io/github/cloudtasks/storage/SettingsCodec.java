package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAppEngineRouting;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAuthorization;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpMethod;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredRetryConfig;

/** Encodes the settings that both queues and tasks have. */
final class SettingsCodec {
    private SettingsCodec() {}

    static StoredRetryConfig encode(RetryConfig config) {
        StoredRetryConfig.Builder message = StoredRetryConfig.newBuilder()
                .setMaxAttempts(config.maxAttempts())
                .setMaxDoublings(config.maxDoublings());
        if (config.maxRetryDuration() != null) {
            message.setMaxRetryDuration(TimeCodec.encode(config.maxRetryDuration()));
        }
        if (config.minBackoff() != null) {
            message.setMinBackoff(TimeCodec.encode(config.minBackoff()));
        }
        if (config.maxBackoff() != null) {
            message.setMaxBackoff(TimeCodec.encode(config.maxBackoff()));
        }
        return message.build();
    }

    static RetryConfig decode(StoredRetryConfig message) throws StoredValueException {
        return new RetryConfig(
                message.getMaxAttempts(),
                message.hasMaxRetryDuration() ? TimeCodec.decode(message.getMaxRetryDuration()) : null,
                message.hasMinBackoff() ? TimeCodec.decode(message.getMinBackoff()) : null,
                message.hasMaxBackoff() ? TimeCodec.decode(message.getMaxBackoff()) : null,
                message.getMaxDoublings());
    }

    static StoredAppEngineRouting encode(AppEngineRouting routing) {
        return StoredAppEngineRouting.newBuilder()
                .setService(routing.service())
                .setVersion(routing.version())
                .setInstance(routing.instance())
                .setHost(routing.host())
                .build();
    }

    static AppEngineRouting decode(StoredAppEngineRouting message) {
        return new AppEngineRouting(
                message.getService(), message.getVersion(), message.getInstance(), message.getHost());
    }

    static StoredAuthorization encode(Authorization authorization) {
        StoredAuthorization.Builder message =
                StoredAuthorization.newBuilder().setServiceAccountEmail(authorization.serviceAccountEmail());
        switch (authorization) {
            case Authorization.OidcToken token -> message.setOidcAudience(token.audience());
            case Authorization.OAuthToken token -> message.setOauthScope(token.scope());
        }
        return message.build();
    }

    static Authorization decode(StoredAuthorization message) throws StoredValueException {
        String email = message.getServiceAccountEmail();
        return switch (message.getKindCase()) {
            case OIDC_AUDIENCE -> new Authorization.OidcToken(email, message.getOidcAudience());
            case OAUTH_SCOPE -> new Authorization.OAuthToken(email, message.getOauthScope());
            case KIND_NOT_SET -> throw new StoredValueException("the authorization has no known kind");
        };
    }

    static StoredHttpMethod encode(HttpMethod method) {
        return switch (method) {
            case POST -> StoredHttpMethod.HTTP_METHOD_POST;
            case GET -> StoredHttpMethod.HTTP_METHOD_GET;
            case HEAD -> StoredHttpMethod.HTTP_METHOD_HEAD;
            case PUT -> StoredHttpMethod.HTTP_METHOD_PUT;
            case DELETE -> StoredHttpMethod.HTTP_METHOD_DELETE;
            case PATCH -> StoredHttpMethod.HTTP_METHOD_PATCH;
            case OPTIONS -> StoredHttpMethod.HTTP_METHOD_OPTIONS;
        };
    }

    static HttpMethod decode(StoredHttpMethod method) throws StoredValueException {
        return switch (method) {
            case HTTP_METHOD_POST -> HttpMethod.POST;
            case HTTP_METHOD_GET -> HttpMethod.GET;
            case HTTP_METHOD_HEAD -> HttpMethod.HEAD;
            case HTTP_METHOD_PUT -> HttpMethod.PUT;
            case HTTP_METHOD_DELETE -> HttpMethod.DELETE;
            case HTTP_METHOD_PATCH -> HttpMethod.PATCH;
            case HTTP_METHOD_OPTIONS -> HttpMethod.OPTIONS;
            case HTTP_METHOD_UNSPECIFIED, UNRECOGNIZED ->
                throw new StoredValueException("the HTTP method is missing or unknown");
        };
    }
}
