package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.CodedOutputStream;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.server.port.ApiServices;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.time.SystemTimeline;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients that open more than the memory holds over HTTP/2, or flood it with frames. */
@Tag("unlike")
final class HostileHttp2ConnectionsTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUES = "/v2beta2/" + LOCATION + "/queues";
    private static final long ENHANCE_YOUR_CALM = 11;
    private static final int BUDGET = 8 << 20;

    private final MemoryBudget budget = new MemoryBudget(BUDGET, 2 << 20);
    private final SystemTimeline timeline = new SystemTimeline();
    private final List<Http2TestClient> clients = new ArrayList<>();
    private PortServer server;

    @BeforeEach
    void open() throws Exception {
        open(budget);
    }

    private void open(MemoryBudget memory) throws Exception {
        CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, delivery -> {
            throw new AssertionError("nothing is dispatched");
        });
        List<ApiVersion> versions = ApiVersions.of(engine);
        RestApi rest = new RestApi(
                versions,
                List.of(),
                FirebaseFunctions.NONE,
                writer -> List.of(),
                AccessPolicy.DEFAULT,
                ConnectionLimits.DEFAULT,
                memory,
                CallListener.NONE,
                CallTracer.NONE,
                Journal.NONE);
        ApiServices services = new ApiServices(GrpcServices.of(versions, memory), rest::addTo, rest::addTo);
        server = PortServer.open(new ListenAddress("127.0.0.1", 0), services, null, PortServer.Timeouts.DEFAULT);
        Http2TestClient.Stream created =
                connect().send("POST", QUEUES, "{\"name\": \"" + LOCATION + "/queues/q\", \"pullTarget\": {}}");
        assertThat(created.status()).isEqualTo(200);
    }

    @AfterEach
    void others_are_served_and_everything_is_returned() throws Exception {
        Http2TestClient other = connect();
        assertThat(other.send("GET", QUEUES + "/q", "").status()).isEqualTo(200);
        assertThat(callGrpc(other, "GetQueue", name(LOCATION + "/queues/q")).header("grpc-status"))
                .isEqualTo("0");
        clients.forEach(Http2TestClient::close);
        awaitUsed(0);
        server.close();
        timeline.close();
    }

    private void awaitUsed(long most) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (budget.usedBytes() > most && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(budget.usedBytes()).isLessThanOrEqualTo(most);
    }

    private Http2TestClient connect() {
        Http2TestClient client = new Http2TestClient(server.port());
        clients.add(client);
        return client;
    }

    private static Http2TestClient.Stream openGrpc(Http2TestClient client, String method, String... headers)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("content-type", "application/grpc", "te", "trailers"));
        all.addAll(List.of(headers));
        String path = "/google.cloud.tasks.v2beta2.CloudTasks/" + method;
        return client.open("POST", path, false, all.toArray(String[]::new));
    }

    private static Http2TestClient.Stream callGrpc(Http2TestClient client, String method, byte[] message)
            throws Exception {
        Http2TestClient.Stream call = openGrpc(client, method);
        ChannelFuture unused = call.send(prefixed(message), true);
        return call.awaitEnd();
    }

    private static byte[] prefixed(byte[] message) {
        byte[] frame = new byte[5 + message.length];
        frame[1] = (byte) (message.length >> 24);
        frame[2] = (byte) (message.length >> 16);
        frame[3] = (byte) (message.length >> 8);
        frame[4] = (byte) message.length;
        System.arraycopy(message, 0, frame, 5, message.length);
        return frame;
    }

    /** Returns a message whose field 1 is a text of less than 128 bytes. */
    private static byte[] name(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[2 + ascii.length];
        message[0] = 10;
        message[1] = (byte) ascii.length;
        System.arraycopy(ascii, 0, message, 2, ascii.length);
        return message;
    }

    /** Waits until a part of a body is sent, or until the server has refused it and reset the stream. */
    private static void sendUnlessRefused(Http2TestClient.Stream stream, byte[] part, boolean last)
            throws InterruptedException {
        stream.send(part, last).await();
    }

    @Test
    void open_rest_bodies_are_refused_when_the_budget_is_used_up() throws Exception {
        Http2TestClient client = connect();
        List<Http2TestClient.Stream> streams = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Http2TestClient.Stream stream = client.open("POST", QUEUES + "/q/tasks", false);
            sendUnlessRefused(stream, new byte[300_000], false);
            streams.add(stream);
        }
        int refused = 0;
        for (Http2TestClient.Stream stream : streams) {
            if (stream.isEnded()) {
                assertThat(stream.status()).isEqualTo(503);
                assertThat(stream.body())
                        .contains("\"status\": \"UNAVAILABLE\"")
                        .contains("-Xmx");
                refused++;
            }
        }
        assertThat(refused).isBetween(20, 63);
        assertThat(budget.usedBytes()).isLessThanOrEqualTo(BUDGET);
        assertThat(client.send("GET", QUEUES + "/q", "").status()).isEqualTo(200);
    }

    @Test
    void unfinished_grpc_messages_are_refused_when_the_budget_is_used_up() throws Exception {
        Http2TestClient client = connect();
        byte[] start = new byte[1_000_000];
        // Announces some 3 MB.
        start[2] = 48;
        List<Http2TestClient.Stream> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Http2TestClient.Stream call = openGrpc(client, "CreateTask");
            sendUnlessRefused(call, start, false);
            calls.add(call);
        }
        Http2TestClient.Stream last = calls.getLast().awaitEnd();
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header("grpc-status")).as("RESOURCE_EXHAUSTED").isEqualTo("8");
        assertThat(last.header("grpc-message")).contains("-Xmx");
        assertThat(budget.usedBytes()).isBetween(4_000_000L, (long) BUDGET);
        calls.forEach(Http2TestClient.Stream::resetLater);
        awaitUsed(0);
        assertThat(callGrpc(client, "CreateTask", start).header("grpc-status"))
                .as("a malformed message is read again")
                .isEqualTo("13");
    }

    /** Returns a message whose field 1 is a text of this size, compressed, with its prefix. */
    private static byte[] compressedText(int size) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream proto = CodedOutputStream.newInstance(message);
        proto.writeByteArray(1, " ".repeat(size).getBytes(StandardCharsets.US_ASCII));
        proto.flush();
        return compressed(message.toByteArray());
    }

    private static byte[] compressed(byte[] message) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(message);
        }
        byte[] prefixed = prefixed(compressed.toByteArray());
        prefixed[0] = 1;
        return prefixed;
    }

    private static Http2TestClient.Stream sendCompressed(Http2TestClient client, String path, int size)
            throws Exception {
        Http2TestClient.Stream call = client.open(
                "POST", path, false, "content-type", "application/grpc", "te", "trailers", "grpc-encoding", "gzip");
        call.send(compressedText(size), true).sync();
        return call;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/google.cloud.tasks.v2beta2.CloudTasks/GetQueue",
                "/google.longrunning.Operations/GetOperation",
                "/grpc.health.v1.Health/Check",
                "/grpc.health.v1.Health/Watch",
                "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            })
    void compressed_grpc_message_counts_with_its_size_after_decompression(String method) throws Exception {
        Http2TestClient client = connect();
        Http2TestClient.Stream tooLarge =
                sendCompressed(client, method, 6_000_000).awaitEnd();
        assertThat(tooLarge.header("grpc-status")).as("RESOURCE_EXHAUSTED").isEqualTo("8");
        assertThat(tooLarge.header("grpc-message")).contains("A retry fails too.", "-Xmx");
        awaitUsed(0);
    }

    @Test
    void compressed_grpc_message_that_fits_is_read() throws Exception {
        Http2TestClient.Stream call = openGrpc(connect(), "ListTasks", "grpc-encoding", "gzip");
        call.send(compressed(listTasks(3_000_000)), true).sync();
        assertThat(call.awaitEnd().header("grpc-status")).isEqualTo("0");
    }

    @Test
    void compressed_grpc_message_above_32_mib_is_refused_whatever_the_heap() throws Exception {
        server.close();
        open(MemoryBudget.unlimited());
        String method = "/google.cloud.tasks.v2beta2.CloudTasks/GetQueue";
        Http2TestClient.Stream refused =
                sendCompressed(connect(), method, 34_000_000).awaitEnd();
        assertThat(refused.header("grpc-status")).as("RESOURCE_EXHAUSTED").isEqualTo("8");
        assertThat(refused.header("grpc-message")).contains("exceeds maximum size 33554432");
    }

    /** Returns a ListTasks request with an unknown field of this size. */
    private static byte[] listTasks(int padding) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream proto = CodedOutputStream.newInstance(message);
        proto.writeString(1, LOCATION + "/queues/q");
        // response_view: FULL
        proto.writeEnum(2, 2);
        if (padding > 0) {
            proto.writeByteArray(1000, new byte[padding]);
        }
        proto.flush();
        return message.toByteArray();
    }

    private void createLargeTasks(Http2TestClient client) throws Exception {
        String payload = "eA".repeat(300_000);
        for (int i = 0; i < 2; i++) {
            String task = "{\"task\": {\"pullMessage\": {\"payload\": \"" + payload + "\"}}}";
            assertThat(client.send("POST", QUEUES + "/q/tasks", task).status()).isEqualTo(200);
        }
    }

    private void awaitUsedAtLeast(long bytes) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (budget.usedBytes() < bytes && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(budget.usedBytes()).isBetween(bytes, (long) BUDGET);
    }

    /** The responses take 0.9 MB each, which the client does not receive. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void large_grpc_requests_count_until_their_responses_are_sent(boolean compressed) throws Exception {
        Http2TestClient client = connect();
        createLargeTasks(client);
        List<Http2TestClient.Stream> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Http2TestClient.Stream call = openGrpc(client, "ListTasks", "grpc-encoding", "gzip");
            call.receive(false);
            ChannelFuture unused =
                    call.send(compressed ? compressed(listTasks(2_000_000)) : prefixed(listTasks(2_000_000)), true);
            calls.add(call);
        }
        awaitUsedAtLeast(5_800_000);
        Http2TestClient.Stream refused = openGrpc(client, "ListTasks", "grpc-encoding", "gzip");
        ChannelFuture unused = refused.send(compressed(listTasks(2_000_000)), true);
        assertThat(refused.awaitEnd().header("grpc-status"))
                .as("RESOURCE_EXHAUSTED")
                .isEqualTo("8");
        assertThat(refused.header("grpc-message")).contains("Retry it", "-Xmx");
        calls.getFirst().resetLater();
        calls.getLast().receive(true);
        assertThat(calls.getLast().awaitEnd().header("grpc-status")).isEqualTo("0");
        awaitUsed(0);
    }

    @Test
    void grpc_message_that_can_never_be_processed_is_refused_at_its_first_frame() throws Exception {
        Http2TestClient client = connect();
        Http2TestClient.Stream call = openGrpc(client, "CreateTask");
        byte[] start = new byte[10_000];
        byte[] prefix = prefixed(new byte[5_000_000]);
        System.arraycopy(prefix, 0, start, 0, 5);
        call.send(start, false).sync();
        assertThat(call.awaitEnd().header("grpc-status"))
                .as("RESOURCE_EXHAUSTED")
                .isEqualTo("8");
        assertThat(call.header("grpc-message")).contains("A retry fails too.", "-Xmx");
    }

    @Test
    void two_messages_in_one_unary_call_are_released() throws Exception {
        Http2TestClient client = connect();
        Http2TestClient.Stream call = openGrpc(client, "GetQueue", "grpc-encoding", "gzip");
        byte[] one = compressedText(1_000_000);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        call.send(two, true).sync();
        assertThat(call.resetCode()).isPositive();
        awaitUsed(0);
    }

    @Test
    void large_grpc_responses_that_are_not_read_are_refused_when_the_budget_is_used_up() throws Exception {
        Http2TestClient client = connect();
        createLargeTasks(client);
        List<Http2TestClient.Stream> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Http2TestClient.Stream call = openGrpc(client, "ListTasks");
            call.receive(false);
            ChannelFuture unused = call.send(prefixed(listTasks(0)), true);
            calls.add(call);
        }
        awaitUsedAtLeast(7_000_000);
        calls.forEach(call -> call.receive(true));
        int refused = 0;
        for (Http2TestClient.Stream call : calls) {
            refused += call.awaitEnd().header("grpc-status").equals("8") ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 11);
        awaitUsed(0);
    }

    /** grpc-java logs connection errors at INFO, which programs that embed the emulator print. */
    @Test
    void end_of_a_flood_is_logged_without_a_stack_trace() throws Exception {
        Logger connections = Logger.getLogger("io.grpc.netty.NettyServerTransport.connections");
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        connections.addHandler(handler);
        try {
            rapid_resets_end_the_connection();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (records.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        } finally {
            connections.removeHandler(handler);
        }

        assertThat(records)
                .isNotEmpty()
                .allSatisfy(logged -> assertThat(logged.getThrown())
                        .hasMessage("Too many RST_STREAM frames.")
                        .hasNoCause()
                        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty())
                        .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty()));
    }

    @Test
    void each_kind_of_refusal_is_logged_once() throws Exception {
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(MemoryBudget.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Http2TestClient client = connect();
            for (int i = 0; i < 3; i++) {
                Http2TestClient.Stream post =
                        client.open("POST", QUEUES + "/q/tasks", false, "content-length", "" + BUDGET);
                assertThat(post.status()).isEqualTo(413);
                assertThat(callGrpc(client, "CreateTask", new byte[BUDGET]).header("grpc-status"))
                        .isEqualTo("8");
                Http2TestClient.Stream filling = client.open("POST", QUEUES + "/q/tasks", false);
                filling.send(new byte[2_500_000], false).sync();
                awaitUsedAtLeast(2_500_000);
                Http2TestClient.Stream busy = client.open("POST", QUEUES + "/q/tasks", false);
                sendUnlessRefused(busy, new byte[2_500_000], true);
                assertThat(busy.status()).isEqualTo(503);
                filling.resetLater();
                awaitUsed(0);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .allMatch(line -> line.startsWith("A request was refused. "))
                .allMatch(line -> line.endsWith(" Later refusals of this kind are not logged."))
                .anyMatch(line -> line.contains("A retry fails too."))
                .anyMatch(line -> line.contains("Retry it when others have ended"));
    }

    /** The messages are malformed: all bytes are zero. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void large_message_is_parsed_outside_the_event_loop_and_small_calls_are_answered_meanwhile(boolean compressed)
            throws Exception {
        CountDownLatch mayWork = new CountDownLatch(1);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            HeavyWork.executor().execute(() -> {
                try {
                    mayWork.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        try {
            byte[] message = new byte[compressed ? 1_200_000 : 500_000];
            Http2TestClient client = connect();
            Http2TestClient.Stream large =
                    openGrpc(client, "CreateTask", "grpc-encoding", compressed ? "gzip" : "identity");
            large.send(compressed ? compressed(message) : prefixed(message), true)
                    .sync();
            awaitUsedAtLeast(compressed ? 1000 : message.length);
            assertThat(callGrpc(client, "GetQueue", name(LOCATION + "/queues/q"))
                            .header("grpc-status"))
                    .isEqualTo("0");
            assertThat(budget.usedBytes())
                    .as("the memory of the waiting message")
                    .isPositive();
            mayWork.countDown();
            assertThat(large.awaitEnd().header("grpc-status")).isEqualTo("13");
        } finally {
            mayWork.countDown();
        }
    }

    @Test
    void rapid_resets_end_the_connection() throws Exception {
        Http2TestClient client = connect();
        try {
            for (int i = 0; i < 10_000 && !client.isEnded(); i++) {
                client.open("GET", QUEUES + "/q", true).resetLater();
            }
        } catch (ExecutionException e) {
            // The connection has been closed.
        }
        // A client that is still sending may see the end of the connection before the reason.
        assertThat(client.awaitGoAway()).isIn(ENHANCE_YOUR_CALM, -1L);
    }

    @Test
    void client_that_cancels_hundreds_of_calls_is_served() throws Exception {
        Http2TestClient client = connect();
        for (int i = 0; i < 1000; i++) {
            openGrpc(client, "GetQueue").resetLater();
        }
        assertThat(client.send("GET", QUEUES + "/q", "").status()).isEqualTo(200);
        assertThat(client.isEnded()).isFalse();
    }

    /** The frames are sent as bytes, because clients merge some of them. */
    @ParameterizedTest
    @CsvSource({
        "SETTINGS, 000000040000000000",
        "PING, 0000080600000000000000000000000000",
        "PRIORITY, 0000050200000000010000000000",
        "empty DATA, 000000000000000001",
        "unknown, 000000ff0000000000",
    })
    void flood_of_control_frames_ends_the_connection(String kind, String frame) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(HexFormat.of().parseHex("000000040000000000"));
            // Headers of stream 1 without its end: POST, http, /, localhost.
            out.write(HexFormat.of().parseHex("00000e0104000000018386844109" + "6c6f63616c686f7374"));
            byte[] flood = HexFormat.of().parseHex(frame.repeat(20_000));
            Thread receiver = Thread.ofVirtual().start(() -> readToEnd(socket));
            try {
                out.write(flood);
            } catch (IOException e) {
                // The server has closed the connection before it has received everything.
            }
            assertThat(receiver.join(Duration.ofSeconds(10)))
                    .as("the connection is closed")
                    .isTrue();
        }
    }

    private static void readToEnd(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is open", e);
        } catch (IOException e) {
            // Reset, because the server did not read the rest of the flood.
        }
    }
}
