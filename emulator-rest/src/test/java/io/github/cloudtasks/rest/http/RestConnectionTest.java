package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.JsonDocument;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 connections of well-behaved clients. */
@Tag("documented")
final class RestConnectionTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private static final FakeApiVersion api = new FakeApiVersion();
    private static LoopbackRestServer server;

    @BeforeAll
    static void open() {
        server = new LoopbackRestServer(api.version());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void forget() {
        api.forget();
        api.respondTo("GetQueue", request -> Queue.newBuilder().setName("q").build());
    }

    @Test
    void response_has_content_type_and_length() throws IOException {
        RawHttpClient.Response response = server.get(QUEUE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.header("content-length")).isEqualTo("18");
        assertThat(response.body()).isEqualTo("{\n  \"name\": \"q\"\n}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {QUEUE, QUEUE + "?callback=f", QUEUE + "?bogus=1", "/", "/$discovery/rest", "/nothing"})
    void browsers_must_not_guess_the_type_of_a_response(String target) throws IOException {
        assertThat(server.get(target).header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(server.send("HEAD", target, null).header("x-content-type-options"))
                .isEqualTo("nosniff");
    }

    @Test
    void caches_keep_compressed_and_plain_responses_apart() throws IOException {
        api.respondTo("GetQueue", Queue.newBuilder().setName("n".repeat(2000)).build());

        RawHttpClient.Response compressed = server.send("GET", QUEUE, null, "Accept-Encoding: gzip");

        assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
        assertThat(compressed.header("vary")).isEqualTo("accept-encoding");
        assertThat(server.get(QUEUE).header("vary")).isEqualTo("accept-encoding");
    }

    @Test
    void connection_is_kept_open() throws IOException {
        try (RawHttpClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET", QUEUE, null).receive("GET").status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void pipelined_requests_get_responses_in_order() throws IOException {
        api.respondTo(
                "GetTask",
                r -> Task.newBuilder().setName(((GetTaskRequest) r).getName()).build());
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append("GET ").append(QUEUE).append("/tasks/").append(i).append(" HTTP/1.1\nHost: x\n\n");
        }
        try (RawHttpClient client = server.connect()) {
            client.raw(all.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(client.receive("GET").body()).contains("/tasks/" + i + "\"");
            }
        }
    }

    @Test
    void connection_is_closed_on_request() throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response =
                    client.send("GET", QUEUE, null, "Connection: close").receive("GET");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http_1_0_connection_is_closed_without_keep_alive() throws IOException {
        try (RawHttpClient client = server.connect()) {
            assertThat(client.raw("GET " + QUEUE + " HTTP/1.0\n\n")
                            .receive("GET")
                            .status())
                    .isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (RawHttpClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                client.raw("GET " + QUEUE + " HTTP/1.0\nConnection: keep-alive\n\n");
                assertThat(client.receive("GET").header("connection")).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void chunked_body_is_accepted() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw(
                    "POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n7\n{\"task\"\n1\n:\n");
            client.raw("e;ext=1\n{\"name\":\"chu\"}\n1\n}\n0\nTrailer: t\n\n");
            assertThat(client.receive("POST").status()).isEqualTo(200);
        }
        assertThat(((CreateTaskRequest) api.lastRequest()).getTask().getName()).isEqualTo("chu");
    }

    @Test
    void expect_100_continue_is_respected() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 2\n\n");
            assertThat(client.receive("POST").status()).isEqualTo(100);
            client.raw("{}");
            assertThat(client.receive("POST").status()).isEqualTo(200);
        }
    }

    @Test
    void post_without_body_length_or_type_is_accepted() throws IOException {
        assertThat(server.send("POST", QUEUE + ":pause", null).status()).isEqualTo(200);
        assertThat(server.send("POST", QUEUE + ":pause", "").status()).isEqualTo(200);
        assertThat(server.send("POST", QUEUE + "/tasks", "{\"task\":{}}").status())
                .isEqualTo(200);
        assertThat(server.send("POST", QUEUE + "/tasks", "{}", "Content-Type: text/plain")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void head_response_has_no_body() throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response = client.send("HEAD", QUEUE, null).receive("HEAD");
            assertThat(response.status()).isEqualTo(404);
            assertThat(Integer.parseInt(response.header("content-length"))).isPositive();
            assertThat(client.send("GET", QUEUE, null).receive("GET").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS * ", "OPTIONS " + QUEUE + " ", "TRACE / ", "BREW /coffee "})
    @Tag("inferred")
    void unknown_methods_are_not_found(String request) throws IOException {
        try (RawHttpClient client = server.connect()) {
            assertThat(client.raw(request + "HTTP/1.1\nHost: x\n\n")
                            .receive("GET")
                            .status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "other.example:443", "/", "http://other.example/"})
    void connect_is_not_found_and_names_the_flag(String target) throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response = client.raw("CONNECT " + target + " HTTP/1.1\nHost: other.example\n\n")
                    .receive("GET");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).contains("--proxy");
        }
    }

    @Test
    void large_response_is_compressed_if_client_accepts_gzip() throws IOException {
        api.respondTo("GetQueue", Queue.newBuilder().setName("q".repeat(5000)).build());
        RawHttpClient.Response compressed = server.send("GET", QUEUE, null, "Accept-Encoding: br, gzip;q=0.8");
        assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
        assertThat(compressed.bytes().length).isLessThan(1000);
        assertThat(compressed.body()).contains("q".repeat(5000));
        for (String other : new String[] {"Accept-Encoding: gzip;q=0", "Accept-Encoding: br", "X: gzip"}) {
            RawHttpClient.Response plain = server.send("GET", QUEUE, null, other);
            assertThat(plain.header("content-encoding")).isNull();
            assertThat(plain.body()).contains("q".repeat(5000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "deflate", "identity"})
    void compressed_body_is_accepted(String coding) throws IOException {
        byte[] json = "{\"task\":{\"name\":\"small\"}}".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        switch (coding) {
            case "deflate" -> {
                try (DeflaterOutputStream out = new DeflaterOutputStream(coded)) {
                    out.write(json);
                }
            }
            case "identity" -> coded.write(json);
            default -> {
                try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
                    out.write(json);
                }
            }
        }
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Encoding: " + coding + "\n");
            client.raw("Content-Length: " + coded.size() + "\n\n");
            assertThat(client.raw(coded.toByteArray()).receive("POST").status()).isEqualTo(200);
        }
        assertThat(((CreateTaskRequest) api.lastRequest()).getTask().getName()).isEqualTo("small");
    }

    @Test
    void task_of_one_megabyte_is_accepted() throws IOException {
        String payload = "QUJD".repeat(350_000);
        String body = "{\"task\":{\"pullMessage\":{\"payload\":\"" + payload + "\"}}}";
        assertThat(server.send("POST", QUEUE + "/tasks", body).status()).isEqualTo(200);
        Task task = ((CreateTaskRequest) api.lastRequest()).getTask();
        assertThat(task.getPullMessage().getPayload().size()).isEqualTo(1_050_000);
    }

    @Test
    void response_of_many_megabytes_arrives_complete() throws IOException {
        Task task = Task.newBuilder().setName("n".repeat(1 << 20)).build();
        ListTasksResponse.Builder list = ListTasksResponse.newBuilder();
        for (int i = 0; i < 20; i++) {
            list.addTasks(task);
        }
        api.respondTo("ListTasks", list.build());
        assertThat(server.get(QUEUE + "/tasks").bytes().length).isGreaterThan(20 << 20);
    }

    @Test
    @Tag("unlike")
    void root_lists_the_api_versions() throws IOException {
        RawHttpClient.Response response = server.get("/");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
            {
              "name": "Cloud Tasks emulator",
              "versions": [
                {
                  "version": "v2beta2",
                  "discoveryRestUrl": "http://localhost/$discovery/rest?version=v2beta2"
                }
              ]
            }
            """);
    }

    @Test
    @Tag("unlike")
    void further_documents_are_served() throws IOException {
        JsonDocument document = new JsonDocument(
                "/.well-known/here",
                origin -> JsonNodeFactory.instance.objectNode().put("url", origin + "/other"));
        try (LoopbackRestServer more =
                new LoopbackRestServer(api.version(), List.of(document), ConnectionLimits.DEFAULT)) {
            assertThat(more.get("/.well-known/here?prettyPrint=false").body())
                    .isEqualTo("{\"url\":\"http://localhost/other\"}");
            assertThat(more.send("POST", "/.well-known/here", "{}").status()).isEqualTo(404);
            assertThat(more.get(QUEUE).status()).isEqualTo(200);
        }
    }
}
