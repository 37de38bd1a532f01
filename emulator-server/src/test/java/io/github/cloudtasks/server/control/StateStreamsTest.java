package io.github.cloudtasks.server.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported and restored states that are larger than what may be kept in memory for one request. */
class StateStreamsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";
    private static final long LIMIT = 64 << 20;

    private EmulatorServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        start(LIMIT);
    }

    private void start(long storedBytes) throws Exception {
        server = new EmulatorServer(ServerSettings.DEFAULT.withLimits(Limits.DEFAULTS.withStoredBytes(storedBytes)))
                .start();
    }

    @AfterEach
    void close() {
        server.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void body_larger_than_32_mib_is_restored_and_exported(Version version) throws Exception {
        String payload = Base64.getEncoder().encodeToString(new byte[1_000_000]);
        List<String> tasks =
                IntStream.range(0, 30).mapToObj(i -> task("t" + i, payload)).toList();

        HttpResponse<String> restored = restore(version, state(tasks));

        assertThat(restored.body()).isEqualTo("{}\n");
        HttpResponse<InputStream> exported =
                http.send(HttpRequest.newBuilder(uri("state")).version(version).build(), BodyHandlers.ofInputStream());
        JsonNode exportedTasks = JSON.readTree(exported.body()).at("/queues/0/tasks");
        assertThat(exportedTasks).hasSize(30);
        assertThat(exportedTasks.at("/29/httpRequest/body").textValue()).hasSize(payload.length());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void state_that_does_not_fit_is_refused_and_nothing_is_restored(Version version) throws Exception {
        server.close();
        start(100_000);

        HttpResponse<String> refused = restore(
                version,
                state(IntStream.range(0, 1000).mapToObj(i -> task("t" + i, "")).toList()));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("RESOURCE_EXHAUSTED", "JAVA_TOOL_OPTIONS");
        assertThat(storedBytes()).isZero();
        assertThat(restore(version, state(List.of(task("t", "")))).statusCode()).isEqualTo(200);
    }

    @Test
    void client_that_disconnects_in_the_middle_restores_nothing() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            String half = "{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE + "\"},\"tasks\":["
                    + String.join(
                            ",",
                            IntStream.range(0, 500)
                                    .mapToObj(i -> task("t" + i, ""))
                                    .toList());
            String head = "POST /emulator/v1/state HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write((head + half).getBytes(UTF_8));
            socket.getOutputStream().flush();
            await(() -> storedBytes() > 100_000);

            assertThat(http.send(HttpRequest.newBuilder(uri("state")).build(), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{\n  \"queues\": []\n}\n");
        }

        await(() -> storedBytes() == 0);
        assertThat(server.control().engine().taskCounts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void damaged_compression_is_invalid(Version version) throws Exception {
        HttpResponse<String> refused = http.send(
                HttpRequest.newBuilder(uri("state"))
                        .version(version)
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString("{\"queues\":[]}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("INVALID_ARGUMENT", "The body could not be read: ");
    }

    @Test
    void unfinished_restorations_are_bounded() throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        try {
            // An unfinished restoration may itself be refused, if it arrives while the one that is tried is under way.
            await(() -> {
                unfinished.add(beginRestoration());
                return restoreOne().statusCode() == 429;
            });
            assertThat(unfinished).hasSizeGreaterThan(1);
            assertThat(restoreOne().body()).contains("RESOURCE_EXHAUSTED", "-Xmx");
        } finally {
            for (Socket socket : unfinished) {
                socket.close();
            }
        }
        await(() -> restoreOne().statusCode() == 200);
    }

    private Socket beginRestoration() {
        try {
            Socket socket = new Socket("127.0.0.1", server.port());
            String head = "POST /emulator/v1/state HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
            socket.getOutputStream().write((head + "{\"queues\":[").getBytes(UTF_8));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> restoreOne() {
        try {
            return restore(Version.HTTP_1_1, text("{}"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void other_calls_are_answered_while_a_client_does_not_read_its_export() throws Exception {
        String payload = Base64.getEncoder().encodeToString(new byte[1_000_000]);
        restore(
                Version.HTTP_1_1,
                state(IntStream.range(0, 20)
                        .mapToObj(i -> task("t" + i, payload))
                        .toList()));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write("GET /emulator/v1/state HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            HttpResponse<String> other =
                    http.send(HttpRequest.newBuilder(uri("time")).build(), BodyHandlers.ofString());

            assertThat(other.statusCode()).isEqualTo(200);
            byte[] rest = socket.getInputStream().readAllBytes();
            assertThat(rest.length).isGreaterThan(20 * payload.length());
            assertThat(new String(rest, rest.length - 20, 20, UTF_8)).contains("]\n}\n");
        }
    }

    /** A stream that accepts no more bytes stands for a client that does not read. */
    @Test
    void export_takes_no_further_tasks_while_the_client_does_not_read() throws Exception {
        AtomicInteger converted = new AtomicInteger();
        Iterator<ExportedQueue> queues = queues(100_000, converted);
        OutputStream full = new OutputStream() {
            private int room = 32 << 10;

            @Override
            public void write(int b) throws IOException {
                if (--room < 0) {
                    throw new IOException("the client does not read");
                }
            }
        };

        assertThatThrownBy(() -> StateWriter.writeJson(queues, full, SystemParameters.DEFAULT))
                .isInstanceOf(IOException.class);
        assertThat(converted.get()).isBetween(10, 500);
    }

    @Test
    void protobuf_export_is_the_same_state() throws Exception {
        restore(Version.HTTP_1_1, state(List.of(task("a", "aGVsbG8="), task("b", ""))));
        HttpResponse<byte[]> proto =
                http.send(HttpRequest.newBuilder(uri("state?alt=proto")).build(), BodyHandlers.ofByteArray());

        State state = State.parseFrom(proto.body());

        assertThat(state.getQueuesCount()).isEqualTo(1);
        assertThat(state.getQueues(0).getQueue().getName()).isEqualTo(QUEUE);
        assertThat(state.getQueues(0).getTasksList()).hasSize(2);
        assertThat(state.getQueues(0).getTasks(0).getHttpRequest().getBody().toStringUtf8())
                .isEqualTo("hello");
    }

    @Test
    void tasks_may_precede_their_queue() throws Exception {
        HttpResponse<String> restored = restore(
                Version.HTTP_1_1,
                text("{\"queues\":[{\"tasks\":[" + task("a", "") + "," + task("b", "") + "],\"queue\":{\"name\":\""
                        + QUEUE + "\",\"state\":\"PAUSED\"}}]}"));

        assertThat(restored.statusCode()).isEqualTo(200);
        assertThat(server.control().engine().taskCounts()).containsEntry(QUEUE, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x        "})
    void element_above_4_mib_is_refused(String repeated) throws Exception {
        String text = repeated.repeat((5 << 20) / repeated.length());
        HttpResponse<String> refused =
                restore(Version.HTTP_1_1, text("{\"queues\":[{\"queue\":{\"name\":\"" + text + "\"}}]}"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("A queue or a task of the request is larger than 4 MiB.", "make it smaller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~",
                "~{\"queues\":[]}",
                "{\"queues\":[~]}",
                "{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE + "\"}}~]}",
                "{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE + "\"}}]~}",
                "{\"queues\":[]}~",
            })
    void white_space_above_4_mib_is_refused_and_named(String state) throws Exception {
        HttpResponse<String> refused = restore(Version.HTTP_1_1, text(state.replace("~", " \n\r\t".repeat(5 << 18))));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("The request has more than 4 MiB of white space between two of its values. Send it without"
                        + " white space.");
        assertThat(server.control().engine().taskCounts()).isEmpty();
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() throws Exception {
        InputStream overlong = new SequenceInputStream(
                text("{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE),
                new SequenceInputStream(
                        new ByteArrayInputStream(new byte[] {(byte) 0xc1, (byte) 0x81}), text("\"}}]}")));

        HttpResponse<String> refused = restore(Version.HTTP_1_1, overlong);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Encountered non UTF-8 code points.");
    }

    /** Returns the same queue, with one task, many times. */
    private Iterator<ExportedQueue> queues(int queues, AtomicInteger converted) throws Exception {
        restore(
                Version.HTTP_1_1,
                text("{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE + "\",\"state\":\"PAUSED\"},\"tasks\":["
                        + task("t", "") + "]}]}"));
        ExportedQueue exported = server.control().engine().export().getFirst();
        return IntStream.range(0, queues)
                .mapToObj(i -> {
                    converted.incrementAndGet();
                    return exported;
                })
                .iterator();
    }

    private long storedBytes() {
        return server.control().engine().storedBytes();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/emulator/v1/" + path);
    }

    private HttpResponse<String> restore(Version version, InputStream state) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("state"))
                        .version(version)
                        .POST(BodyPublishers.ofInputStream(() -> state))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String task(String id, String body) {
        return "{\"name\":\"" + QUEUE + "/tasks/" + id
                + "\",\"httpRequest\":{\"url\":\"http://localhost:1/\",\"body\":\"" + body + "\"}}";
    }

    private static InputStream state(List<String> tasks) {
        List<InputStream> parts = new ArrayList<>();
        parts.add(text("{\"queues\":[{\"queue\":{\"name\":\"" + QUEUE + "\",\"state\":\"PAUSED\"},\"tasks\":["));
        for (int i = 0; i < tasks.size(); i++) {
            parts.add(text((i == 0 ? "" : ",") + tasks.get(i)));
        }
        parts.add(text("]}]}"));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private interface Condition {
        boolean isMet();
    }

    private static void await(Condition condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.isMet()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }
}
