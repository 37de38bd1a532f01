package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.github.cloudtasks.server.port.ApiServices;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streamed request and response bodies over HTTP/2. */
final class StreamedBodiesOverHttp2Test {
    private static final int LARGE = 24 << 20;
    private static final byte[] BLOCK = "0123456789abcde\n".repeat(1024).getBytes(StandardCharsets.US_ASCII);

    private PortServer server;
    private Http2TestClient client;

    private volatile StreamedBody body = this::writeLarge;
    private final AtomicLong progress = new AtomicLong();
    private final CompletableFuture<Thread> worker = new CompletableFuture<>();
    private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
    private final CountDownLatch mayRead = new CountDownLatch(1);

    @BeforeEach
    void open() throws Exception {
        RestApi rest = new RestApi(List.of(), List.of(), FirebaseFunctions.NONE, this::routes, AccessPolicy.DEFAULT);
        server = PortServer.open(
                new ListenAddress("127.0.0.1", 0),
                new ApiServices(List.of(), rest::addTo, rest::addTo),
                null,
                PortServer.Timeouts.DEFAULT);
        client = new Http2TestClient(server.port());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

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
                        }))));
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
    void response_of_any_size_is_sent_and_the_connection_serves_others() throws Exception {
        Http2TestClient.Stream stream = client.open("GET", "/stream", true).awaitEnd();
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("content-length")).isEmpty();
        assertThat(stream.bytes()).hasSize(LARGE).endsWith(BLOCK);
        assertThat(client.send("GET", "/now", "").body()).isEqualTo("now");
    }

    @Test
    void small_streamed_response_has_a_length() throws Exception {
        body = out -> out.write("abc".getBytes(StandardCharsets.US_ASCII));
        Http2TestClient.Stream stream = client.send("GET", "/stream", "");
        assertThat(stream.header("content-length")).isEqualTo("3");
        assertThat(stream.body()).isEqualTo("abc");
    }

    @Test
    void streamed_response_is_compressed_if_the_client_accepts_it() throws Exception {
        Http2TestClient.Stream stream = client.send("GET", "/stream", "", "accept-encoding", "gzip");
        assertThat(stream.header("content-encoding")).isEqualTo("gzip");
        assertThat(stream.bytes().length).isLessThan(LARGE / 10);
        InputStream plain = new GZIPInputStream(new ByteArrayInputStream(stream.bytes()));
        assertThat(plain.readAllBytes()).hasSize(LARGE);
    }

    @Test
    void writer_waits_while_the_client_does_not_receive_and_other_streams_are_served() throws Exception {
        Http2TestClient.Stream stream = client.open("GET", "/stream", true);
        stream.receive(false);
        awaitStandstill();
        assertThat(progress.get()).isLessThan(LARGE);
        assertThat(client.send("POST", "/count", "abc").status()).isEqualTo(200);
        stream.receive(true);
        assertThat(stream.awaitEnd().bytes()).hasSize(LARGE);
    }

    @Test
    void writer_fails_when_the_stream_is_reset() throws Exception {
        Http2TestClient.Stream stream = client.open("GET", "/stream", true);
        stream.receive(false);
        awaitStandstill();
        stream.reset();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("The client has disconnected.");
        assertThat(client.send("GET", "/now", "").body()).isEqualTo("now");
    }

    @Test
    void failure_before_the_first_piece_is_an_internal_error() throws Exception {
        body = out -> {
            throw new IllegalStateException("broken");
        };
        Http2TestClient.Stream stream = client.send("GET", "/stream", "");
        assertThat(stream.status()).isEqualTo(500);
        assertThat(stream.body()).contains("Internal error encountered.");
    }

    @Test
    void failure_after_the_first_piece_resets_the_stream() throws Exception {
        body = out -> {
            out.write(new byte[100_000]);
            throw new IllegalStateException("broken");
        };
        Http2TestClient.Stream stream = client.open("GET", "/stream", true);
        assertThat(stream.resetCode()).as("INTERNAL_ERROR").isEqualTo(2);
        assertThat(client.send("GET", "/now", "").body()).isEqualTo("now");
    }

    @Test
    void request_of_any_size_is_read_as_a_stream() throws Exception {
        Http2TestClient.Stream stream = client.open("POST", "/count", false);
        for (int i = 0; i < LARGE / BLOCK.length; i++) {
            ChannelFuture unused = stream.send(BLOCK, false);
        }
        ChannelFuture unused = stream.send(new byte[0], true);
        assertThat(stream.awaitEnd().body()).isEqualTo("counted " + LARGE);
    }

    @Test
    void client_waits_while_the_reader_is_behind() throws Exception {
        Http2TestClient.Stream stream = client.open("POST", "/later", false);
        for (int i = 0; i < LARGE / BLOCK.length - 1; i++) {
            ChannelFuture unused = stream.send(BLOCK, false);
        }
        ChannelFuture last = stream.send(BLOCK, true);
        assertThat(client.send("GET", "/now", "").body()).isEqualTo("now");
        assertThat(last.isDone()).isFalse();
        mayRead.countDown();
        assertThat(stream.awaitEnd().body()).isEqualTo("counted " + LARGE);
        assertThat(last.isSuccess()).isTrue();
    }

    @Test
    void response_before_the_end_of_the_body_asks_the_client_to_stop() throws Exception {
        Http2TestClient.Stream stream = client.open("POST", "/first", false);
        for (int i = 0; i < LARGE / BLOCK.length; i++) {
            ChannelFuture unused = stream.send(BLOCK, false);
        }
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.awaitEnd().body()).isEqualTo("first 0");
        for (int i = 0; i < 10; i++) {
            Http2TestClient.Stream next = client.open("POST", "/count", false);
            for (int j = 0; j < 100; j++) {
                ChannelFuture unused = next.send(BLOCK, j == 99);
            }
            assertThat(next.awaitEnd().status()).as("the window is not used up").isEqualTo(200);
        }
    }

    @Test
    void reader_fails_when_the_stream_is_reset() throws Exception {
        Http2TestClient.Stream stream = client.open("POST", "/count", false);
        stream.send(BLOCK, false).sync();
        worker.get(10, TimeUnit.SECONDS);
        stream.reset();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("The client has disconnected.");
    }
}
