package io.github.cloudtasks.testcontainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses a server that records requests. {@code ContainerIT} uses the emulator. */
class ControlClientTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ControlClient control;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        control = new ControlClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/emulator/v1"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        byte[] answer = "an answer".getBytes(UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void commands_are_posted_as_json() {
        control.reset();
        control.awaitIdle(null, Duration.ofSeconds(10));
        control.awaitIdle("projects/p/locations/us-central1/queues/q", Duration.ofMillis(1500));
        control.advance(Duration.ofDays(1));
        control.advance(Duration.ofNanos(1_000));

        assertThat(calls)
                .containsExactly(
                        "POST /emulator/v1/reset {}",
                        "POST /emulator/v1/await-idle {\"timeout\": \"10s\"}",
                        "POST /emulator/v1/await-idle {\"queue\": \"projects/p/locations/us-central1/queues/q\", \"timeout\": \"1.5s\"}",
                        "POST /emulator/v1/time/advance {\"by\": \"86400s\", \"timeout\": \"300s\"}",
                        "POST /emulator/v1/time/advance {\"by\": \"0.000001s\", \"timeout\": \"300s\"}");
    }

    @Test
    void attempts_are_returned_unchanged() {
        assertThat(control.attempts()).isEqualTo("an answer");
        assertThat(calls).containsExactly("GET /emulator/v1/attempts ");
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
