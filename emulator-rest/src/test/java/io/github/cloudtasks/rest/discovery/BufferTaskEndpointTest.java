package io.github.cloudtasks.rest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.RouterFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
    @EnumSource(HttpMethod.class)
    @Tag("documented")
    void every_method_of_tasks_is_kept_with_or_without_task_id(HttpMethod method) {
        for (String path : List.of("/t:buffer", ":buffer", "/:buffer")) {
            RouterFixture router = new RouterFixture();

            RouterFixture.Response response = router.send(method.name(), TASKS + path, "x");

            assertThat(response.status()).as(path).isEqualTo(200);
            FakeApiVersion.Buffered buffered = router.api.lastBuffered();
            assertThat(buffered.method()).isEqualTo(method);
            assertThat(buffered.taskId()).isEqualTo(path.startsWith("/t") ? "t" : "");
            assertThat(buffered.body().toByteArray())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND", "QUERY", "BREW", "get", "POST2"})
    @Tag("inferred")
    void method_that_no_task_can_have_is_rejected(String method) throws IOException {
        RawHttpClient.Response response = server.send(method, TASKS + "/t:buffer", "");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains("INVALID_ARGUMENT")
                .contains("A task cannot have the HTTP method " + method
                        + ". Send the request with one of POST, GET, HEAD, PUT, DELETE, PATCH, OPTIONS.");
        assertThat(api.lastBuffered()).isNull();
    }

    /** Sent by clients that are generated from the discovery document, and by gcloud's documented example. */
    @ParameterizedTest
    @ValueSource(strings = {"/:buffer", "/%3Abuffer", "//:buffer", ":buffer"})
    @Tag("documented")
    void empty_task_id_is_no_task_id(String path) throws IOException {
        assertThat(server.send("POST", TASKS + path, "x").status()).isEqualTo(200);
        assertThat(api.lastBuffered().queue()).isEqualTo(QUEUE);
        assertThat(api.lastBuffered().taskId()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void method_override_is_the_method_of_the_task() throws IOException {
        server.send("POST", TASKS + ":buffer", "x", "X-HTTP-Method-Override: PUT");

        assertThat(api.lastBuffered().method()).isEqualTo(HttpMethod.PUT);
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
