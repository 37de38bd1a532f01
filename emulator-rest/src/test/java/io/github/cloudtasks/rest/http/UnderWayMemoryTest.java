package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory of requests and responses that are under way, over HTTP/1.1. */
@Tag("unlike")
final class UnderWayMemoryTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
    private static final String BATCH = "Content-Type: multipart/mixed; boundary=b";
    private static final int BUDGET = 4 << 20;

    private final FakeApiVersion api = new FakeApiVersion();
    private final MemoryBudget budget = new MemoryBudget(BUDGET, 1 << 20);
    private final BlockingQueue<CompletableFuture<RestResponse>> waiting = new LinkedBlockingQueue<>();
    private final LoopbackRestServer server = new LoopbackRestServer(api.version(), this::routes, budget);
    private final List<RawHttpClient> clients = new ArrayList<>();

    private List<Route> routes(ResponseWriter writer) {
        return List.of(Route.of("POST", "/wait", call -> {
            CompletableFuture<RestResponse> response = new CompletableFuture<>();
            waiting.add(response);
            return response;
        }));
    }

    private RawHttpClient connect() throws IOException {
        RawHttpClient client = server.connect();
        clients.add(client);
        return client;
    }

    @AfterEach
    void everything_is_returned_at_the_end() throws Exception {
        for (RawHttpClient client : clients) {
            client.close();
        }
        awaitUsed(0);
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    private void awaitUsed(long bytes) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (budget.usedBytes() != bytes && System.nanoTime() < deadline) {
            assertThat(server.get("/nothing").status()).isEqualTo(404);
        }
        assertThat(budget.usedBytes()).isEqualTo(bytes);
    }

    /** Sends a request without its last byte. */
    private RawHttpClient unfinished(int length) throws Exception {
        RawHttpClient client = connect();
        client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n")
                .raw(new byte[length - 1]);
        return client;
    }

    @Test
    void unfinished_large_bodies_are_refused_when_the_budget_is_used_up_and_small_calls_are_answered()
            throws Exception {
        unfinished(1_300_000);
        unfinished(1_300_000);
        unfinished(1_300_000);
        awaitUsed(3 * 1_299_999);
        RawHttpClient.Response refused = unfinished(1_300_000).receive("POST");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("\"status\": \"UNAVAILABLE\"").contains("-Xmx");
        assertThat(server.get(QUEUE).status()).isEqualTo(200);
        assertThat(server.send("POST", QUEUE + ":pause", " ".repeat(60_000)).status())
                .isEqualTo(200);
        clients.getFirst().close();
        awaitUsed(2 * 1_299_999);
        assertThat(server.send("POST", QUEUE + ":pause", " ".repeat(100_000)).status())
                .isEqualTo(200);
    }

    @Test
    void body_that_can_never_be_processed_is_refused_at_its_headers() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: 2000000\n\n");
            assertNeverFits(client.receive("POST"));
        }
    }

    private static void assertNeverFits(RawHttpClient.Response refused) {
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body())
                .contains("\"status\": \"RESOURCE_EXHAUSTED\"", "A retry fails too.", "-Xmx")
                .doesNotContain("Retry it");
        assertThat(refused.header("retry-after")).isNull();
    }

    @Test
    void body_of_unknown_length_is_refused_as_soon_as_it_can_never_be_processed() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n1000000\r\n")
                    .raw(new byte[1_500_000]);
            assertNeverFits(client.receive("POST"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, " + QUEUE + ":pause",
        "application/json, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/PauseQueue",
        "application/x-protobuf, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/PauseQueue",
        "multipart/mixed; boundary=b, /batch",
    })
    void compressed_body_counts_with_its_size_after_decompression(String type, String path) throws Exception {
        byte[] compressed = gzip(8 << 20);
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + path + " HTTP/1.1\nHost: x\nContent-Encoding: gzip\nContent-Type: " + type + "\n");
            client.raw("Content-Length: " + compressed.length + "\n\n");
            assertNeverFits(client.raw(compressed).receive("POST"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, '&a', application/x-www-form-urlencoded, " + QUEUE + ":pause",
        "'[{}', ',{}', application/json, " + QUEUE + ":pause",
        "'[{}', ',{}', application/json, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/PauseQueue",
        "'', '\u0012\u0000', application/x-protobuf, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/PauseQueue",
    })
    void elements_of_a_body_count_with_the_size_of_objects(String begin, String element, String type, String path)
            throws Exception {
        String body = begin + element.repeat(100_000);
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + path + " HTTP/1.1\nHost: x\nContent-Type: " + type + "\n");
            client.raw("Content-Length: " + body.length() + "\n\n");
            assertNeverFits(client.raw(body.getBytes(StandardCharsets.US_ASCII)).receive("POST"));
        }
    }

    @Test
    void elements_in_a_part_of_a_batch_count_with_the_size_of_objects() throws Exception {
        String part =
                "POST " + QUEUE + ":pause HTTP/1.1\r\nContent-Type: application/json\r\n\r\n[" + "{},".repeat(100_000);
        String body = "--b\r\nContent-Type: application/http\r\n\r\n" + part + "\r\n--b--";
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /batch HTTP/1.1\nHost: x\n" + BATCH + "\nContent-Length: " + body.length() + "\n\n");
            assertThat(client.raw(body.getBytes(StandardCharsets.US_ASCII))
                            .receive("POST")
                            .body())
                    .contains("HTTP/1.1 413 ", "A retry fails too.");
        }
    }

    private static byte[] gzip(int blanks) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(" ".repeat(blanks).getBytes(StandardCharsets.US_ASCII));
        }
        return compressed.toByteArray();
    }

    @Test
    void compressed_body_is_accepted_up_to_the_size_of_an_uncompressed_one() throws Exception {
        byte[] compressed = gzip(1_390_000);
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nContent-Encoding: gzip\n");
            client.raw("Content-Length: " + compressed.length + "\n\n");
            assertThat(client.raw(compressed).receive("POST").status()).isEqualTo(200);
        }
    }

    @Test
    void response_that_can_never_be_sent_is_refused() throws Exception {
        api.respondTo(
                "GetQueue", Queue.newBuilder().setName("n".repeat(BUDGET + 1)).build());
        RawHttpClient.Response refused = server.get(QUEUE);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("\"status\": \"RESOURCE_EXHAUSTED\"", "A retry fails too.", "-Xmx");
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }

    private static String part(String request) {
        return "--b\r\nContent-Type: application/http\r\n\r\n" + request + "\r\n";
    }

    private RawHttpClient batch(String parts) throws Exception {
        return connect().send("POST", "/batch", parts + "--b--", BATCH);
    }

    @Test
    void parts_of_a_batch_count_with_their_size_after_decompression() throws Exception {
        String head = "POST " + QUEUE + ":pause HTTP/1.1\r\nContent-Encoding: gzip\r\n";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int blanks : new int[] {8 << 20, 1_000_000}) {
            byte[] bytes = gzip(blanks);
            body.writeBytes(part(head + "Content-Length: " + bytes.length + "\r\n\r\n")
                    .stripTrailing()
                    .concat("\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(bytes);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("--b--".getBytes(StandardCharsets.US_ASCII));
        RawHttpClient client = connect();
        client.raw("POST /batch HTTP/1.1\nHost: x\nContent-Type: multipart/mixed; boundary=b\nContent-Length: "
                        + body.size() + "\n\n")
                .raw(body.toByteArray());
        RawHttpClient.Response response = client.receive("POST");
        assertThat(response.status()).isEqualTo(200);
        assertThat(statusLines(response)).containsExactly("HTTP/1.1 413", "HTTP/1.1 200");
    }

    private static List<String> statusLines(RawHttpClient.Response batch) {
        return batch.body()
                .lines()
                .filter(line -> line.startsWith("HTTP/1.1 "))
                .map(line -> line.substring(0, 12))
                .toList();
    }

    /** The responses are larger than the buffers of the system's sockets, so no part is sent before they are read. */
    @Test
    void responses_in_a_batch_count_until_the_client_has_received_them() throws Exception {
        int size = 12 << 20;
        api.respondTo("GetQueue", Queue.newBuilder().setName("n".repeat(size)).build());
        MemoryBudget larger = new MemoryBudget(40 << 20, 1 << 20);
        String parts = part("GET " + QUEUE).repeat(2) + "--b--";
        try (LoopbackRestServer other = new LoopbackRestServer(api.version(), this::routes, larger)) {
            List<RawHttpClient> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(other.connect().send("POST", "/batch", parts, BATCH));
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (larger.usedBytes() < 3 * size && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            RawHttpClient.Response fourth = other.send("POST", "/batch", parts, BATCH);
            assertThat(statusLines(fourth)).containsExactly("HTTP/1.1 503", "HTTP/1.1 503");
            for (RawHttpClient reader : readers) {
                RawHttpClient.Response response = reader.receive("POST");
                assertThat(statusLines(response)).containsExactly("HTTP/1.1 200", "HTTP/1.1 200");
                assertThat(response.bytes()).hasSizeGreaterThan(2 * size);
                reader.close();
            }
        }
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }

    @Test
    void body_of_a_batch_counts_while_its_responses_are_sent() throws Exception {
        api.respondTo(
                "GetQueue", Queue.newBuilder().setName("n".repeat(1_400_000)).build());
        String parts = part("GET " + QUEUE).repeat(20);
        String padding = "x".repeat(1_000_000) + "\r\n";
        batch(padding + parts);
        awaitUsed(padding.length() + parts.length() + 5 + 1_400_004);
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }

    @Test
    void request_counts_until_its_response_is_made() throws Exception {
        RawHttpClient client = connect();
        client.send("POST", "/wait", " ".repeat(1_000_000));
        CompletableFuture<RestResponse> response = waiting.poll(10, TimeUnit.SECONDS);
        assertThat(budget.usedBytes()).isEqualTo(3_000_000);
        response.complete(new RestResponse(200, "text/plain", new byte[3]));
        assertThat(client.receive("POST").status()).isEqualTo(200);
        awaitUsed(0);
    }

    /** The responses are larger than the buffers of the system's sockets, which hold several megabytes. */
    @Test
    void responses_that_clients_do_not_read_count_until_they_are_sent() throws Exception {
        Queue large = Queue.newBuilder().setName("n".repeat(12 << 20)).build();
        api.respondTo("GetQueue", large);
        MemoryBudget larger = new MemoryBudget(40 << 20, 1 << 20);
        try (LoopbackRestServer other = new LoopbackRestServer(api.version(), this::routes, larger)) {
            List<RawHttpClient> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawHttpClient client = other.connect();
                readers.add(client);
                client.send("GET", QUEUE, null);
                assertThat(client.line()).endsWith("200 OK");
            }
            RawHttpClient.Response refused = other.get(QUEUE);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(other.get("/nothing").status()).isEqualTo(404);
            for (RawHttpClient client : readers) {
                client.close();
            }
            other.awaitNoConnections();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (larger.usedBytes() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(larger.usedBytes()).isZero();
            assertThat(other.get(QUEUE).bytes()).hasSizeGreaterThan(12 << 20);
        }
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }
}
