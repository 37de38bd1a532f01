package io.github.cloudtasks.rest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.time.VirtualTimeline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparison of the generated documents with the published ones. */
@ParameterizedClass
@ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
@Tag("documented")
final class DiscoveryDocumentTest {
    /**
     * Fields of the published IAM messages that the published document omits, and the messages that only they
     * reference.
     */
    private static final Set<String> ONLY_HERE =
            Set.of("AuditConfig", "AuditLogConfig", "Policy.auditConfigs", "SetIamPolicyRequest.updateMask");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String version;
    private final LoopbackRestServer server;
    private final JsonNode ours;
    private final JsonNode real;

    DiscoveryDocumentTest(String version) throws IOException {
        this.version = version;
        CloudTasks engine = new CloudTasks(
                Limits.DEFAULTS, new VirtualTimeline(Instant.EPOCH), dispatch -> new CompletableFuture<>());
        server = new LoopbackRestServer(ApiVersions.of(engine).stream()
                .filter(each -> each.id().equals(version))
                .findFirst()
                .orElseThrow());
        ours = JSON.readTree(server.get("/$discovery/rest?version=" + version).body());
        try (InputStream in = DiscoveryDocumentTest.class.getResourceAsStream(version + ".json")) {
            real = JSON.readTree(in);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Map<String, JsonNode> methods(JsonNode resources) {
        Map<String, JsonNode> methods = new TreeMap<>();
        for (JsonNode resource : resources) {
            resource.path("methods")
                    .forEach(method -> methods.put(method.path("id").asText(), method));
            methods.putAll(methods(resource.path("resources")));
        }
        return methods;
    }

    @Test
    void document_has_the_methods_of_the_published_one() {
        Set<String> expected = new TreeSet<>();
        real.path("methods").forEach(method -> expected.add(method.path("id").asText()));
        assertThat(methods(ours.path("resources")).keySet()).isEqualTo(expected);
    }

    @Test
    void method_id_matches_its_place_in_the_tree() {
        methods(ours.path("resources")).keySet().forEach(id -> {
            JsonNode level = ours;
            String[] names = id.split("\\.");
            for (int i = 1; i < names.length - 1; i++) {
                level = level.path("resources").path(names[i]);
            }
            assertThat(level.path("methods")
                            .path(names[names.length - 1])
                            .path("id")
                            .asText())
                    .isEqualTo(id);
        });
    }

    @Test
    void methods_match_those_of_the_published_document() {
        Map<String, JsonNode> here = methods(ours.path("resources"));
        for (JsonNode method : real.path("methods")) {
            String id = method.path("id").asText();
            JsonNode our = here.get(id);
            for (String key : new String[] {"httpMethod", "path", "flatPath", "parameterOrder"}) {
                assertThat(our.path(key)).as("%s of %s", key, id).isEqualTo(method.path(key));
            }
            for (String message : new String[] {"request", "response"}) {
                assertThat(our.path(message).path("$ref").asText(null))
                        .as(id)
                        .isEqualTo(method.path(message).asText(null));
            }
            assertThat(our.path("parameters")).as("parameters of %s", id).isEqualTo(method.path("parameters"));
        }
    }

    @Test
    void schemas_have_the_fields_of_the_published_ones() {
        ours.path("schemas").properties().forEach(schema -> {
            JsonNode expected = real.path("schemas").path(schema.getKey());
            schema.getValue().path("properties").properties().forEach(property -> {
                if (ONLY_HERE.contains(schema.getKey())
                        || ONLY_HERE.contains(schema.getKey() + "." + property.getKey())) {
                    return;
                }
                JsonNode their = expected.path(property.getKey());
                for (String key : new String[] {"type", "format", "$ref", "enum"}) {
                    assertThat(property.getValue().path(key))
                            .as("%s of %s.%s", key, schema.getKey(), property.getKey())
                            .isEqualTo(their.path(key));
                }
            });
        });
    }

    @Test
    void published_schemas_exist_with_their_fields() {
        real.path("schemas")
                .properties()
                .forEach(schema -> assertThat(ours.at("/schemas/" + schema.getKey() + "/properties")
                                .properties())
                        .as(schema.getKey())
                        .extracting(Map.Entry::getKey)
                        .containsAll(schema.getValue().properties().stream()
                                .map(Map.Entry::getKey)
                                .toList()));
    }

    @Test
    void every_reference_has_a_schema() {
        Set<String> missing = new TreeSet<>();
        ours.findValuesAsText("$ref").forEach(name -> {
            if (!ours.path("schemas").has(name)) {
                missing.add(name);
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void urls_have_the_origin_of_the_request() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /$discovery/rest?version=" + version + " HTTP/1.1\nHost: tasks.test:8123\n\n");
            JsonNode document = JSON.readTree(client.receive("GET").body());
            assertThat(document.path("rootUrl").asText()).isEqualTo("http://tasks.test:8123/");
            assertThat(document.path("baseUrl").asText()).isEqualTo("http://tasks.test:8123/");
            assertThat(document.path("servicePath").asText()).isEmpty();
            assertThat(document.path("batchPath").asText()).isEqualTo("batch");
        }
    }

    @Test
    void document_has_its_name_and_version() {
        assertThat(ours.path("kind").asText()).isEqualTo("discovery#restDescription");
        assertThat(ours.path("id").asText()).isEqualTo("cloudtasks:" + version);
        assertThat(ours.path("protocol").asText()).isEqualTo("rest");
        assertThat(ours.at("/auth/oauth2/scopes").has("https://www.googleapis.com/auth/cloud-platform"))
                .isTrue();
        assertThat(ours.path("parameters").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "$.xgafv",
                        "access_token",
                        "alt",
                        "callback",
                        "fields",
                        "key",
                        "oauth_token",
                        "prettyPrint",
                        "quotaUser",
                        "uploadType",
                        "upload_protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%%24discovery/rest?version=%s",
                "/$discovery/rest",
                "/$discovery/rest?version=%s&fields=kind&pp=0&labels=x",
                "/discovery/v1/apis/cloudtasks/%s/rest",
            })
    void document_is_served_at_several_paths(String target) throws IOException {
        assertThat(JSON.readTree(server.get(target.formatted(version)).body())).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/$discovery/rest?version=v9",
                "/$discovery/rest?version=",
                "/discovery/v1/apis/cloudtasks/v9/rest",
                "/discovery/v1/apis/storage/%s/rest",
            })
    void document_of_unknown_version_is_not_found(String target) throws IOException {
        RawHttpClient.Response response = server.get(target.formatted(version));
        assertThat(response.status()).isEqualTo(404);
        assertThat(JSON.readTree(response.body()).path("error").path("status").asText())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void directory_lists_the_documents() throws IOException {
        JsonNode list = JSON.readTree(server.get("/discovery/v1/apis").body());
        assertThat(list.path("kind").asText()).isEqualTo("discovery#directoryList");
        assertThat(list.path("items")).hasSize(1);
        String url = list.path("items").path(0).path("discoveryRestUrl").asText();
        assertThat(url).isEqualTo("http://localhost/$discovery/rest?version=" + version);
        assertThat(JSON.readTree(server.get(url).body())).isEqualTo(ours);
    }
}
