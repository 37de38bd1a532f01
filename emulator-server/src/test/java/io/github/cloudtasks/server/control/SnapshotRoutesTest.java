package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Snapshots over HTTP, in memory and with a data directory. */
class SnapshotRoutesTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String TASK = QUEUE + "/tasks/a";

    @TempDir
    private Path directory;

    private CloudTasksEmulator emulator;
    private ControlClient client;

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
            emulator.close();
        }
    }

    private void start(boolean keepsState, String... flags) throws Exception {
        close();
        List<String> all = new ArrayList<>(List.of("--queue", QUEUE));
        if (keepsState) {
            all.addAll(List.of("--data-dir", directory.toString()));
        }
        all.addAll(List.of(flags));
        emulator = new CloudTasksEmulator(EmulatorSettings.of(all.toArray(String[]::new))).start();
        client = new ControlClient(emulator);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void state_and_frozen_time_are_restored(boolean keepsState) throws Exception {
        start(keepsState);
        client.ok("POST", "time/freeze", "{}");
        createTask(Duration.ofHours(1));
        String saved = client.api("GET", TASK, "").body();
        JsonNode time = client.ok("GET", "time", "");

        JsonNode snapshot = client.ok("POST", "snapshots", "{\"name\": \"seeded\"}");
        assertThat(snapshot.get("name").textValue()).isEqualTo("seeded");
        assertThat(snapshot.get("queueCount").intValue()).isEqualTo(1);
        assertThat(snapshot.get("taskCount").intValue()).isEqualTo(1);
        assertThat(snapshot.get("bytes").intValue()).isPositive();
        assertThat(snapshot.get("time")).isEqualTo(time);
        assertThat(client.ok("GET", "snapshots/seeded", "")).isEqualTo(snapshot);
        assertThat(client.ok("GET", "snapshots", "").get("snapshots")).containsExactly(snapshot);

        client.api("DELETE", TASK, "");
        client.api("POST", LOCATION + "/queues", "{\"name\": \"" + QUEUE + "2\"}");
        client.ok("POST", "time/advance", "{\"by\": \"2h\"}");
        client.ok("POST", "faults", "{\"kind\": \"duplicate\"}");
        assertThat(client.ok("POST", "snapshots/seeded:restore", "{}")).isEqualTo(snapshot);

        assertThat(client.api("GET", TASK, "").body()).isEqualTo(saved);
        assertThat(client.ok("GET", "time", "")).isEqualTo(time);
        assertThat(client.ok("GET", "queues", "").get("queues")).hasSize(1);
        assertThat(client.ok("GET", "faults", "").get("faults")).isEmpty();
        client.ok("DELETE", "snapshots/seeded", "");
        assertThat(client.ok("GET", "snapshots", "").get("snapshots")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void running_clock_has_its_offset_again_or_continues_from_the_saved_time(boolean continuesTime) throws Exception {
        start(false);
        emulator.advance(Duration.ofHours(3));
        Instant saved = emulator.saveSnapshot("ahead").emulatorTime();
        emulator.reset();
        assertThat(emulator.now()).isBefore(saved.minus(Duration.ofHours(2)));

        client.ok("POST", "snapshots/ahead:restore", "{\"continueTime\": " + continuesTime + "}");

        assertThat(client.ok("GET", "time", "").get("frozen").booleanValue()).isFalse();
        assertThat(emulator.now()).isBetween(saved, saved.plus(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lease_and_blocked_name_are_restored(boolean keepsState) throws Exception {
        start(keepsState, "--queue", LOCATION + "/queues/pull,type=pull");
        String pull = "/v2beta2/" + LOCATION + "/queues/pull/tasks";
        client.send(
                "POST", pull, "{\"task\": {\"name\": \"" + LOCATION + "/queues/pull/tasks/l\", \"pullMessage\": {}}}");
        String leased = client.send("POST", pull + ":lease", "{\"maxTasks\": 1, \"leaseDuration\": \"60s\"}")
                .body();
        String scheduleTime = leased.replaceAll("(?s).*\"scheduleTime\": (\"[^\"]*\").*", "$1");
        createTask(Duration.ofHours(1));
        client.api("DELETE", TASK, "");
        client.ok("POST", "snapshots", "{\"name\": \"leased\"}");
        assertThat(acknowledge(pull, scheduleTime)).isEqualTo(200);

        client.ok("POST", "snapshots/leased:restore", "");

        assertThat(client.api("GET", TASK, "").body()).contains("existed recently");
        assertThat(acknowledge(pull, scheduleTime)).isEqualTo(200);
        assertThat(acknowledge(pull, scheduleTime)).isEqualTo(404);
    }

    private int acknowledge(String pull, String scheduleTime) throws Exception {
        return client.send("POST", pull + "/l:acknowledge", "{\"scheduleTime\": " + scheduleTime + "}")
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mistakes_are_refused_with_what_to_do(boolean keepsState) throws Exception {
        start(keepsState);
        assertThat(message(400, "POST", "snapshots", "{}")).contains("{\"name\": \"seeded\"}");
        assertThat(message(400, "POST", "snapshots", "{\"name\": \"../state\"}"))
                .contains("letters, digits");
        assertThat(message(400, "POST", "snapshots/..%2Fstate:restore", "{}")).contains("letters, digits");
        assertThat(message(404, "POST", "snapshots/a:restore", "{}"))
                .isEqualTo("There is no snapshot \"a\". None has been saved.");
        assertThat(message(404, "DELETE", "snapshots/a", "")).contains("None has been saved");
        client.ok("POST", "snapshots", "{\"name\": \"a\"}");
        assertThat(message(409, "POST", "snapshots", "{\"name\": \"a\"}")).contains("\"replace\"");
        client.ok("POST", "snapshots", "{\"name\": \"a\", \"replace\": true}");
    }

    @Test
    void snapshots_of_a_data_directory_survive_and_are_restored_after_a_restart() throws Exception {
        start(true);
        client.api("POST", QUEUE + ":pause", "{}");
        createTask(Duration.ofHours(1));
        String saved = client.api("GET", TASK, "").body();
        client.ok("POST", "snapshots", "{\"name\": \"seeded\"}");
        client.ok("POST", "reset", "{}");
        start(true);
        assertThat(client.api("GET", TASK, "").statusCode()).isEqualTo(404);

        client.ok("POST", "snapshots/seeded:restore", "{}");
        start(true);

        assertThat(client.api("GET", TASK, "").body()).isEqualTo(saved);
        assertThat(client.api("GET", QUEUE, "").body()).contains("PAUSED");
        assertThat(emulator.snapshots()).hasSize(1);
    }

    @Test
    void log_has_a_damaged_snapshot_once_however_often_it_is_listed() throws Exception {
        start(true);
        client.ok("POST", "snapshots", "{\"name\": \"whole\"}");
        Files.writeString(directory.resolve("snapshots/strange.db"), "no database");
        Logger logger = (Logger) LoggerFactory.getLogger("io.github.cloudtasks.storage.SnapshotDirectory");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(client.ok("GET", "snapshots", "").get("snapshots")).hasSize(1);
            }
            assertThat(lines.list).hasSize(1);
            client.ok("DELETE", "snapshots/strange", "");
            client.ok("GET", "snapshots", "");
            Files.writeString(directory.resolve("snapshots/strange.db"), "no database");
            client.ok("GET", "snapshots", "");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("strange.db"));
    }

    @Test
    void damaged_snapshot_is_refused_and_everything_else_stays() throws Exception {
        start(true);
        createTask(Duration.ofHours(1));
        client.ok("POST", "snapshots", "{\"name\": \"whole\"}");
        client.ok("POST", "snapshots", "{\"name\": \"broken\"}");
        Path file = directory.resolve("snapshots/broken.db");
        byte[] bytes = Files.readAllBytes(file);
        // The URL of the task.
        int place = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("127.0.0.1:9");
        bytes[place] ^= 1;
        Files.write(file, bytes);
        Files.writeString(directory.resolve("snapshots/strange.db"), "no database");

        assertThat(message(400, "POST", "snapshots/broken:restore", "{}"))
                .contains("broken.db", "cannot be restored", "checksum");
        assertThat(message(400, "POST", "snapshots/strange:restore", "{}")).contains("strange.db");
        assertThat(message(400, "GET", "snapshots/strange", "")).contains("strange.db");

        assertThat(client.api("GET", TASK, "").statusCode()).isEqualTo(200);
        assertThat(emulator.snapshots()).hasSize(2);
        client.ok("DELETE", "snapshots/strange", "");
        assertThatThrownBy(() -> emulator.restoreSnapshot("broken"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken.db");
        assertThatThrownBy(() -> emulator.restoreSnapshot("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There are: broken, whole.");
    }

    @Test
    void attempts_are_forgotten_and_a_restored_task_is_attempted_again() throws Exception {
        start(false);
        emulator.freezeTime();
        client.api("PATCH", QUEUE + "?updateMask=retryConfig.maxAttempts", "{\"retryConfig\": {\"maxAttempts\": 1}}");
        client.api("POST", QUEUE + ":pause", "{}");
        createTask(Duration.ZERO);
        client.ok("POST", "snapshots", "{\"name\": \"paused\"}");
        for (int i = 0; i < 2; i++) {
            assertThat(emulator.attempts()).isEmpty();
            client.api("POST", QUEUE + ":resume", "{}");
            emulator.awaitIdle(Duration.ofSeconds(20));
            assertThat(emulator.attempts()).hasSize(1);
            emulator.restoreSnapshot("paused");
        }
    }

    private void createTask(Duration delay) throws Exception {
        String body = "{\"task\": {\"name\": \"" + TASK + "\", \"scheduleTime\": \""
                + emulator.now().plus(delay) + "\", \"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}}}";
        assertThat(client.api("POST", QUEUE + "/tasks", body).statusCode()).isEqualTo(200);
    }

    private String message(int status, String method, String path, String body) throws Exception {
        return client.refused(status, method, path, body).get("message").textValue();
    }
}
