package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.rest.json.JsonTrees;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.RestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of a request to a token endpoint, from a form or from JSON. Names in JSON may be in camel case, as STS
 * documents them.
 */
final class OAuthParameters {
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final Map<String, String> values = new HashMap<>();

    private OAuthParameters() {}

    /** Reads the body of a request: JSON if it starts with a brace, otherwise a form. */
    static OAuthParameters of(RestRequest request) throws OAuthException {
        OAuthParameters parameters = new OAuthParameters();
        String text = new String(request.body(), StandardCharsets.ISO_8859_1);
        if (text.stripLeading().startsWith("{")) {
            json(request.body()).properties().forEach(field -> {
                String name = CAPITAL.matcher(field.getKey())
                        .replaceAll(letter -> "_" + letter.group().toLowerCase(Locale.ROOT));
                parameters.values.putIfAbsent(name, field.getValue().asText());
            });
        } else {
            QueryParameters.parse(text)
                    .parameters()
                    .forEach(field -> parameters.values.putIfAbsent(field.name(), field.value()));
        }
        return parameters;
    }

    private static JsonNode json(byte[] body) throws OAuthException {
        try {
            return JsonTrees.read(body);
        } catch (IOException e) {
            // Without its cause, whose message may quote the body.
            throw new OAuthException("invalid_request", "The body is neither a form nor JSON.");
        }
    }

    /** Returns a value; empty if it is missing. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** Returns a value that must not be empty. */
    String require(String name) throws OAuthException {
        String value = get(name);
        if (value.isEmpty()) {
            throw new OAuthException("invalid_request", "Missing required parameter: " + name);
        }
        return value;
    }
}
