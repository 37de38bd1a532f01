package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of hostile or broken clients. */
@Tag("unlike")
final class HostileConnectionsTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private final FakeApiVersion api = new FakeApiVersion();
    private LoopbackRestServer server;

    @BeforeEach
    void open() {
        server = new LoopbackRestServer(api.version());
    }

    @AfterEach
    void other_connections_are_served_and_no_memory_is_leaked() throws IOException {
        assertThat(server.get(QUEUE).status()).isEqualTo(200);
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\n\n",
                "GET\n\n",
                "\u0000\u0001\u0002\n\n",
                "GET / HTTP/1.1\nHost: x\n: nameless\n\n",
                "GET / HTTP/1.1\nHost: x\nBad Name: x\n\n",
                "POST / HTTP/1.1\nHost: x\nContent-Length: x\n\n",
                "POST / HTTP/1.1\nHost: x\nContent-Length: -1\n\n",
                "POST / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n",
                "POST / HTTP/1.1\nHost: x\nContent-Length: 99999999999999999999\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nzz\n",
                "GET / NOPE/9\n\n",
            })
    void malformed_request_gets_400_and_closes_the_connection(String bytes) throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response = client.raw(bytes).receive("GET");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(response.body()).isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Your client has issued a malformed or illegal request.",
                  "status": "INVALID_ARGUMENT"
                }
              }
              """);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 0, 414", "0, 200000, 431"})
    void endless_request_line_or_headers_are_rejected(int line, int header, int status) throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("GET /" + "x".repeat(line) + " HTTP/1.1\nHost: x\nX: " + "y".repeat(header) + "\n\n");
            assertThat(client.receive("GET").status()).isEqualTo(status);
        }
    }

    @Test
    void body_with_content_length_above_limit_is_rejected_without_reading_it() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: 104857600\n\n");
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                client.raw(megabyte);
                assertThat(server.heldBytes()).isLessThan(4 << 20);
            }
            RawHttpClient.Response response = client.receive("POST");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(response.body()).contains("\"code\": 413");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunked_body_above_limit_is_rejected_at_the_limit() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
            byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                client.raw(chunk);
            }
            assertThat(client.receive("POST").status()).isEqualTo(413);
        }
    }

    @Test
    void expect_100_continue_with_body_above_limit_is_rejected() throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + " HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 104857600\n\n");
            assertThat(client.receive("POST").status()).isEqualTo(413);
        }
    }

    @Test
    void compressed_body_above_limit_is_rejected() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                gzip.write(blanks);
            }
        }
        try (RawHttpClient client = server.connect()) {
            client.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nContent-Encoding: gzip\n");
            client.raw("Content-Length: " + bomb.size() + "\n\n");
            assertThat(client.raw(bomb.toByteArray()).receive("POST").status()).isEqualTo(413);
            assertThat(client.send("GET", QUEUE, null).receive("GET").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void body_with_wrong_content_encoding_is_rejected(String coding) throws IOException {
        assertThat(server.send("POST", QUEUE + ":pause", "xxxxxxxxxxxxxxxxxxxxxxxx", "Content-Encoding: " + coding)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void client_that_never_reads_gets_a_bounded_number_of_responses() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        Queue large = Queue.newBuilder().setName("n".repeat(1 << 18)).build();
        api.respondTo("GetQueue", request -> {
            answered.incrementAndGet();
            return large;
        });
        try (RawHttpClient client = server.connect()) {
            String burst = ("GET " + QUEUE + " HTTP/1.1\nHost: x\n\n").repeat(200);
            client.raw(burst);
            assertThat(server.get("/nothing").status()).isEqualTo(404);
            // The responses that fit the socket buffers, and one more.
            assertThat(answered.get()).isLessThan(50);
            assertThat(server.heldBytes()).isLessThan(8 << 20);
            for (int i = 0; i < 200; i++) {
                assertThat(client.receive("GET").bytes().length).isGreaterThan(1 << 18);
            }
        }
        assertThat(answered.get()).isEqualTo(200);
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }

    @Test
    void disconnect_within_a_request_releases_its_memory() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (RawHttpClient client = server.connect()) {
                client.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: 100000\n\n"
                        + "x".repeat(i * 1000));
            } catch (SocketException e) {
                // The server may reject the request before the client disconnects.
            }
        }
    }

    /** Returns a pipeline with a clock that the test advances. */
    private EmbeddedChannel onVirtualTime(ConnectionLimits limits) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        new RestApi(
                        List.of(api.version()),
                        List.of(),
                        FirebaseFunctions.NONE,
                        writer -> List.of(),
                        AccessPolicy.DEFAULT,
                        limits)
                .addTo(channel.pipeline());
        return channel;
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text.replace("\n", "\r\n"), StandardCharsets.US_ASCII));
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

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\nHost: x\n", "POST / HTTP/1.1\nHost: x\nContent-Length: 5\n\nab"})
    void incomplete_request_is_rejected_after_a_minute(String half) {
        EmbeddedChannel channel = onVirtualTime(ConnectionLimits.DEFAULT);
        send(channel, half);
        advance(channel, Duration.ofSeconds(59));
        assertThat(received(channel)).isEmpty();
        advance(channel, Duration.ofSeconds(16));
        assertThat(received(channel)).startsWith("HTTP/1.1 408 ").contains("\"code\": 408");
        advance(channel, Duration.ofSeconds(10));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void slow_bytes_do_not_extend_the_request_timeout() {
        EmbeddedChannel channel = onVirtualTime(ConnectionLimits.DEFAULT);
        send(channel, "POST / HTTP/1.1\nHost: x\nContent-Length: 500\n\n");
        for (int second = 0; second < 68; second++) {
            send(channel, "x");
            advance(channel, Duration.ofSeconds(1));
        }
        assertThat(received(channel)).startsWith("HTTP/1.1 408 ");
        channel.finishAndReleaseAll();
    }

    @Test
    void idle_connection_is_closed_after_ten_minutes() {
        EmbeddedChannel channel = onVirtualTime(ConnectionLimits.DEFAULT);
        send(channel, "GET " + QUEUE + " HTTP/1.1\nHost: x\n\n");
        assertThat(received(channel)).startsWith("HTTP/1.1 200 OK");
        advance(channel, Duration.ofSeconds(599));
        assertThat(channel.isOpen()).isTrue();
        send(channel, "GET " + QUEUE + " HTTP/1.1\nHost: x\n\n");
        assertThat(received(channel)).startsWith("HTTP/1.1 200 OK");
        advance(channel, Duration.ofSeconds(616));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void connection_is_closed_if_client_does_not_receive_the_response() throws IOException {
        ConnectionLimits shortTimes = new ConnectionLimits(
                1 << 20,
                1 << 14,
                1 << 16,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(200));
        api.respondTo(
                "GetQueue", Queue.newBuilder().setName("n".repeat(16 << 20)).build());
        try (LoopbackRestServer other = new LoopbackRestServer(api.version(), shortTimes);
                RawHttpClient client = other.connect()) {
            client.send("GET", QUEUE, null);
            // The first byte shows that the server has accepted the connection.
            assertThat(client.socket().getInputStream().read()).isEqualTo('H');
            other.awaitNoConnections();
            assertThatThrownBy(() -> client.receive("GET")).isInstanceOf(IOException.class);
        }
        api.respondTo("GetQueue", Queue.getDefaultInstance());
    }
}
