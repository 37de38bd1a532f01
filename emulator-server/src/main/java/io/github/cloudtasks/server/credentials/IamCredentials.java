package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import io.github.cloudtasks.rest.json.JsonTrees;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.rest.routing.SystemParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The methods of the IAM Service Account Credentials API, for any account. ID tokens are signed with the key of the
 * emulator's ID tokens. {@code signJwt} and {@code signBlob} sign what the caller chooses, so they use the built-in
 * key, which is public, even if the user has set another one.
 */
final class IamCredentials {
    private static final String ACCOUNT = "/v1/{name=projects/*/serviceAccounts/*}";
    private static final Pattern LIFETIME = Pattern.compile("([0-9]{1,5})(\\.[0-9]+)?s");
    private static final int MAX_LIFETIME_SECONDS = 43_200;
    private static final int BAD_REQUEST = 400;

    private final TokenFactory tokens;
    private final ResponseWriter writer;

    private IamCredentials(TokenFactory tokens, ResponseWriter writer) {
        this.tokens = tokens;
        this.writer = writer;
    }

    /** A method of the API. It throws an {@link IllegalArgumentException} with a message for the client. */
    @FunctionalInterface
    private interface Method {
        ObjectNode call(String email, JsonNode request);
    }

    static List<Route> routes(TokenFactory tokens, ResponseWriter writer) {
        IamCredentials api = new IamCredentials(tokens, writer);
        return List.of(
                api.route("generateAccessToken", IamCredentials::generateAccessToken),
                api.route("generateIdToken", api::generateIdToken),
                api.route("signJwt", IamCredentials::signJwt),
                api.route("signBlob", IamCredentials::signBlob));
    }

    private Route route(String verb, Method method) {
        return Route.of("POST", ACCOUNT + ":" + verb, Endpoint.of(matched -> respond(method, matched)))
                .as(RouteKind.OTHER_SERVICE);
    }

    private RestResponse respond(Method method, MatchedRequest matched) {
        String name = matched.variables().getFirst();
        byte[] body = matched.request().body();
        ObjectNode content;
        try {
            JsonNode request = JsonTrees.read(body.length == 0 ? new byte[] {'{', '}'} : body);
            content = method.call(name.substring(name.lastIndexOf('/') + 1), request);
        } catch (IOException e) {
            // Without the message of the exception, which may quote the body.
            return ErrorResponses.json(BAD_REQUEST, "The body must be JSON.", "INVALID_ARGUMENT");
        } catch (IllegalArgumentException e) {
            return ErrorResponses.json(BAD_REQUEST, String.valueOf(e.getMessage()), "INVALID_ARGUMENT");
        }
        return writer.write(content, SystemParameters.DEFAULT).withHeader("Cache-Control", "no-store");
    }

    private static ObjectNode generateAccessToken(String email, JsonNode request) {
        if (request.path("scope").isEmpty()) {
            throw new IllegalArgumentException("scope must name at least one scope.");
        }
        Instant expires = Instant.now().plusSeconds(lifetime(request)).truncatedTo(ChronoUnit.SECONDS);
        return JsonNodeFactory.instance
                .objectNode()
                .put("accessToken", AccessTokens.of(email))
                .put("expireTime", expires.toString());
    }

    private static long lifetime(JsonNode request) {
        String text = request.path("lifetime").asText();
        if (text.isEmpty()) {
            return AccessTokens.LIFETIME_SECONDS + 1L;
        }
        var matcher = LIFETIME.matcher(text);
        long seconds = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (seconds < 1 || seconds > MAX_LIFETIME_SECONDS) {
            throw new IllegalArgumentException("lifetime must be a duration of 1s to 43200s.");
        }
        return seconds;
    }

    private ObjectNode generateIdToken(String email, JsonNode request) {
        return JsonNodeFactory.instance.objectNode().put("token", tokens.idToken(email, required(request, "audience")));
    }

    private static ObjectNode signJwt(String email, JsonNode request) {
        String claims = required(request, "payload");
        if (!isObject(claims)) {
            throw new IllegalArgumentException("payload must be a JSON object in a string: the claims to sign.");
        }
        SigningKey key = SigningKey.builtIn();
        return signed(key).put("signedJwt", key.jwt(claims));
    }

    private static boolean isObject(String json) {
        try {
            return JsonTrees.read(json.getBytes(StandardCharsets.UTF_8)).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode signBlob(String email, JsonNode request) {
        String payload = required(request, "payload");
        byte[] content;
        try {
            content = Base64.getDecoder().decode(payload);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("payload must be base64: the bytes to sign.", e);
        }
        SigningKey key = SigningKey.builtIn();
        return signed(key).put("signedBlob", Base64.getEncoder().encodeToString(key.sign(content)));
    }

    private static ObjectNode signed(SigningKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("keyId", key.publicKey().keyId());
    }

    private static String required(JsonNode request, String field) {
        String value = request.path(field).asText();
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " must not be empty.");
        }
        return value;
    }
}
