package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.server.control.BlockingControl;
import io.github.cloudtasks.server.history.AttemptRecord;
import io.github.cloudtasks.server.settings.CommandLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BufferTask from the request of a client to the request at the target. */
@Timeout(60)
class BufferedRequestsTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer target;
    private EmulatorServer emulator;

    @BeforeEach
    void start() throws Exception {
        target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        target.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        target.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
        emulator = new EmulatorServer(CommandLine.parseSettings(List.of("--port", "0"))).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
        target.stop(0);
        http.close();
    }

    static Stream<Arguments> versionsAndMethods() {
        return Stream.of("v2", "v2beta3", "v2beta2")
                .flatMap(version -> Stream.of(HttpMethod.values()).map(method -> Arguments.of(version, method)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndMethods")
    @Tag("documented")
    void request_is_delivered_with_its_method(String version, HttpMethod method) throws Exception {
        createQueue(version, "");
        String body = method.takesBody() ? "hello" : "";

        for (String path : List.of("/tasks/t:buffer", "/tasks:buffer", "/tasks/:buffer")) {
            received.clear();
            assertThat(send(version, method.name(), path, body).statusCode()).isEqualTo(200);
            AttemptRecord attempt = new BlockingControl(emulator.control()).takeAttempt(Duration.ofSeconds(20));

            assertThat(attempt.request()).isNotNull();
            assertThat(attempt.request().method()).isEqualTo(method);
            assertThat(received).containsExactly((method + " /work " + body).strip());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    @Tag("documented")
    void method_of_the_queue_replaces_that_of_the_request(String version) throws Exception {
        createQueue(version, ", \"httpMethod\": \"PUT\"");

        assertThat(send(version, "GET", "/tasks:buffer", "").statusCode()).isEqualTo(200);
        new BlockingControl(emulator.control()).takeAttempt(Duration.ofSeconds(20));

        assertThat(received).containsExactly("PUT /work");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND"})
    @Tag("inferred")
    void method_that_no_task_can_have_is_rejected(String method) throws Exception {
        createQueue("v2", "");

        HttpResponse<String> response = send("v2", method, "/tasks:buffer", "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("INVALID_ARGUMENT", "A task cannot have the HTTP method " + method);
    }

    private void createQueue(String version, String more) throws Exception {
        String uri = "{\"scheme\": \"HTTP\", \"host\": \"127.0.0.1\", \"port\": "
                + target.getAddress().getPort() + ", \"pathOverride\": {\"path\": \"/work\"}}";
        String queue = "{\"name\": \"" + QUEUE + "\", \"httpTarget\": {\"uriOverride\": " + uri + more + "}}";
        HttpResponse<String> created = http.send(
                HttpRequest.newBuilder(uri(version, QUEUE.substring(0, QUEUE.lastIndexOf('/'))))
                        .POST(BodyPublishers.ofString(queue))
                        .build(),
                BodyHandlers.ofString());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(String version, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(version, QUEUE + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private URI uri(String version, String path) {
        return URI.create("http://" + emulator.callableAddress() + "/" + version + "/" + path);
    }
}
