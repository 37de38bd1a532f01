package io.github.cloudtasks.server.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token endpoints of a running emulator, and its made-up key file. */
class TokenRoutesTest {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final String EMAIL = "emulator@shop.iam.gserviceaccount.com";
    private static final String ACCOUNT = "/v1/projects/-/serviceAccounts/worker@shop.iam.gserviceaccount.com";

    private final HttpClient client = HttpClient.newHttpClient();
    private CloudTasksEmulator emulator;

    private record Answer(int status, JsonNode body) {
        String text(String field) {
            return body.path(field).asText();
        }
    }

    @BeforeEach
    void start() throws Exception {
        emulator = new CloudTasksEmulator(EmulatorSettings.of("--project", "shop")).start();
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    private Answer post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return answer(request);
    }

    private Answer answer(HttpRequest request) throws Exception {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), new ObjectMapper().readTree(response.body()));
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + emulator.port() + path);
    }

    private static String assertion(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static String jwtBearer(String claims) {
        return "grant_type=" + URLEncoder.encode(JWT_BEARER, StandardCharsets.UTF_8) + "&assertion="
                + assertion(claims);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/o/oauth2/token", "/oauth2/v4/token"})
    void service_account_gets_an_access_token(String path) throws Exception {
        Answer answer = post(path, FORM, jwtBearer("{\"iss\": \"" + EMAIL + "\", \"scope\": \"a b\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("access_token")).startsWith("emulator-");
        assertThat(answer.body().get("expires_in").asInt()).isEqualTo(3599);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.body().has("id_token")).isFalse();
    }

    @Test
    void service_account_gets_an_id_token_for_a_target_audience() throws Exception {
        Answer answer = post(
                "/token",
                FORM,
                jwtBearer("{\"iss\": \"worker@shop.example\", \"target_audience\": \"https://service.example\"}"));
        JWTClaimsSet claims = SignedJWT.parse(answer.text("id_token")).getJWTClaimsSet();

        assertThat(claims.getAudience()).containsExactly("https://service.example");
        assertThat(claims.getStringClaim("email")).isEqualTo("worker@shop.example");
        assertThat(answer.body().has("access_token")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                FORM + " | grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s",
                JSON + " | {\"grant_type\": \"refresh_token\", \"refresh_token\": \"r\", \"client_id\": \"c\"}",
                FORM + " | {\"grant_type\": \"refresh_token\", \"refresh_token\": \"r\", \"client_id\": \"c\"}",
            })
    void user_gets_an_access_token_and_an_id_token(String type, String body) throws Exception {
        Answer answer = post("/token", type, body);

        assertThat(answer.text("access_token")).startsWith("emulator-");
        assertThat(answer.text("scope")).contains("cloud-platform");
        assertThat(SignedJWT.parse(answer.text("id_token")).getJWTClaimsSet().getAudience())
                .containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                FORM + " | grant_type=" + EXCHANGE + "&subject_token=t&subject_token_type=jwt&audience=a",
                JSON + " | {\"grantType\": \"" + EXCHANGE
                        + "\", \"subjectToken\": \"t\", \"subjectTokenType\": \"jwt\", \"audience\": \"a\"}",
            })
    void token_of_another_provider_is_exchanged(String type, String body) throws Exception {
        Answer answer = post("/v1/token", type, body);

        assertThat(answer.text("access_token")).startsWith("emulator-");
        assertThat(answer.text("issued_token_type")).isEqualTo("urn:ietf:params:oauth:token-type:access_token");
        assertThat(answer.body().get("expires_in").asInt()).isEqualTo(3599);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/token | '' | invalid_request | Missing required parameter: grant_type",
                "/token | grant_type=refresh_token | invalid_request | Missing required parameter: refresh_token",
                "/token | grant_type=" + JWT_BEARER + " | invalid_request | Missing required parameter: assertion",
                "/token | grant_type=" + JWT_BEARER
                        + "&assertion=abc | invalid_grant | Invalid JWT: The assertion must be a"
                        + " JSON Web Token with three parts.",
                "/token | grant_type=" + JWT_BEARER
                        + "&assertion=a.*.c | invalid_grant | Invalid JWT: The claims of the"
                        + " assertion must be a JSON object in base64url.",
                "/token | grant_type=" + JWT_BEARER
                        + "&assertion=a.e30.c | invalid_grant | Invalid JWT: The assertion must"
                        + " name the service account in \"iss\".",
                "/token | grant_type=password | unsupported_grant_type | Invalid grant_type: use " + JWT_BEARER
                        + " for a service account, or refresh_token for a user.",
                "/token | {\"grant_type\": | invalid_request | The body is neither a form nor JSON.",
                "/v1/token | grant_type=refresh_token | unsupported_grant_type | Invalid grant_type: use " + EXCHANGE
                        + ".",
                "/v1/token | grant_type=" + EXCHANGE + " | invalid_request | Missing required parameter: subject_token",
            })
    void wrong_request_gets_an_error_of_oauth(String path, String body, String code, String description)
            throws Exception {
        Answer answer = post(path, FORM, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(code);
        assertThat(answer.text("error_description")).isEqualTo(description);
    }

    @Test
    void access_token_of_another_account_has_the_requested_lifetime() throws Exception {
        Instant before = Instant.now();
        Answer answer = post(ACCOUNT + ":generateAccessToken", JSON, "{\"scope\": [\"a\"], \"lifetime\": \"600s\"}");

        assertThat(answer.text("accessToken")).startsWith("emulator-");
        assertThat(Duration.between(before, Instant.parse(answer.text("expireTime"))))
                .isBetween(Duration.ofSeconds(598), Duration.ofSeconds(660));
    }

    @Test
    void id_token_of_another_account_has_its_address() throws Exception {
        Answer answer = post(ACCOUNT + ":generateIdToken", JSON, "{\"audience\": \"a\", \"includeEmail\": true}");

        assertThat(SignedJWT.parse(answer.text("token")).getJWTClaimsSet().getStringClaim("email"))
                .isEqualTo("worker@shop.iam.gserviceaccount.com");
    }

    @Test
    void signatures_are_those_of_the_key_file() throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Answer blob = post(
                ACCOUNT + ":signBlob",
                JSON,
                "{\"payload\": \"" + Base64.getEncoder().encodeToString(content) + "\"}");
        Answer jwt = post(ACCOUNT + ":signJwt", JSON, "{\"payload\": \"{\\\"sub\\\": \\\"me\\\"}\"}");
        JsonNode file = keyFile();

        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(publicKey(file.get("private_key").asText()));
        signature.update(content);
        assertThat(signature.verify(Base64.getDecoder().decode(blob.text("signedBlob"))))
                .isTrue();
        assertThat(blob.text("keyId")).isEqualTo(file.get("private_key_id").asText());
        assertThat(SignedJWT.parse(jwt.text("signedJwt")).getJWTClaimsSet().getSubject())
                .isEqualTo("me");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":generateAccessToken | {} | scope must name at least one scope.",
                ":generateAccessToken | {\"scope\": [\"a\"], \"lifetime\": \"0s\"} | lifetime must be a duration of 1s to 43200s.",
                ":generateAccessToken | {\"scope\": [\"a\"], \"lifetime\": \"43201s\"} | lifetime must be a duration of 1s to 43200s.",
                ":generateIdToken | {} | audience must not be empty.",
                ":signBlob | {\"payload\": \"*\"} | payload must be base64: the bytes to sign.",
                ":signJwt | {\"payload\": \"[]\"} | payload must be a JSON object in a string: the claims to sign.",
                ":signJwt | {\"payload\": \"{\"} | payload must be a JSON object in a string: the claims to sign.",
                ":signJwt | {\"payload\" | The body must be JSON.",
            })
    void wrong_request_to_iam_credentials_is_rejected(String verb, String body, String message) throws Exception {
        Answer answer = post(ACCOUNT + verb, JSON, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
        assertThat(answer.body().at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void key_file_names_the_emulator_as_its_token_endpoint() throws Exception {
        JsonNode file = keyFile();

        assertThat(file.get("type").asText()).isEqualTo("service_account");
        assertThat(file.get("project_id").asText()).isEqualTo("shop");
        assertThat(file.get("client_email").asText()).isEqualTo(EMAIL);
        assertThat(file.get("client_id").asText()).matches("1[0-9]{20}");
        assertThat(file.get("token_uri").asText()).isEqualTo(url("/token").toString());
        assertThat(file.get("universe_domain").asText()).isEqualTo("googleapis.com");
        assertThat(file.get("private_key").asText())
                .isEqualTo(SigningKey.builtIn().privateKeyPem());
    }

    @Test
    void key_of_the_user_signs_neither_blobs_nor_the_key_file(@TempDir Path directory) throws Exception {
        emulator.close();
        emulator = new CloudTasksEmulator(EmulatorSettings.of(
                        "--project", "shop", "--openid-key", testKey(directory).toString()))
                .start();

        Answer blob = post(ACCOUNT + ":signBlob", JSON, "{\"payload\": \"aGk=\"}");
        Answer idToken = post(ACCOUNT + ":generateIdToken", JSON, "{\"audience\": \"a\"}");

        assertThat(blob.text("keyId"))
                .isEqualTo(SigningKey.builtIn().publicKey().keyId())
                .isNotEqualTo(SignedJWT.parse(idToken.text("token")).getHeader().getKeyID());
        assertThat(keyFile().get("private_key").asText())
                .isEqualTo(SigningKey.builtIn().privateKeyPem());
    }

    private static Path testKey(Path directory) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return Files.writeString(directory.resolve("key.pem"), pem);
    }

    private JsonNode keyFile() throws Exception {
        return answer(HttpRequest.newBuilder(url("/emulator/v1/service-account-key"))
                        .build())
                .body();
    }

    private static RSAPublicKey publicKey(String pem) throws Exception {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(encoded));
        return (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }
}
