package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.server.settings.HistorySettings;
import io.github.cloudtasks.server.settings.ServerSettings;
import io.github.cloudtasks.server.startup.InitialQueue;
import io.github.cloudtasks.storage.StorageSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finished tasks of a server with a data directory that is closed or killed, and started again. */
class StoredHistoryTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger attempts = new AtomicInteger();
    private HttpServer target;
    private EmulatorServer server;

    @BeforeEach
    void start() throws Exception {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("X-Attempt", "number " + attempts.incrementAndGet());
            exchange.sendResponseHeaders(attempts.get() == 1 ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
        server = new EmulatorServer(settings(directory, HistorySettings.DEFAULT)).start();
    }

    @AfterEach
    void close() {
        server.close();
        target.stop(0);
        client.close();
    }

    private static ServerSettings settings(Path directory, HistorySettings history) {
        return ServerSettings.DEFAULT
                .withQueues(ServerSettings.DEFAULT.queues().withQueue(InitialQueue.named(QUEUE)))
                .withHistory(history)
                .withStorage(StorageSettings.OFF.withDirectory(directory));
    }

    private void restart(Path directory, HistorySettings history) throws Exception {
        server.close();
        server = new EmulatorServer(settings(directory, history)).start();
    }

    @Test
    void finished_tasks_are_shown_as_before_a_restart() throws Exception {
        create("done", "http://127.0.0.1:" + target.getAddress().getPort() + "/work");
        send("POST", "/emulator/v1/await-idle", "{}");
        send("POST", "/v2/" + QUEUE + ":pause", "{}");
        create("purged", "http://127.0.0.1:9/");
        send("POST", "/v2/" + QUEUE + ":purge", "{}");
        create("deleted", "http://127.0.0.1:9/");
        send("DELETE", "/v2/" + QUEUE + "/tasks/deleted", "");
        String done = send("GET", "/emulator/v1/" + QUEUE + "/tasks/done", "");
        assertThat(done).contains("COMPLETED", "\"number\": 2", "number 1", "remoteAddress", "\"text\": \"hello\"");
        List<String> paths = List.of(
                "/emulator/v1/" + QUEUE + "/tasks/done",
                "/emulator/v1/" + QUEUE + "/tasks/purged",
                "/emulator/v1/" + QUEUE + "/tasks/deleted",
                "/emulator/v1/tasks?state=succeeded,deleted,purged",
                "/emulator/v1/tasks?status=200");
        List<String> before = new ArrayList<>();
        for (String path : paths) {
            before.add(send("GET", path, ""));
        }

        restart(directory, HistorySettings.DEFAULT);
        for (int i = 0; i < paths.size(); i++) {
            assertThat(send("GET", paths.get(i), "")).as(paths.get(i)).isEqualTo(before.get(i));
        }

        assertThat(send("GET", "/emulator/v1/queues", ""))
                .contains("\"succeeded\": 1", "\"deleted\": 1", "\"purged\": 1");
        create("later", "http://127.0.0.1:9/");
        send("DELETE", "/v2/" + QUEUE + "/tasks/later", "");
        assertThat(shown()).containsExactly("later", "deleted", "purged", "done");
    }

    @Test
    void end_of_a_task_is_stored_before_its_call_is_answered() throws Exception {
        send("POST", "/v2/" + QUEUE + ":pause", "{}");
        create("a", "http://127.0.0.1:9/");
        create("b", "http://127.0.0.1:9/");
        for (String id : List.of("a", "b")) {
            send("DELETE", "/v2/" + QUEUE + "/tasks/" + id, "");
            // The files as a killed process leaves them.
            Path killed = directory.resolve("killed-" + id);
            Files.createDirectory(killed);
            for (String name : List.of("state.db", "state.db-wal", "state.mark")) {
                Files.copy(directory.resolve(name), killed.resolve(name));
            }
        }

        restart(directory.resolve("killed-a"), HistorySettings.DEFAULT);
        assertThat(shown()).containsExactly("a");
        restart(directory.resolve("killed-b"), HistorySettings.DEFAULT);
        assertThat(shown()).containsExactly("b", "a");
        assertThat(send("GET", "/emulator/v1/" + QUEUE + "/tasks/b", "")).contains("\"reason\": \"DELETED\"");
    }

    @Test
    void smaller_bounds_of_a_later_start_apply() throws Exception {
        send("POST", "/v2/" + QUEUE + ":pause", "{}");
        for (String id : List.of("a", "b", "c", "d")) {
            create(id, "http://127.0.0.1:9/");
            send("DELETE", "/v2/" + QUEUE + "/tasks/" + id, "");
        }

        restart(directory, HistorySettings.DEFAULT.withKeptTasks(2));
        assertThat(shown()).containsExactly("d", "c");
        restart(directory, HistorySettings.DEFAULT);
        assertThat(shown()).containsExactly("d", "c");
        restart(directory, HistorySettings.DEFAULT.withKeptTasks(0));
        assertThat(shown()).isEmpty();
        restart(directory, HistorySettings.DEFAULT);
        assertThat(shown()).isEmpty();
    }

    @Test
    void reset_removes_stored_tasks_too() throws Exception {
        send("POST", "/v2/" + QUEUE + ":pause", "{}");
        create("before", "http://127.0.0.1:9/");
        send("DELETE", "/v2/" + QUEUE + "/tasks/before", "");
        send("POST", "/emulator/v1/reset", "{}");
        send("POST", "/v2/" + QUEUE + ":pause", "{}");
        create("after", "http://127.0.0.1:9/");
        send("DELETE", "/v2/" + QUEUE + "/tasks/after", "");

        restart(directory, HistorySettings.DEFAULT);
        assertThat(shown()).containsExactly("after");
    }

    private void create(String id, String url) throws Exception {
        String task =
                "{\"task\": {\"name\": \"%s/tasks/%s\", \"httpRequest\": {\"url\": \"%s\", \"body\": \"aGVsbG8=\"}}}";
        send("POST", "/v2/" + QUEUE + "/tasks", task.formatted(QUEUE, id, url));
    }

    /** Returns the ids of all ended tasks, the one that ended last first. */
    private List<String> shown() throws Exception {
        return send("GET", "/emulator/v1/tasks?state=succeeded,deleted,purged", "")
                .lines()
                .filter(line -> line.contains("\"name\": \"" + QUEUE + "/tasks/"))
                .map(line -> line.replaceFirst(".*/tasks/", "").replaceFirst("\".*", ""))
                .toList();
    }

    /** Returns the body of a successful response. */
    private String send(String method, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.callableAddress() + path))
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
