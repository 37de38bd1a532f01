package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.server.port.ApiServices;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.time.SystemTimeline;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                budget);
        ApiServices services = new ApiServices(GrpcServices.of(versions, budget), rest::addTo, rest::addTo);
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

    private static Http2TestClient.Stream openGrpc(Http2TestClient client, String method) throws Exception {
        return client.open(
                "POST",
                "/google.cloud.tasks.v2beta2.CloudTasks/" + method,
                false,
                "content-type",
                "application/grpc",
                "te",
                "trailers");
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

    @Test
    void open_rest_bodies_are_refused_when_the_budget_is_used_up() throws Exception {
        Http2TestClient client = connect();
        List<Http2TestClient.Stream> streams = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Http2TestClient.Stream stream = client.open("POST", QUEUES + "/q/tasks", false);
            stream.send(new byte[300_000], false).sync();
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
        start[1] = 1;
        List<Http2TestClient.Stream> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Http2TestClient.Stream call = openGrpc(client, "CreateTask");
            call.send(start, false).sync();
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

    @Test
    void large_grpc_responses_that_are_not_read_are_refused_when_the_budget_is_used_up() throws Exception {
        Http2TestClient client = connect();
        String payload = "eA".repeat(300_000);
        for (int i = 0; i < 2; i++) {
            String task = "{\"task\": {\"pullMessage\": {\"payload\": \"" + payload + "\"}}}";
            assertThat(client.send("POST", QUEUES + "/q/tasks", task).status()).isEqualTo(200);
        }
        byte[] parent = name(LOCATION + "/queues/q");
        byte[] list = new byte[parent.length + 2];
        System.arraycopy(parent, 0, list, 0, parent.length);
        // response_view: FULL
        list[parent.length] = 16;
        list[parent.length + 1] = 2;
        List<Http2TestClient.Stream> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Http2TestClient.Stream call = openGrpc(client, "ListTasks");
            call.receive(false);
            ChannelFuture unused = call.send(prefixed(list), true);
            calls.add(call);
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (budget.usedBytes() < 7_000_000 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(budget.usedBytes()).isBetween(7_000_000L, (long) BUDGET);
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
