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

/** The memory of requests and responses that are under way, over HTTP/1.1. */
@Tag("unlike")
final class UnderWayMemoryTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
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
            assertThat(client.receive("POST").status()).isEqualTo(503);
        }
    }

    @Test
    void compressed_body_counts_with_its_size_after_decompression() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(" ".repeat(8 << 20).getBytes());
        }
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nContent-Encoding: gzip\n");
            client.raw("Content-Length: " + compressed.size() + "\n\n");
            assertThat(client.raw(compressed.toByteArray()).receive("POST").status())
                    .isEqualTo(503);
        }
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
