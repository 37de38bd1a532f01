package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatcher.ScriptedTarget;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("inferred")
class HttpClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final HttpClient client = new HttpClient(
            group.next(), ClientLimits.DEFAULT, NameLookup.SYSTEM, TargetTrust.JDK::newSslContext, "trust it");
    private final CountDownLatch received = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @AfterEach
    void stop() {
        client.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void request_is_sent_as_it_is_and_response_is_complete() throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.responding("HTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello")) {
            ResponseRecord response = await(FutureResponse.send(client, request(target), LONG));

            assertThat(response.status()).isEqualTo(201);
            assertThat(response.header("x-a")).isEqualTo("1");
            assertThat(response.body().text()).isEqualTo("hello");
            ScriptedTarget.Call call = target.calls().getFirst();
            assertThat(call.head())
                    .isEqualTo("PUT /a?b HTTP/1.1\r\nHost: name.example\r\nX-B: 2\r\nContent-Length: 2\r\n\r\n");
            assertThat(call.body()).isEqualTo("hi");
        }
    }

    @Test
    void timeout_fails_the_request_and_closes_its_connection() throws Exception {
        try (ScriptedTarget target = silentTarget()) {
            CompletableFuture<ResponseRecord> response =
                    FutureResponse.send(client, request(target), Duration.ofMillis(200));

            assertThatThrownBy(() -> await(response)).hasCauseInstanceOf(RequestException.Timeout.class);
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cancelling_closes_the_connection() throws Exception {
        try (ScriptedTarget target = silentTarget()) {
            CompletableFuture<ResponseRecord> response = FutureResponse.send(client, request(target), LONG);
            assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(response.cancel(false)).isTrue();
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_fails_pending_and_later_requests() throws Exception {
        try (ScriptedTarget target = silentTarget()) {
            CompletableFuture<ResponseRecord> pending = FutureResponse.send(client, request(target), LONG);
            assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();

            client.close();

            assertClosed(pending);
            assertClosed(FutureResponse.send(client, request(target), LONG));
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private ScriptedTarget silentTarget() throws Exception {
        return ScriptedTarget.start(call -> {
            received.countDown();
            call.awaitClose();
            closed.countDown();
        });
    }

    private static Request request(ScriptedTarget target) throws RequestException {
        return Request.of(
                HttpMethod.PUT,
                Origin.of(false, "127.0.0.1", Integer.toString(target.port())),
                "/a?b",
                "name.example",
                List.of(new HttpHeader("X-B", "2")),
                Bytes.wrap("hi".getBytes(StandardCharsets.US_ASCII)));
    }

    private static ResponseRecord await(CompletableFuture<ResponseRecord> response) throws Exception {
        return response.get(20, TimeUnit.SECONDS);
    }

    private static void assertClosed(CompletableFuture<ResponseRecord> response) {
        assertThatThrownBy(() -> await(response))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RequestException.class)
                .hasMessage("the HTTP client is closed");
    }
}
