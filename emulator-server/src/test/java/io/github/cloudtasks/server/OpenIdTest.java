package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.X509CertUtils;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.server.VerifyingTarget.Received;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target can verify tokens with only the address of the emulator. */
class OpenIdTest {
    private static final String EMAIL = "worker@test.iam.gserviceaccount.com";
    private static final String QUEUES = "projects/p/locations/us-central1/queues";
    private static final String QUEUE = QUEUES + "/q";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private EmulatorServer emulator;
    private VerifyingTarget target;

    @BeforeEach
    void open() throws IOException {
        target = new VerifyingTarget();
        start(TokenSettings.DEFAULT, Limits.DEFAULTS, DispatcherSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        target.close();
        emulator.close();
    }

    @Test
    @Tag("documented")
    void standard_library_verifies_a_token_with_only_the_address_of_the_emulator() throws Exception {
        expect(target.url("/work?query"));
        create(httpTask("/work?query", "\"oidcToken\": {\"serviceAccountEmail\": \"" + EMAIL + "\"}"));

        Received received = target.next();

        assertThat(received.claims()).as("a valid token").isNotNull();
        assertThat(received.claims().getStringClaim("email")).isEqualTo(EMAIL);
        assertThat(received.claims().getIssuer()).isEqualTo("http://" + emulator.callableAddress());
        assertThat(received.target()).isEqualTo("/work?query");
    }

    @Test
    @Tag("inferred")
    void token_signed_with_another_key_is_rejected() throws Exception {
        TokenSettings other = new TokenSettings("http://" + emulator.callableAddress(), testKey());
        expect("audience");
        try (EmulatorServer liar = started(Limits.DEFAULTS, DispatcherSettings.DEFAULT, other)) {
            create(liar, oidcTask("audience"), false);

            assertThat(target.next().claims()).isNull();
        }
    }

    @Test
    @Tag("inferred")
    void issuer_and_key_can_be_set() throws Exception {
        start(
                new TokenSettings("https://issuer.example.com/tenant", testKey()),
                Limits.DEFAULTS,
                DispatcherSettings.DEFAULT);
        expect("audience");
        create(oidcTask("audience"));

        assertThat(target.next().claims().getIssuer()).isEqualTo("https://issuer.example.com/tenant");
        JsonNode below = JSON.readTree(get("/tenant/.well-known/openid-configuration"));
        assertThat(below).isEqualTo(configuration());
        assertThat(get("/jwks")).contains(testKey().publicKey().keyId());
    }

    @Test
    @Tag("recorded")
    void token_replaces_the_authorization_header_of_the_task() throws Exception {
        expect("audience");
        String own = "\"headers\": {\"Authorization\": \"Bearer own\"}, ";
        create(httpTask("/", own + oidc("audience")));

        Received received = target.next();
        assertThat(received.authorization()).hasSize(1).allMatch(value -> value.startsWith("Bearer ey"));
        assertThat(received.claims()).isNotNull();
    }

    @Test
    @Tag("recorded")
    void queue_token_replaces_task_token_even_if_added_later() throws Exception {
        expect("of the queue");
        create(emulator, oidcTask("of the task"), true);
        send(emulator, "PATCH", QUEUE + "?updateMask=httpTarget", "{\"httpTarget\": {" + oidc("of the queue") + "}}");
        send(emulator, "POST", QUEUE + ":resume", "{}");

        assertThat(target.next().claims())
                .as("a token for the queue's audience")
                .isNotNull();
    }

    @Test
    @Tag("unlike")
    void access_token_is_sent_to_any_host_with_allow_any_oauth_host() throws Exception {
        start(TokenSettings.DEFAULT, Limits.DEFAULTS.withAnyOAuthHost(true), DispatcherSettings.DEFAULT);
        create(httpTask("/", "\"oauthToken\": {\"serviceAccountEmail\": \"" + EMAIL + "\"}"));

        assertThat(target.next().authorization()).hasSize(1).allMatch(value -> value.matches("Bearer ya29\\.[\\w-]+"));
    }

    @Test
    @Tag("documented")
    void app_engine_tasks_have_no_token() throws Exception {
        start(TokenSettings.DEFAULT, Limits.DEFAULTS, DispatcherSettings.DEFAULT.withAppEngineUrl(target.url("")));
        create("\"appEngineHttpRequest\": {\"relativeUri\": \"/app\"}");

        Received received = target.next();
        assertThat(received.target()).isEqualTo("/app");
        assertThat(received.authorization()).isEmpty();
    }

    @Test
    @Tag("documented")
    void openid_configuration_has_the_fields_of_discovery() throws Exception {
        assertThat(configuration()).isEqualTo(JSON.readTree("""
                {
                  "issuer": "http://%1$s",
                  "jwks_uri": "http://%1$s/jwks",
                  "response_types_supported": ["id_token"],
                  "subject_types_supported": ["public"],
                  "id_token_signing_alg_values_supported": ["RS256"],
                  "scopes_supported": ["openid", "email"],
                  "claims_supported": ["aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub"]
                }
                """.formatted(emulator.callableAddress())));
    }

    @Test
    @Tag("unlike")
    void jwks_uri_follows_the_host_header_and_the_issuer_does_not() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", emulator.port())) {
            String request =
                    "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: tasks:81\r\nX-Forwarded-Proto: https\r\n"
                            + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .contains(
                            "\"issuer\": \"http://" + emulator.callableAddress() + "\"",
                            "\"jwks_uri\": \"https://tasks:81/jwks\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"/jwks,/certs", "/oauth2/v3/certs,/oauth2/v1/certs"})
    @Tag("inferred")
    void key_set_and_certificates_contain_the_same_key(String keys, String certificates) throws Exception {
        JWKSet set = JWKSet.parse(get(keys));
        JsonNode byId = JSON.readTree(get(certificates));

        assertThat(set.getKeys()).hasSize(1);
        assertThat(set.getKeys().getFirst().isPrivate()).isFalse();
        assertThat(set.getKeys().getFirst().getAlgorithm()).hasToString("RS256");
        String id = set.getKeys().getFirst().getKeyID();
        assertThat(byId.size()).isEqualTo(1);
        X509Certificate certificate =
                X509CertUtils.parseWithException(byId.path(id).asText());
        assertThat(certificate.getPublicKey())
                .isEqualTo(set.getKeys().getFirst().toRSAKey().toRSAPublicKey());
    }

    @Test
    @Tag("documented")
    void strict_emulator_rejects_tokens_for_http_targets() throws Exception {
        start(TokenSettings.DEFAULT, Limits.DEFAULTS.withStrict(true), DispatcherSettings.DEFAULT);
        send(emulator, "POST", QUEUES, "{\"name\": \"" + QUEUE + "\"}");

        HttpResponse<String> refused = request(emulator, "POST", QUEUE + "/tasks", task(oidcTask("audience")));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "HttpRequest.url must start with 'https://' for request with HttpRequest.authorization_header");
    }

    private void start(TokenSettings tokens, Limits limits, DispatcherSettings dispatching) throws IOException {
        if (emulator != null) {
            emulator.close();
        }
        emulator = started(limits, dispatching, tokens);
    }

    private static EmulatorServer started(Limits limits, DispatcherSettings dispatching, TokenSettings tokens)
            throws IOException {
        return new EmulatorServer(ServerSettings.DEFAULT
                        .withLimits(limits)
                        .withDispatching(dispatching)
                        .withTokens(tokens))
                .start();
    }

    /** Makes the target trust only the issuer and keys of the emulator's discovery document. */
    private void expect(String audience) throws Exception {
        JsonNode configuration = configuration();
        target.expect(
                configuration.path("issuer").asText(),
                URI.create(configuration.path("jwks_uri").asText()),
                audience);
    }

    private JsonNode configuration() throws Exception {
        return JSON.readTree(get("/.well-known/openid-configuration"));
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://" + emulator.callableAddress() + path);
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    private void create(String payload) throws Exception {
        create(emulator, payload, false);
    }

    private void create(EmulatorServer service, String payload, boolean paused) throws Exception {
        send(service, "POST", QUEUES, "{\"name\": \"" + QUEUE + "\"}");
        if (paused) {
            send(service, "POST", QUEUE + ":pause", "{}");
        }
        send(service, "POST", QUEUE + "/tasks", task(payload));
    }

    private void send(EmulatorServer service, String method, String path, String body) throws Exception {
        HttpResponse<String> response = request(service, method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private HttpResponse<String> request(EmulatorServer service, String method, String path, String body)
            throws Exception {
        URI uri = URI.create("http://" + service.callableAddress() + "/v2/" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String task(String payload) {
        return "{\"task\": {" + payload + "}}";
    }

    private String oidcTask(String audience) {
        return httpTask("/", oidc(audience));
    }

    private static String oidc(String audience) {
        return "\"oidcToken\": {\"serviceAccountEmail\": \"" + EMAIL + "\", \"audience\": \"" + audience + "\"}";
    }

    private String httpTask(String path, String more) {
        return "\"httpRequest\": {\"url\": \"" + target.url(path) + "\", " + more + "}";
    }

    private static SigningKey testKey() throws IOException {
        try (var in = OpenIdTest.class.getResourceAsStream("signing-key.pem")) {
            return SigningKey.ofPem(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
