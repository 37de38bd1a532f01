package io.github.cloudtasks.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metadata server of a running emulator, over HTTP/1.1. */
class MetadataRoutesTest {
    private static final String V1 = "/computeMetadata/v1/";
    private static final String ACCOUNT = V1 + "instance/service-accounts/default/";
    private static final String FLAVOR = "Metadata-Flavor: Google";
    private static final String EMAIL = "emulator@shop.iam.gserviceaccount.com";
    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String ALLOWED = "http://localhost:5173";

    private CloudTasksEmulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = new CloudTasksEmulator(EmulatorSettings.of(
                        "--project", "shop", "--location", "europe-west1", "--allow-origin", ALLOWED))
                .start();
    }

    @AfterEach
    void close() {
        emulator.close();
    }

    private HttpAnswer get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    private HttpAnswer send(String method, String path, String... headers) throws IOException {
        return HttpAnswer.send(emulator, method, path, headers);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/computeMetadata | v1/\\n",
                "/computeMetadata/ | v1/\\n",
                "/computeMetadata/v1 | instance/\\nproject/\\nuniverse/\\n",
                "/computeMetadata/v1/ | instance/\\nproject/\\nuniverse/\\n",
                "/computeMetadata/v1/project/project-id | shop",
                "/computeMetadata/v1/instance | attributes/\\nhostname\\nid\\nname\\nregion\\nservice-accounts/\\nzone\\n",
                "/computeMetadata/v1/instance/service-accounts | default/\\n" + EMAIL + "/\\n",
                "/computeMetadata/v1/instance/service-accounts/ | default/\\n" + EMAIL + "/\\n",
                "/computeMetadata/v1/instance/service-accounts/default/ | aliases\\nemail\\nidentity\\nscopes\\ntoken\\n",
                "/computeMetadata/v1/instance/service-accounts/default/email | " + EMAIL,
                "/computeMetadata/v1/instance/service-accounts/" + EMAIL + "/email | " + EMAIL,
                "/computeMetadata/v1/instance/service-accounts/emulator%40shop.iam.gserviceaccount.com/email | "
                        + EMAIL,
                "/computeMetadata/v1/instance/service-accounts/default/aliases | default\\n",
                "/computeMetadata/v1/instance/service-accounts/default/email?alt=text | " + EMAIL,
                "/computeMetadata/v1/universe/universe-domain | googleapis.com",
                "/computeMetadata/v1/instance/name | emulator",
                "/computeMetadata/v1/instance/hostname | emulator.c.shop.internal",
                "/computeMetadata/v1/instance/attributes/ | ''",
            })
    void value_is_text(String path, String body) throws Exception {
        HttpAnswer answer = get(path, FLAVOR);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body.replace("\\n", "\n"));
        assertThat(answer.headers())
                .containsEntry("content-type", "application/text")
                .containsEntry("metadata-flavor", "Google")
                .containsEntry("server", "Metadata Server for VM");
    }

    @Test
    void zone_and_region_follow_the_location_of_the_settings() throws Exception {
        String number = get(V1 + "project/numeric-project-id", FLAVOR).body();

        assertThat(number).matches("[1-9][0-9]{11}");
        assertThat(get(V1 + "instance/zone", FLAVOR).body()).isEqualTo("projects/" + number + "/zones/europe-west1-a");
        assertThat(get(V1 + "instance/region", FLAVOR).body())
                .isEqualTo("projects/" + number + "/regions/europe-west1");
        assertThat(get(V1 + "instance/id", FLAVOR).body()).matches("[1-9][0-9]+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instance/service-accounts/default/?recursive=true | {\"aliases\": [\"default\"], \"email\": \"" + EMAIL
                        + "\", \"scopes\": [\"https://www.googleapis.com/auth/cloud-platform\","
                        + " \"https://www.googleapis.com/auth/userinfo.email\"]}",
                "instance/service-accounts/default/email?alt=json | \"" + EMAIL + "\"",
                "instance/service-accounts/default/aliases?alt=json | [\"default\"]",
                "instance/service-accounts/default?alt=json | [\"aliases\",\"email\",\"identity\",\"scopes\",\"token\"]",
                "instance/attributes/?recursive=true | {}",
            })
    void value_is_json_if_it_is_requested(String path, String body) throws Exception {
        HttpAnswer answer = get(V1 + path, FLAVOR);

        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(json(answer.body())).isEqualTo(json(body));
    }

    @Test
    void names_of_a_recursive_response_are_in_camel_case() throws Exception {
        JsonNode all = json(get(V1 + "?recursive=true", FLAVOR).body());

        assertThat(all.at("/project/projectId").asText()).isEqualTo("shop");
        assertThat(all.at("/project/numericProjectId").isNumber()).isTrue();
        assertThat(all.at("/instance/serviceAccounts/default/email").asText()).isEqualTo(EMAIL);
        assertThat(all.at("/instance/serviceAccounts/" + EMAIL + "/email").asText())
                .isEqualTo(EMAIL);
        assertThat(all.at("/instance/serviceAccounts/default/token").isMissingNode())
                .isTrue();
        assertThat(get(V1 + "project/?recursive=true&alt=text", FLAVOR).body())
                .matches("numeric-project-id [0-9]+\nproject-id shop\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"token", "token?scopes=https://www.googleapis.com/auth/cloud-platform,email", "token?alt=text"})
    void access_token_does_not_look_like_one_of_google(String path) throws Exception {
        HttpAnswer answer = get(ACCOUNT + path, FLAVOR);
        JsonNode token = json(answer.body());

        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(token.get("access_token").asText()).startsWith("emulator-");
        assertThat(token.get("expires_in").asInt()).isEqualTo(3599);
        assertThat(token.get("token_type").asText()).isEqualTo("Bearer");
    }

    @Test
    void identity_token_is_verified_with_the_published_keys() throws Exception {
        HttpAnswer answer =
                get(ACCOUNT + "identity?audience=https://service.example/&format=standard&licenses=FALSE", FLAVOR);
        SignedJWT token = SignedJWT.parse(answer.body());
        JWKSet keys = JWKSet.load(URI.create("http://127.0.0.1:" + emulator.port() + "/oauth2/v3/certs")
                .toURL());

        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(token.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder("aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://service.example/");
        assertThat(token.getJWTClaimsSet().getStringClaim("email")).isEqualTo(EMAIL);
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("http://127.0.0.1:" + emulator.port());
    }

    @Test
    void identity_token_of_the_full_format_describes_the_machine() throws Exception {
        String token = get(ACCOUNT + "identity?audience=a&format=full", FLAVOR).body();
        Map<String, Object> google = SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("google");

        assertThat(google.get("compute_engine").toString())
                .contains("project_id=shop", "instance_name=emulator", "zone=europe-west1-a", "project_number=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "identity?audience=", "identity?format=full"})
    void identity_token_needs_an_audience(String path) throws Exception {
        HttpAnswer answer = get(ACCOUNT + path, FLAVOR);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("non-empty audience parameter required\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/computeMetadata/v2/",
                "/computeMetadata/v1/instance/attributes/cluster-name",
                "/computeMetadata/v1/instance/service-accounts/other@shop.iam.gserviceaccount.com/token",
                "/computeMetadata/v1/project/project-id/more",
                "/computeMetadata/v1/instance/a/b/c/d/e/f",
            })
    void unknown_path_is_not_found(String path) throws Exception {
        HttpAnswer answer = get(path, FLAVOR);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("metadata-flavor", "Google");
        assertThat(answer.body()).contains("The requested URL <code>" + path + "</code> was not found on this server.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Metadata-Flavor: google", "Metadata-Flavor: Amazon", "X-Flavor: Google"})
    void request_without_the_header_is_refused(String header) throws Exception {
        String[] headers = header.isEmpty() ? new String[0] : new String[] {header};
        for (String path : List.of(V1, ACCOUNT + "token", V1 + "nothing")) {
            HttpAnswer answer = get(path, headers);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("Your client does not have permission to get URL <code>" + path
                            + "</code> from this server." + " Missing Metadata-Flavor:Google header.")
                    .doesNotContain("emulator-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/computeMetadata/v1/", "/computeMetadata/v1/instance/service-accounts/default/token"})
    void request_that_a_proxy_has_forwarded_is_refused(String path) throws Exception {
        HttpAnswer answer = get(path, FLAVOR, "X-Forwarded-For: 192.0.2.1");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("X-Forwarded-For").doesNotContain("emulator-");
    }

    @Test
    void waiting_for_a_change_is_refused_at_once() throws Exception {
        HttpAnswer answer = get(V1 + "instance/zone?wait_for_change=true&last_etag=0", FLAVOR);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("without wait_for_change");
        assertThat(get(V1 + "instance/zone?wait_for_change=false", FLAVOR).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/computeMetadata/v1/project/project-id"})
    void head_has_the_headers_of_get(String path) throws Exception {
        HttpAnswer get = get(path, FLAVOR);
        HttpAnswer head = send("HEAD", path, FLAVOR);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/html, image/gif, image/jpeg, */*; q=0.2"})
    void client_finds_the_server_at_the_root(String accept) throws Exception {
        HttpAnswer answer = get("/", FLAVOR, "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("metadata-flavor", "Google");
        assertThat(answer.body()).isEqualTo("computeMetadata/\n");
    }

    @Test
    void root_is_the_document_and_the_console_for_other_clients() throws Exception {
        HttpAnswer document = get("/");

        assertThat(json(document.body()).get("name").asText()).isEqualTo("Cloud Tasks emulator");
        assertThat(document.headers()).doesNotContainKey("metadata-flavor");
        assertThat(get("/", BROWSER).body()).startsWith("<!DOCTYPE html>");
        assertThat(get("/", "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.google.internal", "metadata", "169.254.169.254", "metadata.google.internal:80"})
    void names_of_the_real_server_are_accepted(String host) throws Exception {
        assertThat(get(V1 + "project/project-id", FLAVOR, "Host: " + host).body())
                .isEqualTo("shop");
        assertThat(get("/", FLAVOR, "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.attacker.example.com", "google.internal.attacker.com"})
    void other_public_names_are_refused(String host) throws Exception {
        HttpAnswer answer = get(ACCOUNT + "token", FLAVOR, "Host: " + host);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("DNS rebinding").doesNotContain("emulator-");
    }

    @Test
    void web_page_does_not_get_permission_to_send_the_header() throws Exception {
        for (String host : List.of("localhost:" + emulator.port(), "169.254.169.254", "metadata.google.internal")) {
            HttpAnswer answer = send(
                    "OPTIONS",
                    ACCOUNT + "token",
                    "Host: " + host,
                    "Origin: https://attacker.example",
                    "Access-Control-Request-Method: GET",
                    "Access-Control-Request-Headers: metadata-flavor");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://attacker.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void request_of_a_web_page_is_refused_even_with_the_header(String header) throws Exception {
        for (String path : List.of("/", ACCOUNT + "token")) {
            HttpAnswer answer = get(path, FLAVOR, header);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("emulator-");
        }
    }

    @Test
    void other_method_is_not_found() throws Exception {
        assertThat(send("POST", ACCOUNT + "token", FLAVOR, "Content-Length: 0").status())
                .isEqualTo(404);
    }

    @Test
    void project_is_demo_without_a_setting() throws Exception {
        try (CloudTasksEmulator other = new CloudTasksEmulator().start()) {
            CloudTasksEmulator first = emulator;
            emulator = other;
            assertThat(get(V1 + "project/project-id", FLAVOR).body()).isEqualTo("demo");
            assertThat(get(ACCOUNT + "email", FLAVOR).body()).isEqualTo("emulator@demo.iam.gserviceaccount.com");
            emulator = first;
        }
    }
}
