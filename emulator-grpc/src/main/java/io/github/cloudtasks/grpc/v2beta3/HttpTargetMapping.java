package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.proto.v2beta3.HttpTarget;
import io.github.cloudtasks.proto.v2beta3.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2beta3.PathOverride;
import io.github.cloudtasks.proto.v2beta3.QueryOverride;
import io.github.cloudtasks.proto.v2beta3.UriOverride;
import org.jspecify.annotations.Nullable;

/** HTTP targets of queues. What is present but empty stays so: it clears a part of the task's URL (documented). */
final class HttpTargetMapping {

    private HttpTargetMapping() {}

    /** The target in an answer. */
    static HttpTarget toProto(io.github.cloudtasks.model.queue.HttpTarget target) {
        HttpTarget.Builder proto = HttpTarget.newBuilder();
        if (target.uriOverride() != null) {
            proto.setUriOverride(toProto(target.uriOverride()));
        }
        if (target.httpMethod() != null) {
            proto.setHttpMethodValue(EnumConverter.of(target.httpMethod()));
        }
        for (Header header : target.headerOverrides()) {
            proto.addHeaderOverridesBuilder()
                    .getHeaderBuilder()
                    .setKey(header.key())
                    .setValue(header.value());
        }
        switch (target.authorization()) {
            case Authorization.OidcToken oidc -> proto.setOidcToken(TokenMapping.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(TokenMapping.toProto(oauth));
            case null -> {}
        }
        return proto.build();
    }

    /** The target in a request; an override without a header is dropped (recorded). */
    static io.github.cloudtasks.model.queue.HttpTarget fromProto(HttpTarget proto) {
        return new io.github.cloudtasks.model.queue.HttpTarget(
                proto.hasUriOverride() ? fromProto(proto.getUriOverride()) : null,
                EnumConverter.methodOfQueue(proto.getHttpMethodValue()),
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
            case OAUTH_TOKEN -> TokenMapping.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> TokenMapping.fromProto(proto.getOidcToken());
            case AUTHORIZATIONHEADER_NOT_SET -> null;
        };
    }

    private static UriOverride toProto(io.github.cloudtasks.model.queue.UriOverride override) {
        UriOverride.Builder proto =
                UriOverride.newBuilder().setUriOverrideEnforceModeValue(EnumConverter.of(override.enforceMode()));
        if (override.scheme() != null) {
            proto.setSchemeValue(EnumConverter.of(override.scheme()));
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
