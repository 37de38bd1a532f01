package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import org.jspecify.annotations.Nullable;

/** HTTP requests of tasks. */
final class HttpRequestMapping {

    private HttpRequestMapping() {}

    /** The request in an answer, with its body or without. */
    static HttpRequest toProto(Payload.HttpRequest request, boolean withBody) {
        HttpRequest.Builder proto = HttpRequest.newBuilder()
                .setUrl(request.url())
                .setHttpMethodValue(EnumConverter.of(request.httpMethod()))
                .putAllHeaders(request.headers());
        switch (request.authorization()) {
            case Authorization.OidcToken oidc -> proto.setOidcToken(TokenMapping.toProto(oidc));
            case Authorization.OAuthToken oauth -> proto.setOauthToken(TokenMapping.toProto(oauth));
            case null -> {}
        }
        if (withBody) {
            proto.setBody(BytesConverter.toProto(request.body()));
        }
        return proto.build();
    }

    /** The request that a caller asks for. */
    static Payload.HttpRequest fromProto(HttpRequest proto) {
        return new Payload.HttpRequest(
                proto.getUrl(),
                EnumConverter.methodOfTask(proto.getHttpMethodValue()),
                proto.getHeadersMap(),
                BytesConverter.fromProto(proto.getBody()),
                authorization(proto));
    }

    private static @Nullable Authorization authorization(HttpRequest proto) {
        return switch (proto.getAuthorizationHeaderCase()) {
            case OAUTH_TOKEN -> TokenMapping.fromProto(proto.getOauthToken());
            case OIDC_TOKEN -> TokenMapping.fromProto(proto.getOidcToken());
            case AUTHORIZATIONHEADER_NOT_SET -> null;
        };
    }
}
