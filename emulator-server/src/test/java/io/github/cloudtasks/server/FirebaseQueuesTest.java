package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that the Firebase functions emulator registers, with the requests of its source. */
class FirebaseQueuesTest {
    private static final String QUEUE = "projects/demo/locations/us-central1/queues/resize";
    private static final String FUNCTION = "http://127.0.0.1:5001/demo/us-central1/resize";

    /** The body for a function without options: the Firebase tools leave out members without a value. */
    private static final String PLAIN =
            "{\"retryConfig\": {}, \"rateLimits\": {}, \"defaultUri\": \"" + FUNCTION + "\"}";

    /** A task as the Node SDK sends it. */
    private static final String TASK =
            "{\"task\": {\"httpRequest\": {\"url\": \"\", \"oidcToken\": {\"serviceAccountEmail\":"
                    + " \"emulated-service-acct@email.com\"}, \"body\": \"e30=\", \"headers\": {}},"
                    + " \"scheduleTime\": \"" + Instant.now().plusSeconds(3600) + "\"}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private CloudTasksEmulator emulator;

    private record Answer(int status, JsonNode body) {}

    @BeforeEach
    void start() throws Exception {
        start("--project", "demo");
    }

    private void start(String... flags) throws Exception {
        emulator = new CloudTasksEmulator(EmulatorSettings.of(flags)).start();
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    private Answer send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + emulator.port() + "/" + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), new ObjectMapper().readTree(response.body()));
    }

    private JsonNode queue() throws Exception {
        return send("GET", "v2/" + QUEUE, "").body();
    }

    private String urlOfNewTask() throws Exception {
        Answer task = send("POST", QUEUE + "/tasks", TASK);
        assertThat(task.status()).isEqualTo(200);
        String name = task.body().get("name").asText();
        return send("GET", "v2/" + name + "?responseView=FULL", "")
                .body()
                .at("/httpRequest/url")
                .asText();
    }

    @Test
    void queue_of_a_function_without_options_has_the_settings_of_a_deployed_one() throws Exception {
        Answer answer = send("POST", QUEUE, PLAIN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/taskQueueConfig/defaultUri").asText()).isEqualTo(FUNCTION);
        assertThat(queue().get("state").asText()).isEqualTo("RUNNING");
        assertThat(queue().get("rateLimits").toString())
                .contains("\"maxDispatchesPerSecond\":500", "\"maxConcurrentDispatches\":1000");
        assertThat(queue().get("retryConfig").toString())
                .isEqualTo(
                        "{\"maxAttempts\":3,\"minBackoff\":\"0.100s\",\"maxBackoff\":\"3600s\",\"maxDoublings\":16}");
    }

    @Test
    void queue_has_the_options_of_its_function() throws Exception {
        send("POST", QUEUE, """
            {"retryConfig": {"maxAttempts": 5, "maxRetrySeconds": 600, "maxBackoffSeconds": 60, "maxDoublings": 2,
              "minBackoffSeconds": 1.5}, "rateLimits": {"maxConcurrentDispatches": 6, "maxDispatchesPerSecond": 0.5},
              "timeoutSeconds": 10, "retry": false, "defaultUri": "http://127.0.0.1:5001/x"}
            """);

        assertThat(queue().get("retryConfig").toString())
                .isEqualTo("{\"maxAttempts\":5,\"maxRetryDuration\":\"600s\",\"minBackoff\":\"1.500s\","
                        + "\"maxBackoff\":\"60s\",\"maxDoublings\":2}");
        assertThat(queue().get("rateLimits").toString())
                .contains("\"maxDispatchesPerSecond\":0.5", "\"maxConcurrentDispatches\":6");
    }

    @Test
    void registering_again_updates_the_queue_and_keeps_its_tasks() throws Exception {
        send("POST", QUEUE, PLAIN);
        String before = urlOfNewTask();
        Answer again = send(
                "POST",
                QUEUE,
                "{\"retryConfig\": {\"maxAttempts\": 9, \"maxRetrySeconds\": null}, \"defaultUri\": \"http://localhost:1/new\"}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(before).isEqualTo(FUNCTION);
        assertThat(urlOfNewTask()).isEqualTo("http://localhost:1/new");
        assertThat(queue().at("/retryConfig/maxAttempts").asInt()).isEqualTo(9);
        assertThat(send("GET", "v2/" + QUEUE + "/tasks", "").body().get("tasks"))
                .hasSize(2);
    }

    @Test
    void registered_url_precedes_that_of_the_flag() throws Exception {
        emulator.close();
        start("--project", "demo", "--queue", "resize", "--firebase-functions-url", "http://127.0.0.1:5002");

        assertThat(urlOfNewTask()).isEqualTo("http://127.0.0.1:5002/demo/us-central1/resize");
        send("POST", QUEUE, PLAIN);
        assertThat(urlOfNewTask()).isEqualTo(FUNCTION);
        send("POST", QUEUE, "{}");
        assertThat(urlOfNewTask()).isEqualTo("http://127.0.0.1:5002/demo/us-central1/resize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "text"})
    void body_that_is_no_object_is_rejected(String body) throws Exception {
        Answer answer = send("POST", QUEUE, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/error/message").asText()).contains("defaultUri");
        assertThat(send("GET", "v2/" + QUEUE, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rateLimits\": {\"maxConcurrentDispatches\": 5001}}",
                "{\"rateLimits\": {\"maxDispatchesPerSecond\": \"many\"}}",
                "{\"retryConfig\": {\"minBackoffSeconds\": \"soon\"}}",
                "{\"retryConfig\": {\"maxAttempts\": 0.5}}",
            })
    void option_out_of_range_is_rejected_as_by_the_service(String body) throws Exception {
        Answer answer = send("POST", QUEUE, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(send("GET", "v2/" + QUEUE, "").status()).isEqualTo(404);
    }

    @Test
    void path_with_a_version_registers_nothing() throws Exception {
        assertThat(send("POST", "v2/" + QUEUE, PLAIN).status()).isEqualTo(404);
    }
}
