package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients whose disconnect no read notices: those that close their output after the request, such as {@code nc -N}, and
 * those that send more than is read while a response is pending.
 */
@Tag("inferred")
final class HalfClosedClientTest {
    private static final String NOW = "GET /now HTTP/1.1\nHost: x\n\n";
    private static final String WAIT = "GET /wait HTTP/1.1\nHost: x\n\n";

    private final FakeApiVersion api = new FakeApiVersion();
    private final BlockingQueue<CompletableFuture<RestResponse>> waiting = new LinkedBlockingQueue<>();
    private LoopbackRestServer server = open(Duration.ofMinutes(1));

    private LoopbackRestServer open(Duration halfClosed) {
        return new LoopbackRestServer(api.version(), this::routes, limits(halfClosed));
    }

    /** Returns the default limits with another time until a half-closed client is checked. */
    static ConnectionLimits limits(Duration halfClosed) {
        ConnectionLimits limits = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                limits.bodyBytes(),
                limits.lineBytes(),
                limits.headerBytes(),
                limits.request(),
                limits.idle(),
                limits.stall(),
                limits.linger(),
                halfClosed);
    }

    private List<Route> routes(ResponseWriter writer) {
        return List.of(
                Route.of("GET", "/now", Endpoint.of(call -> text("now"))),
                Route.of(
                        "GET",
                        "/stream",
                        Endpoint.of(
                                call -> RestResponse.streamed(200, "text/plain", out -> out.write(new byte[4 << 20])))),
                Route.of("GET", "/wait", call -> {
                    CompletableFuture<RestResponse> response = new CompletableFuture<>();
                    waiting.add(response);
                    return response;
                }),
                Route.of(
                        "POST",
                        "/count",
                        Endpoint.streaming(call -> CompletableFuture.supplyAsync(() -> {
                            try {
                                return text("" + call.request().bodyStream().readAllBytes().length);
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }))));
    }

    private static RestResponse text(String text) {
        return new RestResponse(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<RestResponse> next() throws InterruptedException {
        CompletableFuture<RestResponse> next = waiting.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @AfterEach
    void no_memory_is_leaked() {
        server.awaitNoConnections();
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    @Test
    void half_closed_client_gets_its_response_and_the_connection_is_closed() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(NOW).socket().shutdownOutput();
            assertThat(client.receive("GET").body()).isEqualTo("now");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void half_closed_client_gets_the_response_of_a_held_call() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> held = next();
            client.socket().shutdownOutput();
            // Another connection shows that the server had time to notice the end.
            assertThat(server.get("/now").body()).isEqualTo("now");
            assertThat(held).isNotDone();
            held.complete(text("at last"));
            assertThat(client.receive("GET").body()).isEqualTo("at last");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void half_closed_client_gets_the_responses_of_all_pipelined_requests() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(NOW + WAIT + NOW + WAIT + NOW).socket().shutdownOutput();
            assertThat(client.receive("GET").body()).isEqualTo("now");
            next().complete(text("first"));
            assertThat(client.receive("GET").body()).isEqualTo("first");
            assertThat(client.receive("GET").body()).isEqualTo("now");
            next().complete(text("second"));
            assertThat(client.receive("GET").body()).isEqualTo("second");
            assertThat(client.receive("GET").body()).isEqualTo("now");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void half_closed_client_gets_a_streamed_response() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /stream HTTP/1.1\nHost: x\n\n").socket().shutdownOutput();
            assertThat(client.receive("GET").bytes()).hasSize(4 << 20);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void half_closed_client_gets_the_response_to_a_streamed_request() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /count HTTP/1.1\nHost: x\nContent-Length: 1000000\n\n")
                    .raw(new byte[1_000_000])
                    .socket()
                    .shutdownOutput();
            assertThat(client.receive("POST").body()).isEqualTo("1000000");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /no", "POST /now HTTP/1.1\nHost: x\nContent-Length: 5\n\nab", NOW + "GET"})
    void connection_is_closed_if_the_client_ends_within_a_request(String sent) throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw(sent).socket().shutdownOutput();
            if (sent.startsWith(NOW)) {
                assertThat(client.receive("GET").body()).isEqualTo("now");
            }
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void client_that_disconnects_is_noticed_while_a_call_is_held() throws Exception {
        server.close();
        server = open(Duration.ofMillis(50));
        CompletableFuture<RestResponse> held;
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            held = next();
        }
        assertThatThrownBy(() -> held.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    /** The client has sent more than the server reads while a response is pending. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 3_000_000})
    void client_that_disconnects_behind_a_large_pipelined_request_is_noticed(int bytes) throws Exception {
        server.close();
        server = open(Duration.ofMillis(50));
        CompletableFuture<RestResponse> held;
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            held = next();
            client.raw("POST /count HTTP/1.1\nHost: x\nContent-Length: " + bytes + "\n\n")
                    .raw(new byte[bytes]);
        }
        assertThatThrownBy(() -> held.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    /** Checks that a client whose response is held receives interim responses, and then the held one. */
    private static void assertAnsweredAfterInterimResponses(RawHttpClient client, CompletableFuture<RestResponse> held)
            throws IOException {
        assertThat(client.receive("GET").status()).isEqualTo(100);
        assertThat(client.receive("GET").status()).isEqualTo(100);
        held.complete(text("at last"));
        assertThat(client.receiveFinal("GET").body()).isEqualTo("at last");
    }

    @Test
    void client_that_waits_behind_a_large_pipelined_request_gets_both_responses() throws Exception {
        server.close();
        server = open(Duration.ofMillis(20));
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> held = next();
            client.raw("POST /count HTTP/1.1\nHost: x\nContent-Length: 1000000\n\n")
                    .raw(new byte[1_000_000]);
            assertAnsweredAfterInterimResponses(client, held);
            assertThat(client.receiveFinal("GET").body()).isEqualTo("1000000");
            client.raw(WAIT);
            next().complete(text("again"));
            assertThat(client.receive("GET").body()).isEqualTo("again");
        }
    }

    @Test
    void rejected_request_of_a_half_closed_client_is_answered_and_the_connection_is_closed() throws Exception {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST /now HTTP/1.1\nContent-Length: 5\n\nab").socket().shutdownOutput();
            assertThat(client.receive("POST").status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void half_closed_client_that_waits_for_long_gets_interim_responses() throws Exception {
        server.close();
        server = open(Duration.ofMillis(20));
        try (RawHttpClient client = server.connect()) {
            client.raw(WAIT);
            CompletableFuture<RestResponse> held = next();
            client.socket().shutdownOutput();
            assertAnsweredAfterInterimResponses(client, held);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http_1_0_client_gets_no_interim_response() throws Exception {
        server.close();
        server = open(Duration.ofMillis(10));
        try (RawHttpClient client = server.connect();
                RawHttpClient newer = server.connect()) {
            client.raw("GET /wait HTTP/1.0\n\n");
            CompletableFuture<RestResponse> held = next();
            client.socket().shutdownOutput();
            newer.raw(WAIT);
            CompletableFuture<RestResponse> other = next();
            newer.socket().shutdownOutput();
            assertThat(newer.receive("GET").status()).isEqualTo(100);
            held.complete(text("at last"));
            assertThat(client.receive("GET").body()).isEqualTo("at last");
            other.complete(text("too"));
            assertThat(newer.receiveFinal("GET").body()).isEqualTo("too");
        }
    }
}
