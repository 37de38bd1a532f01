package io.github.cloudtasks.testcontainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses a server that records requests. {@code ContainerIT} uses the emulator. */
class ControlClientTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ControlClient control;
    private int status = 200;
    private String text = "an answer";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        control = new ControlClient("127.0.0.1", server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        byte[] answer = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void environment_is_read_from_json() {
        text = """
            {"variables": {"A": "1, \\"two\\"\\n\\u00e9\\\\", "B": ""}, "files": {"php/a.ini": "aGVsbG8="}}
            """;

        ClientEnvironment environment =
                control.environment("tasks:8123", "/etc/tasks", Map.of("X", "tab\t\"quoted\""), "-\n");

        assertThat(calls)
                .containsExactly(
                        "POST /emulator/v1/client-environment {\"address\": \"tasks:8123\", \"directory\":"
                                + " \"/etc/tasks\", \"environment\": {\"X\": \"tab\\u0009\\\"quoted\\\"\"}, \"roots\": \"-\\u000a\"}");
        assertThat(environment.variables()).containsExactly(entry("A", "1, \"two\"\né\\"), entry("B", ""));
        assertThat(environment.files().get("php/a.ini")).asString(UTF_8).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"variables\": 1}", "{\"variables\": {\"A\": \"1\"", "{\"a\": {\"b\": \"\\u00"})
    void response_that_is_no_environment_is_an_error(String json) {
        text = json;

        assertThatThrownBy(() -> control.environment("tasks:8123", "/etc/tasks", Map.of(), ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The response of the emulator is not the expected JSON at character ");
    }

    @Test
    void commands_are_posted_as_json() {
        control.reset();
        control.awaitIdle(null, Duration.ofSeconds(10));
        control.awaitIdle("projects/p/locations/us-central1/queues/q", Duration.ofMillis(1500));
        control.advance(Duration.ofDays(1));
        control.advance(Duration.ofNanos(1_000));
        control.saveSnapshot("a");
        control.restoreSnapshot("a b");
        control.deleteSnapshot("a");

        assertThat(calls)
                .containsExactly(
                        "POST /emulator/v1/reset {}",
                        "POST /emulator/v1/await-idle {\"timeout\": \"10s\"}",
                        "POST /emulator/v1/await-idle {\"queue\": \"projects/p/locations/us-central1/queues/q\", \"timeout\": \"1.5s\"}",
                        "POST /emulator/v1/time/advance {\"by\": \"86400s\", \"timeout\": \"300s\"}",
                        "POST /emulator/v1/time/advance {\"by\": \"0.000001s\", \"timeout\": \"300s\"}",
                        "POST /emulator/v1/snapshots {\"name\": \"a\", \"replace\": true}",
                        "POST /emulator/v1/snapshots/a%20b:restore {}",
                        "DELETE /emulator/v1/snapshots/a ");
    }

    @Test
    void attempts_are_returned_unchanged() {
        assertThat(control.attempts()).isEqualTo("an answer");
        assertThat(calls).containsExactly("GET /emulator/v1/attempts ");
    }

    /** Names of services in compose and Swarm. */
    @ParameterizedTest
    @ValueSource(strings = {"STACK_docker", "docker_host.example", "_docker", "docker_"})
    void name_of_the_docker_host_may_have_underscores(String name) {
        ControlClient underName = new ControlClient(name, server.getAddress().getPort(), host -> {
            assertThat(host).isEqualTo(name);
            return InetAddress.getLoopbackAddress();
        });

        underName.reset();

        assertThat(calls).containsExactly("POST /emulator/v1/reset {}");
    }

    @Test
    void docker_host_that_does_not_resolve_is_named() {
        ControlClient unknown = new ControlClient("docker_host", 1, host -> {
            throw new UnknownHostException("no such name");
        });

        assertThatThrownBy(unknown::reset)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The Docker host docker_host could not be found: no such name");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,127.0.0.1,http://localhost:80/",
        "docker-host.example,127.0.0.1,http://docker-host.example:80/",
        "[::1],127.0.0.1,http://[::1]:80/",
        "my_host,127.0.0.1,http://127.0.0.1:80/",
        "my_host,::1,http://[0:0:0:0:0:0:0:1]:80/"
    })
    void uri_has_a_host_that_java_accepts(String host, String address, String expected) throws Exception {
        URI uri = ContainerUri.of(host, 80, "/", name -> InetAddress.getByName(address));

        assertThat(uri).hasToString(expected);
        assertThat(uri.getHost()).isNotNull();
    }

    @Test
    void error_response_is_reported() {
        status = 409;

        assertThatThrownBy(() -> control.awaitIdle(null, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("POST http://127.0.0.1:")
                .hasMessageEndingWith("/emulator/v1/await-idle returned 409: an answer");
    }

    @Test
    void unreachable_emulator_is_named() {
        server.stop(0);

        assertThatThrownBy(control::reset)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/emulator/v1/reset could not be called");
    }
}
