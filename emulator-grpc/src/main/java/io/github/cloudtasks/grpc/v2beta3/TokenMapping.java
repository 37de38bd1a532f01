package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.proto.v2beta3.OAuthToken;
import io.github.cloudtasks.proto.v2beta3.OidcToken;

/** Tokens for targets. */
final class TokenMapping {

    private TokenMapping() {}

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
}
