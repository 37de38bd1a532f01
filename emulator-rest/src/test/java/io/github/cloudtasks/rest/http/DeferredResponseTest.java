package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.RestApi;
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

/** Requests that are answered when something has happened. */
final class DeferredResponseTest {
    private static final String WAIT = "GET /wait HTTP/1.1\nHost: x\n\n";
    private static final String NOW = "GET /now HTTP/1.1\nHost: x\n\n";

    private final FakeApiVersion calls = new FakeApiVersion();
    private final BlockingQueue<CompletableFuture<RestResponse>> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger answeredAtOnce = new AtomicInteger();
    private final LoopbackRestServer door = new LoopbackRestServer(calls.version(), this::routes);

    private List<Route> routes(ResponseWriter representation) {
        return List.of(
                Route.of("GET", "/now", Endpoint.of(this::now)),
                Route.of("POST", "/now", Endpoint.of(this::now)),
                Route.of("GET", "/wait", call -> await()),
                Route.of("GET", "/done", call -> CompletableFuture.completedFuture(response("done"))),
                Route.of("GET", "/large", Endpoint.of(call -> response("x".repeat(8 << 20)))));
    }

    private RestResponse now(MatchedRequest call) {
        answeredAtOnce.incrementAndGet();
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

    /** What the next request that waits is waiting for. */
    private CompletableFuture<RestResponse> next() throws InterruptedException {
        CompletableFuture<RestResponse> next = waiting.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @AfterEach
    void nothing_is_held() {
        door.close();
        assertThat(door.heldBytes()).isZero();
    }

    @Test
    void a_request_is_answered_when_its_time_has_come_and_the_connection_is_used_again() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            next().complete(response("at last"));
            RawHttpClient.Response response = wire.receive("GET");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("at last");
            assertThat(wire.raw(NOW).receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void what_is_there_already_is_answered_at_once() throws Exception {
        assertThat(door.get("/done").body()).isEqualTo("done");
    }

    @Test
    void answers_keep_the_order_of_their_requests() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(NOW + WAIT + NOW + WAIT + NOW);
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
            CompletableFuture<RestResponse> first = next();
            assertThat(answeredAtOnce).hasValue(1);
            first.complete(response("first"));
            assertThat(wire.receive("GET").body()).isEqualTo("first");
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
            next().complete(response("second"));
            assertThat(wire.receive("GET").body()).isEqualTo("second");
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void requests_that_come_while_one_waits_are_not_looked_at() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            wire.raw("POST /now HTTP/1.1\nHost: x\nContent-Length: 5\nExpect: 100-continue\n\n");
            wire.raw("he");
            // Who is answered on another connection shows that there was time for it.
            assertThat(door.get("/done").status()).isEqualTo(200);
            response.complete(response("first"));
            assertThat(wire.receive("GET").body()).isEqualTo("first");
            assertThat(wire.receive("GET").status()).isEqualTo(100);
            wire.raw("llo" + NOW);
            assertThat(wire.receive("POST").body()).isEqualTo("now 5");
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void who_sends_on_and_on_is_read_no_further_than_a_little() throws Exception {
        int length = 16 << 20;
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    wire.raw("POST /now HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n")
                            .raw(new byte[length]);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(sender.join(Duration.ofMillis(300))).as("all was read").isFalse();
            assertThat(door.heldBytes()).isLessThan(1 << 20);
            response.complete(response("first"));
            assertThat(wire.receive("GET").body()).isEqualTo("first");
            assertThat(wire.receive("POST").body()).isEqualTo("now " + length);
            sender.join();
        }
    }

    @Test
    void a_small_answer_behind_a_large_one_leaves_too() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("GET /large HTTP/1.1\nHost: x\n\n" + NOW);
            assertThat(wire.receive("GET").bytes()).hasSize(8 << 20);
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void a_client_that_does_not_take_its_answer_has_the_next_request_wait() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            wire.raw("GET /large HTTP/1.1\nHost: x\n\n" + NOW);
            response.complete(response("first"));
            assertThat(wire.receive("GET").body()).isEqualTo("first");
            assertThat(door.get("/done").status()).isEqualTo(200);
            assertThat(answeredAtOnce).hasValue(0);
            assertThat(wire.receive("GET").bytes()).hasSize(8 << 20);
            assertThat(wire.receive("GET").body()).isEqualTo("now 0");
        }
    }

    @Test
    void a_client_that_goes_away_has_its_waiting_cancelled() throws Exception {
        CompletableFuture<RestResponse> response;
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            response = next();
            wire.raw(NOW);
            assertThat(response).isNotDone();
        }
        assertThatThrownBy(() -> response.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(answeredAtOnce).hasValue(0);
    }

    @Test
    void closing_the_connection_from_our_side_ends_the_waiting_too() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            CompletableFuture<RestResponse> response = next();
            door.close();
            assertThat(wire.isClosedByServer()).isTrue();
            assertThat(response).isCancelled();
        }
    }

    @Test
    void failures_have_the_same_envelope_as_if_they_were_thrown() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            next().completeExceptionally(RequestErrors.notFound("There is none."));
            RawHttpClient.Response refused = wire.receive("GET");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body())
                    .contains("\"message\": \"There is none.\"")
                    .contains("\"status\": \"NOT_FOUND\"");
        }
    }

    @Test
    void a_failure_of_ours_is_told_as_one() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw(WAIT);
            next().completeExceptionally(new IllegalStateException("broken"));
            RawHttpClient.Response response = wire.receive("GET");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).contains("Internal error encountered.").doesNotContain("broken");
        }
    }

    @Test
    void a_client_that_wants_no_more_gets_its_answer_before_it_is_let_go() throws Exception {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("GET /wait HTTP/1.1\nHost: x\nConnection: close\n\n" + NOW);
            next().complete(response("farewell"));
            RawHttpClient.Response response = wire.receive("GET");
            assertThat(response.body()).isEqualTo("farewell");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertThat(answeredAtOnce).hasValue(0);
    }

    @Test
    void a_client_that_waits_is_not_idle_and_has_all_its_time_afterwards() throws Exception {
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
    void half_a_request_behind_one_that_waited_ends_after_a_minute() throws Exception {
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

    /** The pipeline on a clock of its own. */
    private EmbeddedChannel onVirtualTime() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        new RestApi(List.of(calls.version()), List.of(), FirebaseFunctions.NONE, this::routes, ConnectionLimits.DEFAULT)
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
