package io.github.cloudtasks.rest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("documented")
final class BufferTaskEndpointTest {
    private static final String QUEUE = "projects/p/locations/l/queues/q";
    private static final String TASKS = "/v2beta2/" + QUEUE + "/tasks";

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
    }

    @Test
    void request_body_and_headers_become_a_task() throws IOException {
        RawHttpClient.Response response =
                server.send("POST", TASKS + "/my-task:buffer", "{\"a\": 1}", "Content-Type: application/json");
        assertThat(response.body())
                .isEqualTo("{\n  \"task\": {\n    \"name\": \"" + QUEUE + "/tasks/my-task\"\n  }\n}\n");
        FakeApiVersion.Buffered buffered = api.lastBuffered();
        assertThat(buffered.queue()).isEqualTo(QUEUE);
        assertThat(buffered.taskId()).isEqualTo("my-task");
        assertThat(buffered.body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\": 1}");
        assertThat(buffered.headers()).isEqualTo(Map.of("Content-Type", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void every_method_is_accepted_with_or_without_task_id(String method) throws IOException {
        assertThat(server.send(method, TASKS + ":buffer", "x").status()).isEqualTo(200);
        assertThat(api.lastBuffered().taskId()).isEmpty();
        assertThat(api.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("x");
    }

    @Test
    void headers_of_the_connection_are_dropped() throws IOException {
        server.send(
                "POST",
                TASKS + ":buffer",
                "x",
                "Content-Type: text/plain; charset=utf-8",
                "X-Many: 1",
                "x-many: 2",
                "Authorization: Bearer t",
                "Connection: keep-alive",
                "Keep-Alive: 5",
                "TE: trailers",
                "Accept-Encoding: gzip",
                "User-Agent: me",
                "X-HTTP-Method-Override: PUT");
        assertThat(api.lastBuffered().headers())
                .isEqualTo(Map.of("Content-Type", "text/plain; charset=utf-8", "X-Many", "1,2", "User-Agent", "me"));
    }

    @Test
    @Tag("documented")
    void http_body_message_of_generated_clients_is_accepted() throws IOException {
        server.send(
                "POST",
                TASKS + "/t:buffer",
                "{\"body\": {\"contentType\": \"text/plain\", \"data\": \"aGVsbG8=\"}}",
                "Content-Type: application/json");
        assertThat(api.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello");
        assertThat(api.lastBuffered().headers()).containsEntry("Content-Type", "text/plain");
    }

    @Test
    @Tag("inferred")
    void system_parameters_are_accepted_and_others_rejected() throws IOException {
        assertThat(server.send("POST", TASKS + ":buffer?prettyPrint=false&key=k", "x")
                        .body())
                .isEqualTo("{\"task\":{\"name\":\"" + QUEUE + "/tasks/1\"}}");
        assertThat(server.send("POST", TASKS + ":buffer?mine=1", "x").status()).isEqualTo(400);
    }

    @Test
    @Tag("inferred")
    void form_is_the_body_of_the_task() throws IOException {
        server.send("POST", TASKS + ":buffer", "a=1&b=2", "Content-Type: application/x-www-form-urlencoded");
        assertThat(api.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a=1&b=2");
    }
}
