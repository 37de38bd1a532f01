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
    }

    @Test
    void a_bare_request_becomes_a_task() throws IOException {
        RawHttpClient.Response response =
                door.send("POST", TASKS + "/my-task:buffer", "{\"a\": 1}", "Content-Type: application/json");
        assertThat(response.body())
                .isEqualTo("{\n  \"task\": {\n    \"name\": \"" + QUEUE + "/tasks/my-task\"\n  }\n}\n");
        FakeApiVersion.Buffered buffered = calls.lastBuffered();
        assertThat(buffered.queue()).isEqualTo(QUEUE);
        assertThat(buffered.taskId()).isEqualTo("my-task");
        assertThat(buffered.body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\": 1}");
        assertThat(buffered.headers()).isEqualTo(Map.of("Content-Type", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void any_method_will_do_and_the_id_may_be_missing(String method) throws IOException {
        assertThat(door.send(method, TASKS + ":buffer", "x").status()).isEqualTo(200);
        assertThat(calls.lastBuffered().taskId()).isEmpty();
        assertThat(calls.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("x");
    }

    @Test
    void what_belongs_to_the_message_goes_with_it_and_what_belongs_to_the_connection_stays() throws IOException {
        door.send(
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
        assertThat(calls.lastBuffered().headers())
                .isEqualTo(Map.of("Content-Type", "text/plain; charset=utf-8", "X-Many", "1,2", "User-Agent", "me"));
    }

    @Test
    @Tag("documented")
    void clients_made_from_the_discovery_document_send_a_message() throws IOException {
        door.send(
                "POST",
                TASKS + "/t:buffer",
                "{\"body\": {\"contentType\": \"text/plain\", \"data\": \"aGVsbG8=\"}}",
                "Content-Type: application/json");
        assertThat(calls.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello");
        assertThat(calls.lastBuffered().headers()).containsEntry("Content-Type", "text/plain");
    }

    @Test
    @Tag("inferred")
    void the_front_ends_parameters_are_understood_and_no_others() throws IOException {
        assertThat(door.send("POST", TASKS + ":buffer?prettyPrint=false&key=k", "x")
                        .body())
                .isEqualTo("{\"task\":{\"name\":\"" + QUEUE + "/tasks/1\"}}");
        assertThat(door.send("POST", TASKS + ":buffer?mine=1", "x").status()).isEqualTo(400);
    }

    @Test
    @Tag("inferred")
    void a_form_is_the_body_and_no_query() throws IOException {
        door.send("POST", TASKS + ":buffer", "a=1&b=2", "Content-Type: application/x-www-form-urlencoded");
        assertThat(calls.lastBuffered().body().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a=1&b=2");
    }
}
