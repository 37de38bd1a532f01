package io.github.cloudtasks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.TargetUrl;
import io.github.cloudtasks.dispatcher.tokens.JsonWebKey;
import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.rest.JsonDocument;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The emulator as an OpenID provider: its token factory, and the documents by which targets verify tokens. The issuer
 * is the emulator's own address, unless the user sets another. The own address is known once the port is open.
 */
final class OpenIdProvider {
    private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/jwks";
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    private final TokenSettings settings;
    private final CompletableFuture<String> ownAddress = new CompletableFuture<>();
    private final TokenFactory tokens;

    /**
     * Creates a provider that does not know its address yet.
     *
     * @param clock the time of issue of tokens
     */
    OpenIdProvider(TokenSettings settings, InstantSource clock) {
        this.settings = settings;
        // A task that arrives right after the port is opened may need a token before listensAt is called.
        this.tokens = new TokenFactory(settings, ownAddress::join, clock);
    }

    /** Returns the token factory. It blocks until {@link #listensAt} supplies the issuer. */
    TokenFactory tokens() {
        return tokens;
    }

    /** Sets the address at which clients on this machine reach the server. Call once. */
    void listensAt(ListenAddress address) {
        String url = "http://" + address;
        ownAddress.complete(url);
        String chosen = settings.issuer();
        if (chosen != null && portOf(chosen) != address.port()) {
            log.info(
                    "The issuer of ID tokens is {}; the keys that verify them are at {}{}", chosen, url, CONFIGURATION);
        }
    }

    /** Returns the path of the issuer, below which clients look for the configuration. */
    private String chosenPath() {
        String chosen = settings.issuer();
        try {
            return chosen == null ? "" : TargetUrl.parse(chosen).path().replaceFirst("/$", "");
        } catch (RequestException e) {
            throw new IllegalArgumentException("The issuer of ID tokens is not a URL: " + e.reason(), e);
        }
    }

    private static int portOf(String issuer) {
        try {
            return TargetUrl.parse(issuer).origin().port();
        } catch (RequestException e) {
            throw new IllegalArgumentException("The issuer of ID tokens is not a URL: " + e.reason(), e);
        }
    }

    /** Returns the documents, at the paths of OpenID Connect, of another Cloud Tasks emulator and of Google. */
    List<JsonDocument> documents() {
        List<JsonDocument> documents = new ArrayList<>();
        documents.add(new JsonDocument(CONFIGURATION, this::configuration));
        String path = chosenPath();
        if (PLAIN_PATH.matcher(path).matches()) {
            documents.add(new JsonDocument(path + CONFIGURATION, this::configuration));
        }
        Function<String, JsonNode> keys = origin -> keySet(tokens.signingKey().publicKey());
        documents.add(new JsonDocument(KEYS, keys));
        documents.add(new JsonDocument("/oauth2/v3/certs", keys));
        Function<String, JsonNode> certificates = origin -> certificates();
        documents.add(new JsonDocument("/certs", certificates));
        documents.add(new JsonDocument("/oauth2/v1/certs", certificates));
        return documents;
    }

    /** Returns the OpenID Connect Discovery metadata that applies to a provider without login. */
    private JsonNode configuration(String origin) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration.put("issuer", tokens.issuer()).put("jwks_uri", origin + KEYS);
        configuration.putArray("response_types_supported").add("id_token");
        configuration.putArray("subject_types_supported").add("public");
        configuration.putArray("id_token_signing_alg_values_supported").add("RS256");
        configuration.putArray("scopes_supported").add("openid").add("email");
        configuration
                .putArray("claims_supported")
                .add("aud")
                .add("azp")
                .add("email")
                .add("email_verified")
                .add("exp")
                .add("iat")
                .add("iss")
                .add("sub");
        return configuration;
    }

    /** Returns a JSON Web Key Set (RFC 7517) with the one signing key. */
    private static JsonNode keySet(JsonWebKey key) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.putArray("keys")
                .addObject()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", key.keyId())
                .put("n", key.modulus())
                .put("e", key.exponent());
        return set;
    }

    /** Returns certificates by key id, the older format of Google's keys. */
    private JsonNode certificates() {
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        tokens.signingKey().publicKey().keyId(),
                        tokens.signingKey().certificatePem());
    }
}
