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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that respond later. */
final class DeferredResponseTest {
    private static final String WAIT = "GET /wait HTTP/1.1\nHost: x\n\n";
    private static final String NOW = "GET /now HTTP/1.1\nHost: x\n\n";

    private final FakeApiVersion api = new FakeApiVersion();
    private final BlockingQueue<CompletableFuture<RestResponse>> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger processed = new AtomicInteger();
    private final LoopbackRestServer server =
            new LoopbackRestServer(api.version(), this::routes, HalfClosedClientTest.limits(Duration.ofMillis(50)));

    private List<Route> routes(ResponseWriter writer) {
        return List.of(
                Route.of("GET", "/now", Endpoint.of(this::now)),
                Route.of("POST", "/now", Endpoint.of(this::now)),
                Route.of("GET", "/wait", call -> await()),
                Route.of("GET", "/done", call -> CompletableFuture.completedFuture(response("done"))),
                Route.of("GET", "/large", Endpoint.of(call -> response("x".repeat(8 << 20)))));
    }

    private RestResponse now(MatchedRequest call) {
        processed.incrementAndGet();
        return response("now " + call.request().body().length);
    }

    private CompletableFuture<RestResponse> await() {
        CompletableFuture<RestResponse> response = new CompletableFuture<>();
        waiting.add(response);
        return response;
    }

    private static RestResponse response(String text) {
        return new RestResponse(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the pending response of the next request. */
    private CompletableFuture<RestResponse> next() throws InterruptedException {
        CompletableFuture<RestResponse> next = waiting.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @AfterEach
    void no_memory_is_leaked() {
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    @Test
    void deferred_response_is_sent_and_connection_is_kept_open() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            next().complete(response("at last"));
            RawHttpClient.Response response = client.receive("GET");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("at last");
            assertThat(client.raw(NOW).receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void completed_future_is_sent_at_once() throws Exception {
        assertThat(server.get("/done").body()).isEqualTo("done");
    }

    @Test
    void responses_keep_the_order_of_pipelined_requests() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(NOW + WAIT + NOW + WAIT + NOW);
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
            CompletableFuture<RestResponse> first = next();
            assertThat(processed).hasValue(1);
            first.complete(response("first"));
            assertThat(client.receive("GET").body()).isEqualTo("first");
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
            next().complete(response("second"));
            assertThat(client.receive("GET").body()).isEqualTo("second");
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void requests_are_not_processed_while_a_response_is_pending() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            client.raw("POST /now HTTP/1.1\nHost: x\nContent-Length: 5\nExpect: 100-continue\n\n");
            client.raw("he");
            // A response on another connection shows that there was time to process the request.
            assertThat(server.get("/done").status()).isEqualTo(200);
            response.complete(response("first"));
            assertThat(client.receive("GET").body()).isEqualTo("first");
            assertThat(client.receive("GET").status()).isEqualTo(100);
            client.raw("llo" + NOW);
            assertThat(client.receive("POST").body()).isEqualTo("now 5");
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void read_ahead_is_bounded_while_a_response_is_pending() throws Exception {
        int length = 16 << 20;
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.raw("POST /now HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n")
                            .raw(new byte[length]);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(sender.join(Duration.ofMillis(300))).as("all was read").isFalse();
            assertThat(server.heldBytes()).isLessThan(1 << 20);
            response.complete(response("first"));
            assertThat(client.receiveFinal("GET").body()).isEqualTo("first");
            assertThat(client.receive("POST").body()).isEqualTo("now " + length);
            sender.join();
        }
    }

    @Test
    void small_response_after_a_large_one_is_sent() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /large HTTP/1.1\nHost: x\n\n" + NOW);
            assertThat(client.receive("GET").bytes()).hasSize(8 << 20);
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void next_request_waits_until_the_client_receives_the_response() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            client.raw("GET /large HTTP/1.1\nHost: x\n\n" + NOW);
            response.complete(response("first"));
            assertThat(client.receive("GET").body()).isEqualTo("first");
            assertThat(server.get("/done").status()).isEqualTo(200);
            assertThat(processed).hasValue(0);
            assertThat(client.receive("GET").bytes()).hasSize(8 << 20);
            assertThat(client.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void disconnect_cancels_the_pending_response() throws Exception {
        CompletableFuture<RestResponse> response;
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            response = next();
            client.raw(NOW);
            assertThat(response).isNotDone();
        }
        assertThatThrownBy(() -> response.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(processed).hasValue(0);
    }

    @Test
    void server_shutdown_cancels_the_pending_response() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            server.close();
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(response).isCancelled();
        }
    }

    @Test
    void failed_future_is_sent_as_its_error() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            next().completeExceptionally(RequestErrors.notFound("There is none."));
            RawHttpClient.Response refused = client.receive("GET");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body())
                    .contains("\"message\": \"There is none.\"")
                    .contains("\"status\": \"NOT_FOUND\"");
        }
    }

    @Test
    void unexpected_failure_of_future_is_sent_as_internal_error() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            next().completeExceptionally(new IllegalStateException("broken"));
            RawHttpClient.Response response = client.receive("GET");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).contains("Internal error encountered.").doesNotContain("broken");
        }
    }

    @Test
    void pending_response_is_sent_before_the_connection_is_closed() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /wait HTTP/1.1\nHost: x\nConnection: close\n\n" + NOW);
            next().complete(response("farewell"));
            RawHttpClient.Response response = client.receive("GET");
            assertThat(response.body()).isEqualTo("farewell");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(processed).hasValue(0);
    }

    @Test
    void pending_response_is_not_idle_time() throws Exception {
        EmbeddedChannel channel = onVirtualTime();
        channel.writeInbound(Unpooled.copiedBuffer(WAIT.replace("\n", "\r\n"), StandardCharsets.US_ASCII));
        advance(channel, Duration.ofHours(1));
        assertThat(channel.isOpen()).isTrue();
        assertThat(received(channel)).isEmpty();

        next().complete(response("at last"));
        channel.runPendingTasks();
        assertThat(received(channel)).startsWith("HTTP/1.1 200 OK").endsWith("at last");
        advance(channel, Duration.ofSeconds(599));
        assertThat(channel.isOpen()).isTrue();
        advance(channel, Duration.ofSeconds(20));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void incomplete_request_after_a_pending_response_is_rejected_after_a_minute() throws Exception {
        EmbeddedChannel channel = onVirtualTime();
        channel.writeInbound(Unpooled.copiedBuffer(WAIT.replace("\n", "\r\n"), StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.copiedBuffer("GET /no", StandardCharsets.US_ASCII));
        advance(channel, Duration.ofMinutes(5));
        next().complete(response("at last"));
        channel.runPendingTasks();
        assertThat(received(channel)).endsWith("at last");
        advance(channel, Duration.ofSeconds(76));
        assertThat(received(channel)).startsWith("HTTP/1.1 408 ");
        channel.finishAndReleaseAll();
    }

    /** Returns a pipeline with a clock that the test advances. */
    private EmbeddedChannel onVirtualTime() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        new RestApi(List.of(api.version()), List.of(), FirebaseFunctions.NONE, this::routes, AccessPolicy.DEFAULT)
                .addTo(channel.pipeline());
        return channel;
    }

    private static String received(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return text.toString();
    }

    private static void advance(EmbeddedChannel channel, Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }
}
