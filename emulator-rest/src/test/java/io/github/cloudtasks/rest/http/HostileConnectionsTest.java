package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import io.github.cloudtasks.rest.RestApi;
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

/** Connections that mean no good, or no longer know what they mean. */
@Tag("unlike")
final class HostileConnectionsTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private final FakeApiVersion calls = new FakeApiVersion();
    private LoopbackRestServer door;

    @BeforeEach
    void open() {
        door = new LoopbackRestServer(calls.version());
    }

    @AfterEach
    void others_are_served_and_nothing_is_held() throws IOException {
        assertThat(door.get(QUEUE).status()).isEqualTo(200);
        door.close();
        assertThat(door.heldBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\n\n",
                "GET\n\n",
                "\u0000\u0001\u0002\n\n",
                "GET / HTTP/1.1\n: nameless\n\n",
                "GET / HTTP/1.1\nBad Name: x\n\n",
                "POST / HTTP/1.1\nContent-Length: x\n\n",
                "POST / HTTP/1.1\nContent-Length: -1\n\n",
                "POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n",
                "POST / HTTP/1.1\nContent-Length: 99999999999999999999\n\n",
                "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nzz\n",
                "GET / NOPE/9\n\n",
            })
    void bytes_that_are_no_request_get_a_400_and_an_end(String bytes) throws IOException {
        try (RawHttpClient wire = door.connect()) {
            RawHttpClient.Response response = wire.raw(bytes).receive("GET");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.body()).isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Your client has issued a malformed or illegal request.",
                  "status": "INVALID_ARGUMENT"
                }
              }
              """);
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 0, 414", "0, 200000, 431"})
    void a_line_or_headers_without_end_are_refused(int line, int header, int status) throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("GET /" + "x".repeat(line) + " HTTP/1.1\nHost: x\nX: " + "y".repeat(header) + "\n\n");
            assertThat(wire.receive("GET").status()).isEqualTo(status);
        }
    }

    @Test
    void a_body_of_100_megabytes_that_announces_itself_is_refused_at_once_and_never_held() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: 104857600\n\n");
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                wire.raw(megabyte);
                assertThat(door.heldBytes()).isLessThan(4 << 20);
            }
            RawHttpClient.Response response = wire.receive("POST");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).contains("\"code\": 413");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_body_of_100_megabytes_in_chunks_is_refused_when_it_is_too_much() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
            byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                wire.raw(chunk);
            }
            assertThat(wire.receive("POST").status()).isEqualTo(413);
        }
    }

    @Test
    void a_client_that_asks_before_it_sends_too_much_need_not_send_it() throws IOException {
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + " HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 104857600\n\n");
            assertThat(wire.receive("POST").status()).isEqualTo(413);
        }
    }

    @Test
    void a_small_body_that_inflates_to_too_much_is_refused() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                gzip.write(blanks);
            }
        }
        try (RawHttpClient wire = door.connect()) {
            wire.raw("POST " + QUEUE + ":pause HTTP/1.1\nHost: x\nContent-Encoding: gzip\n");
            wire.raw("Content-Length: " + bomb.size() + "\n\n");
            assertThat(wire.raw(bomb.toByteArray()).receive("POST").status()).isEqualTo(413);
            assertThat(wire.send("GET", QUEUE, null).receive("GET").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void a_body_that_is_not_what_it_says_is_refused(String coding) throws IOException {
        assertThat(door.send("POST", QUEUE + ":pause", "xxxxxxxxxxxxxxxxxxxxxxxx", "Content-Encoding: " + coding)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_client_that_never_reads_is_not_answered_without_end() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        Queue large = Queue.newBuilder().setName("n".repeat(1 << 18)).build();
        calls.answer("GetQueue", request -> {
            answered.incrementAndGet();
            return large;
        });
        try (RawHttpClient wire = door.connect()) {
            String burst = ("GET " + QUEUE + " HTTP/1.1\nHost: x\n\n").repeat(200);
            wire.raw(burst);
            assertThat(door.get("/nothing").status()).isEqualTo(404);
            // What the sockets' own buffers take is answered, and one more.
            assertThat(answered.get()).isLessThan(50);
            assertThat(door.heldBytes()).isLessThan(8 << 20);
            for (int i = 0; i < 200; i++) {
                assertThat(wire.receive("GET").bytes().length).isGreaterThan(1 << 18);
            }
        }
        assertThat(answered.get()).isEqualTo(200);
        calls.answer("GetQueue", Queue.getDefaultInstance());
    }

    @Test
    void a_client_that_goes_away_in_the_middle_leaves_nothing_behind() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (RawHttpClient wire = door.connect()) {
                wire.raw("POST " + QUEUE + "/tasks HTTP/1.1\nHost: x\nContent-Length: 100000\n\n"
                        + "x".repeat(i * 1000));
            } catch (SocketException e) {
                // It may be refused while it goes.
            }
        }
    }

    /** The pipeline on a clock of its own. */
    private EmbeddedChannel onVirtualTime(ConnectionLimits limits) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        new RestApi(List.of(calls.version()), List.of(), FirebaseFunctions.NONE, representation -> List.of(), limits)
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
    @ValueSource(strings = {"G", "GET / HTTP/1.1\nHost: x\n", "POST / HTTP/1.1\nContent-Length: 5\n\nab"})
    void half_a_request_ends_after_a_minute(String half) {
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
    void dripping_bytes_do_not_prolong_a_request() {
        EmbeddedChannel channel = onVirtualTime(ConnectionLimits.DEFAULT);
        send(channel, "POST / HTTP/1.1\nContent-Length: 500\n\n");
        for (int second = 0; second < 68; second++) {
            send(channel, "x");
            advance(channel, Duration.ofSeconds(1));
        }
        assertThat(received(channel)).startsWith("HTTP/1.1 408 ");
        channel.finishAndReleaseAll();
    }

    @Test
    void a_connection_between_two_requests_may_rest_for_ten_minutes() {
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
    void a_client_that_does_not_take_its_answer_is_left_after_a_while() throws IOException {
        ConnectionLimits impatient = new ConnectionLimits(
                1 << 20,
                1 << 14,
                1 << 16,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(200));
        calls.answer(
                "GetQueue", Queue.newBuilder().setName("n".repeat(16 << 20)).build());
        try (LoopbackRestServer other = new LoopbackRestServer(calls.version(), impatient);
                RawHttpClient wire = other.connect()) {
            wire.send("GET", QUEUE, null);
            // The first byte shows that the connection is known to the other side.
            assertThat(wire.socket().getInputStream().read()).isEqualTo('H');
            other.awaitNoConnections();
            assertThatThrownBy(() -> wire.receive("GET")).isInstanceOf(IOException.class);
        }
        calls.answer("GetQueue", Queue.getDefaultInstance());
    }
}
