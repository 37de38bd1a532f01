package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.server.settings.ServerSettings;
import io.github.cloudtasks.server.settings.UsageException;
import io.github.cloudtasks.server.startup.InitialQueue;
import io.github.cloudtasks.storage.Durability;
import io.github.cloudtasks.storage.StorageSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server with a data directory that is closed and started again. The real service has no restarts. */
@Tag("unlike")
class StoredStateTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String TASK =
            "{\"task\": {\"name\": \"%s\", \"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}}}";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private EmulatorServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EmulatorServer(settings(Durability.PROCESS)).start();
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    private ServerSettings settings(Durability durability) {
        return ServerSettings.DEFAULT
                .withQueues(ServerSettings.DEFAULT.queues().withQueue(InitialQueue.named(QUEUE)))
                .withStorage(new StorageSettings(directory, durability, false));
    }

    private void restart(Durability durability) throws Exception {
        server.close();
        server = new EmulatorServer(settings(durability)).start();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void answered_calls_survive_a_restart(Durability durability) throws Exception {
        restart(durability);
        call("POST", QUEUE + ":pause", "{}");
        call("POST", QUEUE + "/tasks", TASK.formatted(QUEUE + "/tasks/a"));
        call("POST", QUEUE + "/tasks", TASK.formatted(QUEUE + "/tasks/b"));
        call("DELETE", QUEUE + "/tasks/b", "");
        String before = call("GET", QUEUE + "/tasks/a", "").body();

        restart(durability);

        assertThat(call("GET", QUEUE + "/tasks/a", "").body()).isEqualTo(before);
        assertThat(call("GET", QUEUE + "/tasks/b", "").body()).contains("existed recently");
        assertThat(call("POST", QUEUE + "/tasks", TASK.formatted(QUEUE + "/tasks/b"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(call("GET", QUEUE, "").body()).contains("PAUSED");
    }

    @Test
    void flags_that_create_queues_leave_existing_ones_alone() throws Exception {
        call("PATCH", QUEUE + "?updateMask=retryConfig.maxAttempts", "{\"retryConfig\": {\"maxAttempts\": 7}}");

        restart(Durability.PROCESS);
        assertThat(call("GET", QUEUE, "").body()).contains("\"maxAttempts\": 7");
    }

    @Test
    void deleted_queue_of_a_flag_is_created_again() throws Exception {
        call("DELETE", QUEUE, "");
        assertThat(call("GET", QUEUE, "").statusCode()).isEqualTo(404);

        restart(Durability.PROCESS);
        assertThat(call("GET", QUEUE, "").statusCode()).isEqualTo(200);
    }

    @Test
    void reset_is_stored_too() throws Exception {
        call("POST", LOCATION + "/queues", "{\"name\": \"" + LOCATION + "/queues/other\"}");
        HttpResponse<String> reset = send("POST", "/emulator/v1/reset", "{}");
        assertThat(reset.statusCode()).isEqualTo(200);

        restart(Durability.PROCESS);
        assertThat(call("GET", LOCATION + "/queues", "").body()).contains(QUEUE).doesNotContain("other");
    }

    @Test
    void state_that_does_not_fit_into_the_memory_is_refused() throws Exception {
        call("POST", QUEUE + ":pause", "{}");
        for (int i = 0; i < 10; i++) {
            call("POST", QUEUE + "/tasks", TASK.formatted(QUEUE + "/tasks/t" + i));
        }
        server.close();

        ServerSettings small = settings(Durability.PROCESS).withLimits(Limits.DEFAULTS.withStoredBytes(4000));
        assertThatThrownBy(() -> new EmulatorServer(small).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("does not fit into the memory");
        restart(Durability.PROCESS);
        assertThat(call("GET", QUEUE + "/tasks/t9", "").statusCode()).isEqualTo(200);
    }

    @Test
    void second_server_is_refused() {
        assertThatThrownBy(() -> new EmulatorServer(settings(Durability.PROCESS)).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Another emulator uses the data directory");
    }

    private HttpResponse<String> call(String method, String resource, String json) throws Exception {
        return send(method, "/v2/" + resource, json);
    }

    private HttpResponse<String> send(String method, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.callableAddress() + path))
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
