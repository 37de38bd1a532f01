package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.rest.routing.SystemParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The token endpoints: {@code POST /token} of oauth2.googleapis.com, {@code POST /v1/token} of sts.googleapis.com, and
 * the methods of iamcredentials.googleapis.com. They accept any account and any secret. Thread-safe.
 */
public final class TokenRoutes {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    private static final String GRANT_TYPE = "grant_type";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

    private final LocalAccount account;
    private final TokenFactory tokens;
    private final ResponseWriter writer;

    private TokenRoutes(LocalAccount account, TokenFactory tokens, ResponseWriter writer) {
        this.account = account;
        this.tokens = tokens;
        this.writer = writer;
    }

    /** A token endpoint. */
    @FunctionalInterface
    private interface TokenEndpoint {
        ObjectNode respond(OAuthParameters parameters) throws OAuthException;
    }

    /**
     * Returns the routes of the token endpoints.
     *
     * @param account the account of tokens for users and for other identity providers
     * @param tokens creates ID tokens
     */
    public static List<Route> of(LocalAccount account, TokenFactory tokens, ResponseWriter writer) {
        TokenRoutes routes = new TokenRoutes(account, tokens, writer);
        List<Route> all = new ArrayList<>();
        all.add(routes.route("/token", routes::token));
        // The path of older libraries, at accounts.google.com and www.googleapis.com.
        all.add(routes.route("/o/oauth2/token", routes::token));
        all.add(routes.route("/oauth2/v4/token", routes::token));
        all.add(routes.route("/v1/token", routes::exchange));
        all.addAll(IamCredentials.routes(tokens, writer));
        return all;
    }

    private Route route(String path, TokenEndpoint endpoint) {
        return Route.of("POST", path, Endpoint.of(matched -> respond(endpoint, matched.request())))
                .as(RouteKind.OTHER_SERVICE);
    }

    private RestResponse respond(TokenEndpoint endpoint, RestRequest request) {
        try {
            return json(OK, endpoint.respond(OAuthParameters.of(request)));
        } catch (OAuthException e) {
            return json(
                    BAD_REQUEST,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("error", e.code())
                            .put("error_description", e.getMessage()));
        }
    }

    private RestResponse json(int status, ObjectNode content) {
        byte[] body = writer.write(content, SystemParameters.DEFAULT).body();
        return new RestResponse(status, RestResponse.JSON, body).withHeader("Cache-Control", "no-store");
    }

    private ObjectNode token(OAuthParameters parameters) throws OAuthException {
        return switch (parameters.require(GRANT_TYPE)) {
            case JWT_BEARER -> forServiceAccount(Assertion.parse(parameters.require("assertion")));
            case REFRESH_TOKEN -> {
                parameters.require(REFRESH_TOKEN);
                yield forUser(parameters.get("client_id"));
            }
            case TOKEN_EXCHANGE -> exchange(parameters);
            default ->
                throw new OAuthException(
                        "unsupported_grant_type",
                        "Invalid grant_type: use " + JWT_BEARER + " for a service account, or " + REFRESH_TOKEN
                                + " for a user.");
        };
    }

    private ObjectNode forServiceAccount(Assertion assertion) {
        return assertion.audience().isEmpty()
                ? AccessTokens.response(assertion.issuer())
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("id_token", tokens.idToken(assertion.issuer(), assertion.audience()));
    }

    /** The audience of a user's ID token is the client that asks for it. */
    private ObjectNode forUser(String clientId) {
        return AccessTokens.response(account.email())
                .put("scope", LocalAccount.DEFAULT_SCOPE)
                .put("id_token", tokens.idToken(account.email(), clientId));
    }

    private ObjectNode exchange(OAuthParameters parameters) throws OAuthException {
        if (!parameters.require(GRANT_TYPE).equals(TOKEN_EXCHANGE)) {
            throw new OAuthException("unsupported_grant_type", "Invalid grant_type: use " + TOKEN_EXCHANGE + ".");
        }
        parameters.require("subject_token");
        parameters.require("subject_token_type");
        return AccessTokens.response(account.email()).put("issued_token_type", ACCESS_TOKEN_TYPE);
    }
}
