package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.tls.TlsClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The requests of Dart's package googleapis, byte by byte: TLS without ALPN, {@code fields} before {@code alt=json},
 * colons unescaped in paths and escaped in queries, content length and type even on GET. The client accepts only JSON
 * responses, and errors only in the form checked here.
 */
@Tag("documented")
@TestInstance(Lifecycle.PER_CLASS)
class DartClientTest {
    private final BlockingQueue<String> deliveries = new ArrayBlockingQueue<>(100);
    private CloudTasksEmulator emulator;
    private HttpServer target;
    private TlsClients clients;

    /** Returns the API versions with a published Dart library. */
    static List<String> versions() {
        return List.of("v2", "v2beta3", "v2beta2");
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        clients = new TlsClients(file);
        emulator = new CloudTasksEmulator(EmulatorSettings.of("--tls-self-signed", file.toString())).start();
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            deliveries.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterAll
    void stop() {
        target.stop(0);
        emulator.close();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void run_dispatches_the_task_and_returns_the_requested_fields(String version) throws Exception {
        String queue = queue(version, "run");
        String task = futureTask(version, queue, "one");

        Answer whole = call("POST", version + "/" + task + ":run?alt=json", "{\"responseView\":\"FULL\"}");

        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.contentType()).startsWith("application/json");
        assertThat(whole.body()).contains("\"name\": \"" + task + "\"", "\"body\": \"aGVsbG8=\"");
        assertThat(deliveries.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
        String other = futureTask(version, queue, "two");
        Answer part = call("POST", version + "/" + other + ":run?fields=name%2Cview&alt=json", "{}");
        assertThat(part.body()).isEqualTo("{\n  \"name\": \"" + other + "\",\n  \"view\": \"BASIC\"\n}\n");
        assertThat(deliveries.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void run_of_a_missing_task_returns_an_error_the_client_can_parse(String version) throws Exception {
        String queue = queue(version, "missing");

        Answer answer = call("POST", version + "/" + queue + "/tasks/none:run?alt=json", "{}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.body())
                .contains("\"error\": {\n    \"code\": 404,\n    \"message\": \"Requested entity was not found.\",");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void all_request_forms_of_the_client_are_supported(String version) throws Exception {
        String queue = queue(version, "forms");
        String location = queue.substring(0, queue.indexOf("/queues/"));
        String project = location.substring(0, location.indexOf("/locations/"));
        String task = futureTask(version, queue, "t");

        assertOk("GET", version + "/" + project + "/locations?pageSize=2&alt=json", null, "\"nextPageToken\"");
        assertOk("GET", version + "/" + location + "?alt=json", null, "\"locationId\"");
        assertOk(
                "GET", version + "/" + location + "/queues?filter=state%3A%20RUNNING&pageSize=9&alt=json", null, queue);
        assertOk("GET", version + "/" + queue + "?alt=json", null, queue);
        assertOk(
                "PATCH",
                version + "/" + queue + "?updateMask=rateLimits.maxConcurrentDispatches%2CretryConfig&alt=json",
                "{\"retryConfig\":{\"maxAttempts\":7}}",
                "\"maxAttempts\": 7");
        assertOk("POST", version + "/" + queue + ":pause?alt=json", "{}", "PAUSED");
        assertOk("POST", version + "/" + queue + ":resume?alt=json", "{}", "RUNNING");
        assertOk("POST", version + "/" + queue + ":getIamPolicy?alt=json", "{}", "\"etag\"");
        assertOk(
                "POST",
                version + "/" + queue + ":setIamPolicy?alt=json",
                "{\"policy\":{\"bindings\":[{\"members\":[\"allUsers\"],\"role\":\"roles/cloudtasks.viewer\"}]}}",
                "allUsers");
        assertOk(
                "POST",
                version + "/" + queue + ":testIamPermissions?alt=json",
                "{\"permissions\":[\"cloudtasks.queues.get\"]}",
                "cloudtasks.queues.get");
        assertOk("GET", version + "/" + queue + "/tasks?responseView=FULL&alt=json", null, "aGVsbG8=");
        assertOk("GET", version + "/" + task + "?responseView=FULL&alt=json", null, "aGVsbG8=");
        assertOk("DELETE", version + "/" + task + "?alt=json", null, "{}");
        assertOk("POST", version + "/" + queue + ":purge?alt=json", "{}", queue);
        assertOk("DELETE", version + "/" + queue + "?alt=json", null, "{}");
    }

    private void assertOk(String method, String target, String body, String part) throws Exception {
        String mask =
                target.startsWith("v2beta2") ? target.replace("maxConcurrentDispatches", "maxConcurrentTasks") : target;
        Answer answer = call(method, mask, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.body()).contains(part);
    }

    /** Returns a queue in a domain-scoped project, whose colon the client does not escape. */
    private String queue(String version, String id) throws Exception {
        String location = "projects/example.com:dart-" + version + "/locations/us-central1";
        String queue = location + "/queues/" + id;
        assertOk("POST", version + "/" + location + "/queues?alt=json", "{\"name\":\"" + queue + "\"}", queue);
        return queue;
    }

    private String futureTask(String version, String queue, String id) throws Exception {
        String task = queue + "/tasks/" + id;
        String due = Instant.now().plusSeconds(3600).toString();
        String url = "http://localhost:" + target.getAddress().getPort() + "/";
        String body =
                "{\"task\":{\"httpRequest\":{\"body\":\"aGVsbG8=\",\"url\":\"%s\"},\"name\":\"%s\",\"scheduleTime\":\"%s\"}}"
                        .formatted(url, task, due);
        assertOk("POST", version + "/" + queue + "/tasks?alt=json", body, task);
        return task;
    }

    private record Answer(int status, String contentType, String body) {}

    /** Sends the headers of the client, and reads a response with a content length. */
    private Answer call(String method, String target, String body) throws Exception {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        String head = String.join(
                "\r\n",
                method + " /" + target + " HTTP/1.1",
                "user-agent: google-api-dart-client/13.2.0",
                "x-goog-api-client: gl-dart/3.5.0 gdcl/13.2.0",
                "accept-encoding: gzip",
                "content-length: " + bytes.length,
                "host: cloudtasks.googleapis.com",
                "content-type: application/json; charset=utf-8",
                "authorization: Bearer ya29.any",
                "",
                "");
        try (SSLSocket socket = clients.connect(emulator.port(), "cloudtasks.googleapis.com")) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            String response = readHead(in);
            byte[] answered = in.readNBytes(Integer.parseInt(header(response, "content-length")));
            if (response.contains("content-encoding: gzip")) {
                answered = new GZIPInputStream(new ByteArrayInputStream(answered)).readAllBytes();
            }
            return new Answer(
                    Integer.parseInt(response.substring(9, 12)),
                    header(response, "content-type"),
                    new String(answered, StandardCharsets.UTF_8));
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static String header(String head, String name) {
        String from = head.substring(head.indexOf(name + ": ") + name.length() + 2);
        return from.substring(0, from.indexOf('\r'));
    }
}
