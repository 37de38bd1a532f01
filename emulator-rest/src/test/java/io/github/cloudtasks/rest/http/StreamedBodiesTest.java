package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed request and response bodies over HTTP/1.1. */
final class StreamedBodiesTest {
    private static final int LARGE = 48 << 20;
    private static final byte[] BLOCK = "0123456789abcde\n".repeat(4096).getBytes(StandardCharsets.US_ASCII);

    private final FakeApiVersion api = new FakeApiVersion();
    private final LoopbackRestServer server =
            new LoopbackRestServer(api.version(), this::routes, HalfClosedClientTest.limits(Duration.ofMillis(50)));

    /** The response of the endpoint /stream. */
    private volatile StreamedBody body = out -> {};

    private final AtomicLong progress = new AtomicLong();
    private final CompletableFuture<Thread> worker = new CompletableFuture<>();
    private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
    private final CountDownLatch mayRead = new CountDownLatch(1);

    private List<Route> routes(ResponseWriter writer) {
        return List.of(
                Route.of("GET", "/now", Endpoint.of(call -> text("now"))),
                Route.of("GET", "/stream", Endpoint.of(call -> RestResponse.streamed(200, "text/plain", body))),
                Route.of("POST", "/count", Endpoint.streaming(call -> onThread(() -> count(call)))),
                Route.of(
                        "POST",
                        "/later",
                        Endpoint.streaming(call -> onThread(() -> {
                            mayRead.await();
                            return count(call);
                        }))),
                Route.of(
                        "POST",
                        "/first",
                        Endpoint.streaming(call -> onThread(() -> {
                            InputStream in = call.request().bodyStream();
                            return text("first " + (char) in.read());
                        }))),
                Route.of("POST", "/refuse", Endpoint.streaming(call -> {
                    throw RequestErrors.notFound("There is none.");
                })));
    }

