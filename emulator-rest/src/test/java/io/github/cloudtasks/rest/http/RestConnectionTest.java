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

/** HTTP/1.1 as clients speak it. */
@Tag("documented")
final class RestConnectionTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private static final FakeApiVersion calls = new FakeApiVersion();
    private static LoopbackRestServer door;

    @BeforeAll
    static void open() {
        door = new LoopbackRestServer(calls.version());
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @BeforeEach
    void forget() {
        calls.forget();
        calls.answer("GetQueue", request -> Queue.newBuilder().setName("q").build());
    }

    @Test
    void an_answer_has_a_type_and_a_length() throws IOException {
        RawHttpClient.Response response = door.get(QUEUE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.header("content-length")).isEqualTo("18");
        assertThat(response.body()).isEqualTo("{\n  \"name\": \"q\"\n}\n");
    }

    @Test
    void a_connection_is_used_again() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(wire.send("GET", QUEUE, null).receive("GET").status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void requests_that_are_sent_at_once_are_answered_in_their_order() throws IOException {
        calls.answer(
                "GetTask",
                r -> Task.newBuilder().setName(((GetTaskRequest) r).getName()).build());
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append("GET ").append(QUEUE).append("/tasks/").append(i).append(" HTTP/1.1\nHost: x\n\n");
        }
        try (RawHttpClient wire = door.connect()) {
            wire.raw(all.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(wire.receive("GET").body()).contains("/tasks/" + i + "\"");
            }
        }
    }

    @Test
    void a_client_that_wants_no_more_is_let_go() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            RawHttpClient.Response response =
                    wire.send("GET", QUEUE, null, "Connection: close").receive("GET");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_client_of_http_1_0_is_let_go_unless_it_asks_to_stay() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            assertThat(wire.raw("GET " + QUEUE + " HTTP/1.0\n\n").receive("GET").status())
                    .isEqualTo(200);
            assertThat(wire.isClosedByServer()).isTrue();
        }
        try (RawHttpClient wire = door.connect()) {
            for (int i = 0; i < 2; i++) {
                wire.raw("GET " + QUEUE + " HTTP/1.0\nConnection: keep-alive\n\n");
                assertThat(wire.receive("GET").header("connection")).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void a_body_may_come_in_chunks() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n7\n{\"task\"\n1\n:\n");
            wire.raw("e;ext=1\n{\"name\":\"chu\"}\n1\n}\n0\nTrailer: t\n\n");
            assertThat(wire.receive("POST").status()).isEqualTo(200);
        }
        assertThat(((CreateTaskRequest) calls.lastRequest()).getTask().getName())
                .isEqualTo("chu");
    }

    @Test
    void a_client_that_waits_for_a_nod_gets_one() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 2\n\n");
            assertThat(wire.receive("POST").status()).isEqualTo(100);
            wire.raw("{}");
            assertThat(wire.receive("POST").status()).isEqualTo(200);
        }
    }

    @Test
    void a_post_needs_neither_a_body_nor_a_length_nor_a_type() throws IOException {
        assertThat(door.send("POST", QUEUE + ":pause", null).status()).isEqualTo(200);
        assertThat(door.send("POST", QUEUE + ":pause", "").status()).isEqualTo(200);
        assertThat(door.send("POST", QUEUE + "/tasks", "{\"task\":{}}").status())
                .isEqualTo(200);
        assertThat(door.send("POST", QUEUE + "/tasks", "{}", "Content-Type: text/plain")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_head_is_answered_without_a_body() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            RawHttpClient.Response response = wire.send("HEAD", QUEUE, null).receive("HEAD");
            assertThat(response.status()).isEqualTo(404);
            assertThat(Integer.parseInt(response.header("content-length"))).isPositive();
            assertThat(wire.send("GET", QUEUE, null).receive("GET").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OPTIONS * ", "OPTIONS " + QUEUE + " ", "TRACE / ", "BREW /coffee ", "CONNECT localhost:1 "})
    @Tag("inferred")
    void other_methods_are_not_found(String request) throws IOException {
        try (RawHttpClient wire = door.connect()) {
            assertThat(wire.raw(request + "HTTP/1.1\nHost: x\n\n")
                            .receive("GET")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_large_answer_is_compressed_for_who_wants_it() throws IOException {
        calls.answer("GetQueue", Queue.newBuilder().setName("q".repeat(5000)).build());
        RawHttpClient.Response compressed = door.send("GET", QUEUE, null, "Accept-Encoding: br, gzip;q=0.8");
        assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
        assertThat(compressed.bytes().length).isLessThan(1000);
        assertThat(compressed.body()).contains("q".repeat(5000));
        for (String other : new String[] {"Accept-Encoding: gzip;q=0", "Accept-Encoding: br", "X: gzip"}) {
            RawHttpClient.Response plain = door.send("GET", QUEUE, null, other);
            assertThat(plain.header("content-encoding")).isNull();
            assertThat(plain.body()).contains("q".repeat(5000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "deflate", "identity"})
    void a_body_may_be_compressed(String coding) throws IOException {
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
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Encoding: " + coding + "\n");
            wire.raw("Content-Length: " + coded.size() + "\n\n");
            assertThat(wire.raw(coded.toByteArray()).receive("POST").status()).isEqualTo(200);
        }
        assertThat(((CreateTaskRequest) calls.lastRequest()).getTask().getName())
                .isEqualTo("small");
    }

    @Test
    void a_task_of_a_megabyte_fits() throws IOException {
        String payload = "QUJD".repeat(350_000);
        String body = "{\"task\":{\"pullMessage\":{\"payload\":\"" + payload + "\"}}}";
        assertThat(door.send("POST", QUEUE + "/tasks", body).status()).isEqualTo(200);
        Task task = ((CreateTaskRequest) calls.lastRequest()).getTask();
        assertThat(task.getPullMessage().getPayload().size()).isEqualTo(1_050_000);
    }

    @Test
    void an_answer_of_many_megabytes_arrives_whole() throws IOException {
        Task task = Task.newBuilder().setName("n".repeat(1 << 20)).build();
        ListTasksResponse.Builder list = ListTasksResponse.newBuilder();
        for (int i = 0; i < 20; i++) {
            list.addTasks(task);
        }
        calls.answer("ListTasks", list.build());
        assertThat(door.get(QUEUE + "/tasks").bytes().length).isGreaterThan(20 << 20);
    }

    @Test
    @Tag("unlike")
    void the_root_says_who_is_here() throws IOException {
        RawHttpClient.Response response = door.get("/");
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
    void documents_of_others_stand_beside_the_api() throws IOException {
        JsonDocument document = new JsonDocument(
                "/.well-known/here",
                origin -> JsonNodeFactory.instance.objectNode().put("url", origin + "/other"));
        try (LoopbackRestServer more =
                new LoopbackRestServer(calls.version(), List.of(document), ConnectionLimits.DEFAULT)) {
            assertThat(more.get("/.well-known/here?prettyPrint=false").body())
                    .isEqualTo("{\"url\":\"http://localhost/other\"}");
            assertThat(more.send("POST", "/.well-known/here", "{}").status()).isEqualTo(404);
            assertThat(more.get(QUEUE).status()).isEqualTo(200);
        }
    }
}
