package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that change all tasks that match. */
@Timeout(60)
class BulkRoutesTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String OTHER = LOCATION + "/queues/other";
    private static final String PULL = LOCATION + "/queues/pull";

    private final CloudTasksEmulator emulator =
            new CloudTasksEmulator(EmulatorSettings.of("--queue", QUEUE, "--queue", OTHER));
    private final ControlClient client = new ControlClient(emulator);
    private HoldingTarget target;

    @BeforeEach
    void start() throws Exception {
        target = new HoldingTarget(() -> {}, exchange -> exchange.sendResponseHeaders(200, -1));
        emulator.start();
    }

    @AfterEach
    void close() {
        target.release();
        client.close();
        emulator.close();
        target.close();
    }

    @Test
    void matching_tasks_are_run_whatever_their_schedule_time() throws Exception {
        createLater(QUEUE, "a", "b");
        createLater(OTHER, "c");

        JsonNode result = client.ok("POST", "tasks:run", "{\"queue\": \"" + QUEUE + "\"}");

        assertThat(result.toString())
                .isEqualTo("{\"taskCount\":2,\"failedCount\":0,\"firstError\":\"\",\"more\":false}");
        emulator.awaitIdle(QUEUE, Duration.ofSeconds(10));
        assertThat(waiting()).containsExactly("c");
    }

    @Test
    void matching_tasks_are_deleted_in_all_queues() throws Exception {
        createLater(QUEUE, "order-1", "order-2", "mail");
        createLater(OTHER, "order-3");

        JsonNode result = client.ok("POST", "tasks:delete", "{\"name\": \"/order\"}");

        assertThat(result.get("taskCount").intValue()).isEqualTo(3);
        assertThat(waiting()).containsExactly("mail");
        assertThat(client.ok("GET", "tasks?state=deleted", "").get("tasks")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "delete"})
    void no_more_tasks_than_asked_for_are_changed(String action) throws Exception {
        createLater(QUEUE, "a", "b", "c");

        JsonNode result = client.ok("POST", "tasks:" + action, "{\"maxTasks\": 2}");

        assertThat(result.get("taskCount").intValue()).isEqualTo(2);
        assertThat(result.get("more").booleanValue()).isTrue();
        if (action.equals("run")) {
            client.ok("GET", "attempts?timeout=10s", "");
        }
        JsonNode last = client.ok("POST", "tasks:delete", "{\"maxTasks\": 3, \"name\": \"/c\"}");
        assertThat(last.get("taskCount").intValue()).isEqualTo(1);
        assertThat(last.get("more").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "delete", "replay"})
    void validation_counts_the_tasks_and_changes_nothing(String action) throws Exception {
        createLater(QUEUE, "a", "b");

        JsonNode result = client.ok(
                "POST", "tasks:" + action, "{\"state\": \"waiting\", \"maxTasks\": 1, \"validateOnly\": true}");

        assertThat(
                        action.equals("replay")
                                ? result.get("replays").size()
                                : result.get("taskCount").intValue())
                .isEqualTo(1);
        assertThat(result.get("more").booleanValue()).isTrue();
        assertThat(waiting()).containsExactly("a", "b");
        assertThat(emulator.attempts()).isEmpty();
    }

    @Test
    void tasks_that_cannot_be_run_are_counted() throws Exception {
        client.send("POST", "/v2beta2/" + LOCATION + "/queues", "{\"name\": \"" + PULL + "\", \"pullTarget\": {}}");
        String pull = "{\"task\": {\"name\": \"" + PULL + "/tasks/a\", \"pullMessage\": {\"payload\": \"aGk=\"}}}";
        client.send("POST", "/v2beta2/" + PULL + "/tasks", pull);
        createLater(QUEUE, "b");

        JsonNode result = client.ok("POST", "tasks:run", "");

        assertThat(result.get("taskCount").intValue()).isEqualTo(1);
        assertThat(result.get("failedCount").intValue()).isEqualTo(1);
        assertThat(result.get("firstError").textValue())
                .isEqualTo(PULL + "/tasks/a: Queue '" + PULL + "' is a pull queue: its tasks cannot be run.");
    }

    @Test
    void leased_tasks_are_deleted() throws Exception {
        client.send("POST", "/v2beta2/" + LOCATION + "/queues", "{\"name\": \"" + PULL + "\", \"pullTarget\": {}}");
        client.send("POST", "/v2beta2/" + PULL + "/tasks", "{\"task\": {\"pullMessage\": {\"payload\": \"aGk=\"}}}");
        client.send("POST", "/v2beta2/" + PULL + "/tasks:lease", "{\"leaseDuration\": \"60s\"}");

        assertThat(client.ok("POST", "tasks:delete", "{\"state\": \"leased\"}")
                        .get("taskCount")
                        .intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
          tasks:run | {"maxTasks": 10001} | maxTasks must be 1 to 10000, not 10001.
          tasks:delete | {"maxTasks": -1} | maxTasks must be 1 to 10000, not -1.
          tasks:delete | {"state": "failed"} | state must be some of waiting, running, leased, not "failed".
          tasks:run | {"state": "waiting,succeeded"} | state must be some of waiting, running, leased, not "succeeded".
          tasks:run | {"queue": "q"} | queue must be a full name such as projects/p/locations/us-central1/queues/q, not "q".
          tasks:delete | {"status": "50"} | status must be an HTTP status such as 503, or a class such as 5xx, not "50".
          """)
    void invalid_requests_are_explained_and_change_nothing(String path, String body, String message) throws Exception {
        createLater(QUEUE, "a");

        assertThat(client.refused(400, "POST", path, body).get("message").textValue())
                .isEqualTo(message);
        assertThat(waiting()).containsExactly("a");
    }

    private void createLater(String queue, String... ids) throws Exception {
        for (String id : ids) {
            String task =
                    "{\"task\": {\"name\": \"%s/tasks/%s\", \"scheduleTime\": \"%s\", \"httpRequest\": {\"url\": \"%s\"}}}"
                            .formatted(queue, id, Instant.now().plusSeconds(3600), target.url("/work"));
            assertThat(client.api("POST", queue + "/tasks", task).statusCode()).isEqualTo(200);
        }
    }

    private List<String> waiting() throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode task : client.ok("GET", "tasks?state=waiting", "").get("tasks")) {
            String name = task.at("/task/name").textValue();
            ids.add(name.substring(name.lastIndexOf('/') + 1));
        }
        return ids;
    }
}
