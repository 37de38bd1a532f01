package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.tls.TlsClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REST over HTTP/2 streams, selected by ALPN. */
@Tag("documented")
class RestOverHttp2Test {
    private static final String LOCATION = "/v2beta2/projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    private CloudTasksEmulator emulator;
    private HttpClient client;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        emulator = new CloudTasksEmulator(EmulatorSettings.of("--tls-self-signed", file.toString())).start();
        client = new TlsClients(file).http(HttpClient.Version.HTTP_2);
        String name = QUEUE.substring("/v2beta2/".length());
        assertThat(post(LOCATION + "/queues", "{\"name\": \"" + name + "\", \"pullTarget\": {}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @Test
    void response_has_content_type_and_length() throws Exception {
        HttpResponse<String> answer = send("GET", QUEUE + "?fields=state", BodyPublishers.noBody());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        assertThat(answer.body()).isEqualTo("{\n  \"state\": \"RUNNING\"\n}\n");
    }

    @Test
    void requests_share_a_connection() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String body = "{\"task\": {\"pullMessage\": {\"tag\": \"t" + i + "\"}}}";
            HttpRequest request = request("POST", QUEUE + "/tasks", BodyPublishers.ofString(body))
                    .build();
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(answers.get(i).join().body()).contains("\"tag\": \"t" + i + "\"");
        }
    }

    @Test
    void large_body_of_unknown_length_is_accepted() throws Exception {
        byte[] spaces = new byte[31 << 20];
        Arrays.fill(spaces, (byte) ' ');
        byte[] task = "{\"task\": {\"pullMessage\": {\"tag\": \"late\"}}}".getBytes(StandardCharsets.US_ASCII);
        BodyPublisher body =
                BodyPublishers.concat(BodyPublishers.ofByteArrays(List.of(spaces)), BodyPublishers.ofByteArray(task));

        HttpResponse<String> answer = send("POST", QUEUE + "/tasks", body);

        assertThat(answer.body()).contains("\"tag\": \"late\"");
    }

    @Test
    void large_response_arrives_completely() throws Exception {
        String payload = "eA".repeat(400_000);
        for (int i = 0; i < 8; i++) {
            post(QUEUE + "/tasks", "{\"task\": {\"pullMessage\": {\"payload\": \"" + payload + "\"}}}");
        }

        HttpResponse<String> answer = send("GET", QUEUE + "/tasks?responseView=FULL", BodyPublishers.noBody());

        assertThat(answer.body()).endsWith("}\n").hasSizeGreaterThan(8 * 800_000);
    }

    @Test
    void oversized_body_is_rejected_without_side_effects() throws Exception {
        byte[] large = new byte[33 << 20];
        BodyPublisher ofUnknownLength = BodyPublishers.ofByteArrays(List.of(large));

        for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(large), ofUnknownLength)) {
            HttpResponse<String> answer = send("POST", QUEUE + "/tasks", body);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("Request payload size exceeds the limit.");
        }
        assertThat(send("GET", QUEUE, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    }

    @Test
    void expect_100_continue_is_supported() throws Exception {
        HttpRequest request = request(
                        "POST", QUEUE + "/tasks", BodyPublishers.ofString("{\"task\": {\"pullMessage\": {}}}"))
                .expectContinue(true)
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void head_response_has_no_body() throws Exception {
        HttpResponse<String> answer = send("HEAD", QUEUE, BodyPublishers.noBody());

        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValueAsLong("content-length")).isPresent();
    }

    @Test
    void error_response_is_json() throws Exception {
        HttpResponse<String> answer = send("GET", LOCATION + "/queues/missing", BodyPublishers.noBody());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"status\": \"NOT_FOUND\"");
    }

    @Test
    void waiting_stream_does_not_block_others() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                request("GET", "/emulator/v1/attempts?timeout=10m", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> late =
                post("/emulator/v1/await-idle", "{\"queue\": \"" + busyQueue() + "\", \"timeout\": \"0.05s\"}");

        assertThat(late.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("Not idle within the timeout: ");
        assertThat(waiting).isNotDone();

        // An attempt that nobody answers to is one, too.
        String push = LOCATION.substring("/v2beta2/".length()) + "/queues/push";
        post(LOCATION + "/queues", "{\"name\": \"" + push + "\"}");
        post("/v2beta2/" + push + "/tasks", "{\"task\": {\"httpRequest\": {\"url\": \"http://127.0.0.1:1/\"}}}");
        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("\"task\": \"" + push);
    }

    /** Creates a pull queue with a task, which is not idle. */
    private String busyQueue() throws Exception {
        post(QUEUE + "/tasks", "{\"task\": {\"pullMessage\": {}}}");
        return QUEUE.substring("/v2beta2/".length());
    }

    @Test
    void grpc_and_rest_streams_share_a_connection() throws Exception {
        byte[] empty = new byte[5];
        HttpRequest request = request("POST", "/grpc.health.v1.Health/Check", BodyPublishers.ofByteArray(empty))
                .header("content-type", "application/grpc")
                .build();

        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/grpc");
        assertThat(answer.body()).as("a message: status SERVING").containsExactly(0, 0, 0, 0, 2, 8, 1);
        assertThat(send("GET", QUEUE, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) throws Exception {
        return client.send(request(method, path, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("https://" + emulator.endpoint() + path))
                .method(method, body);
    }
}