    private CompletableFuture<RestResponse> onThread(Callable<RestResponse> work) {
        CompletableFuture<RestResponse> response = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            worker.complete(Thread.currentThread());
            try {
                response.complete(work.call());
            } catch (IOException e) {
                failures.add(e);
                response.completeExceptionally(e);
            } catch (Exception e) {
                response.completeExceptionally(e);
            }
        });
        return response;
    }

    private RestResponse count(MatchedRequest call) throws IOException {
        byte[] buffer = new byte[10_000];
        InputStream in = call.request().bodyStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            progress.addAndGet(n);
        }
        return text("counted " + progress.get());
    }

    private static RestResponse text(String text) {
        return new RestResponse(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private void writeLarge(OutputStream out) throws IOException {
        worker.complete(Thread.currentThread());
        try {
            for (int i = 0; i < LARGE / BLOCK.length; i++) {
                out.write(BLOCK);
                progress.addAndGet(BLOCK.length);
            }
        } catch (IOException e) {
            failures.add(e);
            throw e;
        }
    }

    @AfterEach
    void no_memory_is_leaked() {
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    @Test
    void response_of_any_size_is_sent_in_chunks_and_connection_is_kept_open() throws Exception {
        body = this::writeLarge;
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response =
                    client.send("GET", "/stream", null).receive("GET");
            assertThat(response.header("content-length")).isNull();
            assertThat(response.header("content-type")).isEqualTo("text/plain");
            assertThat(response.bytes()).hasSize(LARGE);
            assertThat(response.bytes()).endsWith(BLOCK);
            assertThat(client.send("GET", "/now", null).receive("GET").body()).isEqualTo("now");
        }
    }

    @Test
    void small_streamed_response_has_a_length() throws Exception {
        body = out -> {
            out.write('a');
            out.write("bc".getBytes(StandardCharsets.US_ASCII));
        };
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response =
                    client.send("GET", "/stream", null).receive("GET");
            assertThat(response.header("content-length")).isEqualTo("3");
            assertThat(response.body()).isEqualTo("abc");
            assertThat(client.send("GET", "/now", null).receive("GET").body()).isEqualTo("now");
        }
    }

    @Test
    void streamed_response_is_compressed_if_the_client_accepts_it() throws Exception {
        body = this::writeLarge;
        RawHttpClient.Response response = server.send("GET", "/stream", null, "Accept-Encoding: gzip");
        assertThat(response.header("content-encoding")).isEqualTo("gzip");
        assertThat(response.bytes().length).isLessThan(LARGE / 10);
        assertThat(response.body()).hasSize(LARGE).endsWith("0123456789abcde\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void flush_sends_what_has_been_written(String coding) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        body = out -> {
            out.write("first".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            try {
                received.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.write("second".getBytes(StandardCharsets.US_ASCII));
        };
        try (RawHttpClient client = server.connect()) {
            client.send("GET", "/stream", null, "Accept-Encoding: " + coding);
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).doesNotContain("content-length");
            }
            byte[] first = client.chunk();
            if (coding.isEmpty()) {
                assertThat(first).asString(StandardCharsets.US_ASCII).isEqualTo("first");
            }
            received.countDown();
            assertThat(client.chunk()).isNotEmpty();
        }
    }

    @Test
    void http_1_0_client_gets_the_stream_until_the_connection_is_closed() throws Exception {
        body = this::writeLarge;
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /stream HTTP/1.0\n\n");
            assertThat(client.line()).endsWith(" 200 OK");
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).doesNotContain("chunked");
            }
            assertThat(client.skipToEnd()).isEqualTo(LARGE);
        }
    }

    @Test
    void head_request_does_not_run_the_stream() throws Exception {
        body = this::writeLarge;
        try (RawHttpClient client = server.connect()) {
            client.send("HEAD", "/stream", null);
            assertThat(client.receive("HEAD").status()).isEqualTo(404);
        }
        assertThat(progress).hasValue(0);
    }

    @Test
    void writer_waits_while_the_client_does_not_receive() throws Exception {
        body = this::writeLarge;
        try (RawHttpClient client = server.connect()) {
            client.socket().setReceiveBufferSize(32 << 10);
            client.send("GET", "/stream", null);
            awaitStandstill();
            assertThat(progress.get()).isLessThan(LARGE);
            assertThat(server.heldBytes()).isLessThan(1 << 20);
            assertThat(client.receive("GET").bytes()).hasSize(LARGE);
        }
    }

    /** A body that only computes, and so has to take turns with others. */
    private final class ComputedBody implements StreamedBody {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            writeLarge(out);
        }

        @Override
        public boolean isComputed() {
            return true;
        }
    }

    @Test
    void computed_responses_that_are_not_received_do_not_keep_others_from_computing() throws Exception {
        body = new ComputedBody();
        List<RawHttpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 2; i++) {
                RawHttpClient client = server.connect();
                clients.add(client);
                client.socket().setReceiveBufferSize(32 << 10);
                client.send("GET", "/stream", null);
            }
            awaitStandstill();
            try (RawHttpClient client = server.connect()) {
                assertThat(client.send("GET", "/stream", null).receive("GET").bytes())
                        .hasSize(LARGE);
            }
        } finally {
            for (RawHttpClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void computed_responses_end_when_their_clients_disconnect() throws Exception {
        body = new ComputedBody();
        int clients = Runtime.getRuntime().availableProcessors() + 2;
        for (int i = 0; i < clients; i++) {
            try (RawHttpClient client = server.connect()) {
                client.socket().setReceiveBufferSize(32 << 10);
                client.send("GET", "/stream", null);
                assertThat(client.socket().getInputStream().read()).isEqualTo('H');
            }
        }
        for (int i = 0; i < clients; i++) {
            assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("The client has disconnected.");
        }
        try (RawHttpClient client = server.connect()) {
            assertThat(client.send("GET", "/stream", null).receive("GET").bytes())
                    .hasSize(LARGE);
        }
    }

    /** Waits until the worker makes no progress any more. */
    private void awaitStandstill() throws Exception {
        Thread thread = worker.get(10, TimeUnit.SECONDS);
        long before = -1;
        while (thread.isAlive() && (thread.getState() != Thread.State.WAITING || before != progress.get())) {
            before = progress.get();
            assertThat(thread.join(Duration.ofMillis(50))).as("nothing waits").isFalse();
        }
    }

    @Test
    void writer_fails_when_the_client_disconnects() throws Exception {
        body = this::writeLarge;
        try (RawHttpClient client = server.connect()) {
            client.send("GET", "/stream", null);
            awaitStandstill();
        }
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("The client has disconnected.");
    }

    @Test
    void writer_that_waits_for_news_is_interrupted_when_the_client_disconnects() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        body = out -> {
            out.write('x');
            out.flush();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        };
        try (RawHttpClient client = server.connect()) {
            client.send("GET", "/stream", null);
            assertThat(client.line()).endsWith("200 OK");
        }
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failure_before_the_first_piece_is_an_internal_error() throws Exception {
        body = out -> {
            out.write('x');
            throw new IllegalStateException("broken");
        };
        RawHttpClient.Response response = server.get("/stream");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).contains("Internal error encountered.").doesNotContain("broken");
    }

    @Test
    void failure_after_the_first_piece_closes_the_connection() throws Exception {
        body = out -> {
            out.write(BLOCK);
            throw new IllegalStateException("broken");
        };
        try (RawHttpClient client = server.connect()) {
            client.send("GET", "/stream", null);
            assertThatThrownBy(() -> client.receive("GET")).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void connection_is_closed_if_client_does_not_receive_a_piece() throws Exception {
        body = this::writeLarge;
        ConnectionLimits limits = new ConnectionLimits(
                1 << 20,
                1 << 14,
                1 << 16,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(200));
        try (LoopbackRestServer other = new LoopbackRestServer(api.version(), this::routes, limits);
                RawHttpClient client = other.connect()) {
            client.send("GET", "/stream", null);
            // The first byte shows that the server has accepted the connection.
            assertThat(client.socket().getInputStream().read()).isEqualTo('H');
            other.awaitNoConnections();
        }
        assertThat(failures.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void request_of_any_size_is_read_as_a_stream() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /count HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: " + LARGE + "\n\n");
            assertThat(client.receive("POST").status()).isEqualTo(100);
            for (int i = 0; i < LARGE / BLOCK.length; i++) {
                client.raw(BLOCK);
            }
            assertThat(client.receive("POST").body()).isEqualTo("counted " + LARGE);
            assertThat(client.send("GET", "/now", null).receive("GET").body()).isEqualTo("now");
        }
    }

    @Test
    void chunked_request_and_pipelined_requests_keep_their_order() throws Exception {
        try (RawHttpClient client = server.connect()) {
            String chunked = "POST /count HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc\n4\ndefg\n0\n\n";
            String now = "GET /now HTTP/1.1\nHost: x\n\n";
            client.raw(now + chunked + now + chunked + now);
            assertThat(client.receive("GET").body()).isEqualTo("now");
            assertThat(client.receive("POST").body()).isEqualTo("counted 7");
            assertThat(client.receive("GET").body()).isEqualTo("now");
            assertThat(client.receive("POST").body()).isEqualTo("counted 14");
            assertThat(client.receive("GET").body()).isEqualTo("now");
        }
    }

    @Test
    void request_without_a_body_is_an_empty_stream() throws Exception {
        assertThat(server.send("POST", "/count", "").body()).isEqualTo("counted 0");
    }

    @Test
    void compressed_request_is_decompressed_while_it_is_read() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            for (int i = 0; i < LARGE / BLOCK.length; i++) {
                gzip.write(BLOCK);
            }
        }
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /count HTTP/1.1\nHost: x\nContent-Encoding: gzip\nContent-Length: " + compressed.size()
                            + "\n\n")
                    .raw(compressed.toByteArray());
            assertThat(client.receive("POST").body()).isEqualTo("counted " + LARGE);
        }
    }

    @Test
    void request_with_unknown_content_encoding_is_rejected() throws Exception {
        assertThat(server.send("POST", "/count", "x", "Content-Encoding: br").status())
                .isEqualTo(400);
    }

    @Test
    void damaged_compressed_request_is_rejected() throws Exception {
        RawHttpClient.Response response = server.send("POST", "/count", "xxxxxxxxxxxxxxxx", "Content-Encoding: gzip");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("The body could not be read: ");
    }

    @Test
    void client_waits_while_the_reader_is_behind() throws Exception {
        try (RawHttpClient client = server.connect()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.raw("POST /later HTTP/1.1\nHost: x\nContent-Length: " + LARGE + "\n\n");
                    for (int i = 0; i < LARGE / BLOCK.length; i++) {
                        client.raw(BLOCK);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(sender.join(Duration.ofMillis(300))).as("all was read").isFalse();
            assertThat(server.heldBytes()).isLessThan(1 << 20);
            mayRead.countDown();
            assertThat(client.receive("POST").body()).isEqualTo("counted " + LARGE);
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/first", "/refuse"})
    void response_before_the_end_of_the_body_closes_the_connection(String path) throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + path + " HTTP/1.1\nHost: x\nContent-Length: " + LARGE + "\n\n");
            for (int i = 0; i < LARGE / BLOCK.length / 2; i++) {
                client.raw(BLOCK);
            }
            RawHttpClient.Response response = client.receive("POST");
            assertThat(response.status()).isEqualTo(path.equals("/first") ? 200 : 404);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void reader_fails_when_the_client_disconnects() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /count HTTP/1.1\nHost: x\nContent-Length: 10\n\nabc");
            worker.get(10, TimeUnit.SECONDS);
        }
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("The client has disconnected.");
    }

    @Test
    void stalled_request_is_rejected_after_a_minute_without_data() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        new RestApi(List.of(api.version()), List.of(), FirebaseFunctions.NONE, this::routes, AccessPolicy.DEFAULT)
                .addTo(channel.pipeline());
        send(channel, "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            send(channel, "x");
            channel.advanceTimeBy(40, TimeUnit.SECONDS);
            channel.runPendingTasks();
        }
        ByteBuf nothing = channel.readOutbound();
        assertThat(nothing).isNull();
        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        channel.runPendingTasks();
        ByteBuf rejection = channel.readOutbound();
        assertThat(rejection.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 408 ");
        rejection.release();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).isNotNull();
        channel.finishAndReleaseAll();
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
