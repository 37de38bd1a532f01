package io.github.cloudtasks.server.port;

import static io.github.cloudtasks.server.port.RawConnection.EMPTY_SETTINGS;
import static io.github.cloudtasks.server.port.RawConnection.PREFACE;
import static io.github.cloudtasks.server.port.RawConnection.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortServerTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Timeouts LONG_TIMEOUTS = new Timeouts(LONG, LONG);

    /** The loopback addresses of this machine, 127.0.0.1 and ::1. */
    private static final List<InetAddress> LOOPBACK = loopback();

    private final List<AutoCloseable> opened = new ArrayList<>();

    private static List<InetAddress> loopback() {
        try {
            return HostLookup.SYSTEM.addresses(new ListenAddress("localhost", 0));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void grpc_and_http1_share_one_port() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);

        assertThat(grpcEcho(grpc(server), "over gRPC")).isEqualTo("over gRPC");
        assertThat(httpEcho(server, HttpClient.Version.HTTP_1_1, "over HTTP").body())
                .isEqualTo("over HTTP");
    }

    @Test
    void upgrade_to_http2_is_ignored() throws Exception {
        HttpResponse<String> answer = httpEcho(open(LONG_TIMEOUTS), HttpClient.Version.HTTP_2, "upgrade?");

        assertThat(answer.body()).isEqualTo("upgrade?");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void preface_can_arrive_byte_by_byte() throws Exception {
        RawConnection client =
                connect(open(LONG_TIMEOUTS)).sendByteByByte(PREFACE).sendByteByByte(EMPTY_SETTINGS);

        assertThat(client.read(4)[3]).as("type of the first frame: SETTINGS").isEqualTo((byte) 4);
    }

    @Test
    void request_that_begins_like_the_preface_can_arrive_byte_by_byte() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);

        for (String method : List.of("POST", "PUT", "PATCH", "PRI")) {
            byte[] request = ascii(method + " / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi");
            assertThat(connect(server).sendByteByByte(request).response(2))
                    .as(method)
                    .isEqualTo("hi");
        }
    }

    @Test
    void messages_of_30_megabytes_pass_in_both_directions() throws Exception {
        ManagedChannel client = grpc(open(LONG_TIMEOUTS));

        String large = "x".repeat(30 << 20);
        assertThat(grpcEcho(client, large).equals(large)).isTrue();
    }

    @Test
    void oversized_message_is_rejected_without_side_effects() throws Exception {
        ManagedChannel client = grpc(open(LONG_TIMEOUTS));

        assertThatThrownBy(() -> grpcEcho(client, "x".repeat(33 << 20)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        assertThat(grpcEcho(client, "next")).isEqualTo("next");
    }

    @Test
    void garbage_affects_only_its_own_connection() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 100; i++) {
            byte[] garbage = new byte[random.nextInt(1, 3000)];
            random.nextBytes(garbage);
            connect(server).send(garbage);
            connect(server).send(PREFACE).send(garbage);
        }

        connect(server).send(ascii("GET\0\r\n\r\n")).awaitEnd();
        connect(server).send(PREFACE).send(ascii("GET / HTTP/1.1\r\n\r\n")).awaitEnd();
        assertServes(server);
    }

    @Test
    void tls_client_is_disconnected_immediately() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);

        try (SSLSocket client = (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", server.port())) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
        }
        assertServes(server);
    }

    @Test
    void silent_connection_is_closed() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));

        connect(server).awaitEnd();
        connect(server).send(ascii("P")).awaitEnd();
        connect(server).send(ascii("PRI * HTTP/2.0\r\n\r\nSM")).awaitEnd();
        assertServes(server);
    }

    @Test
    void used_connection_can_be_idle_for_longer() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));
        ManagedChannel grpc = grpc(server);
        RawConnection http = connect(server);
        RawConnection http2 = connect(server).send(PREFACE);
        grpcEcho(grpc, "first");
        http.echoed("first");
        http2.read(4);

        connect(server).awaitEnd();

        assertThat(grpcEcho(grpc, "second")).isEqualTo("second");
        assertThat(http.echoed("second")).isEqualTo("second");
        http2.send(EMPTY_SETTINGS).read(4);
    }

    @Test
    void thousand_half_open_connections_do_not_block_others() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        List<byte[]> openings = List.of(ascii(""), ascii("PRI * HTTP"), ascii("GET / HT"), PREFACE);
        for (int i = 0; i < 1000; i++) {
            connect(server).send(openings.get(i % openings.size()));
        }

        assertServes(server);
    }

    @Test
    void port_in_use_is_reported() throws Exception {
        int taken = open(LONG_TIMEOUTS).port();

        assertThatThrownBy(() -> EchoServer.open(new ListenAddress("127.0.0.1", taken), null, LONG_TIMEOUTS))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessage(
                        "Cannot listen on 127.0.0.1:"
                                + taken
                                + ": the port is in use, stop the other process or choose another port with --port (0 for any free port).");
    }

    @Test
    void address_of_another_machine_is_reported() {
        assertThatThrownBy(() -> EchoServer.open(new ListenAddress("192.0.2.1", 8123), null, LONG_TIMEOUTS))
                .hasMessage(
                        "Cannot listen on 192.0.2.1:8123: this machine does not have that address, choose another with --host"
                                + " (127.0.0.1 is this machine).");
    }

    @Test
    void unknown_host_is_reported() {
        HostLookup nothing = host -> {
            throw new UnknownHostException(host);
        };

        assertThatThrownBy(() ->
                        EchoServer.openResolved(new ListenAddress("nowhere.invalid", 8123), nothing, LONG_TIMEOUTS))
                .hasMessage(
                        "Cannot listen on nowhere.invalid:8123: the host name cannot be resolved, choose another with --host"
                                + " (127.0.0.1 is this machine).");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "localhost.", "tasks.localhost"})
    void localhost_means_both_loopback_addresses(String host) throws Exception {
        EchoServer server = open(new ListenAddress(host, 0), HostLookup.SYSTEM);

        for (InetAddress address : LOOPBACK) {
            assertThat(connect(address, server.port()).echoed("hi"))
                    .as(address.toString())
                    .isEqualTo("hi");
        }
    }

    @Test
    void name_means_all_its_addresses() throws Exception {
        EchoServer server = open(new ListenAddress("several.test", 0), host -> LOOPBACK.reversed());

        for (InetAddress address : LOOPBACK) {
            assertThat(connect(address, server.port()).echoed("hi"))
                    .as(address.toString())
                    .isEqualTo("hi");
        }
    }

    @Test
    void ip_address_means_only_itself() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        InetAddress other = LOOPBACK.getLast();

        assertThatThrownBy(() -> connect(other, server.port())).isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void all_interfaces_include_both_families(String host) throws Exception {
        EchoServer server = open(new ListenAddress(host, 0), HostLookup.SYSTEM);

        for (InetAddress address : LOOPBACK) {
            assertThat(connect(address, server.port()).echoed("hi"))
                    .as(address.toString())
                    .isEqualTo("hi");
        }
    }

    /** The port may be in use on either address. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void port_in_use_on_one_loopback_address_is_reported(int index) throws Exception {
        InetAddress taken = LOOPBACK.get(index);
        InetAddress other = LOOPBACK.get(1 - index);
        try (ServerSocket socket = new ServerSocket(0, 1, taken)) {
            int port = socket.getLocalPort();

            assertThatThrownBy(() -> EchoServer.openResolved(
                            new ListenAddress("localhost", port), HostLookup.SYSTEM, LONG_TIMEOUTS))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage(
                            "Cannot listen on "
                                    + new ListenAddress(NetUtil.toAddressString(taken), port)
                                    + ": the port is in use, stop the other process or choose another port with --port (0 for any free port).");
            assertThatThrownBy(() -> connect(other, port)).as("freed").isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void addresses_of_other_machines_are_skipped() throws Exception {
        InetAddress elsewhere = InetAddress.getByName("192.0.2.1");
        EchoServer server = open(new ListenAddress("several.test", 0), host -> List.of(elsewhere, LOOPBACK.getFirst()));

        assertThat(connect(LOOPBACK.getFirst(), server.port()).echoed("hi")).isEqualTo("hi");
    }

    @Test
    void close_frees_the_port_and_is_idempotent() throws Exception {
        EchoServer first = open(LONG_TIMEOUTS);
        assertServes(first);
        first.close();
        first.close();

        EchoServer second = EchoServer.open(new ListenAddress("127.0.0.1", first.port()), null, LONG_TIMEOUTS);
        opened.add(second);
        assertServes(second);
    }

    @Test
    void close_ends_every_connection() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        RawConnection silent = connect(server);
        RawConnection http = connect(server);
        http.echoed("hi");
        ManagedChannel grpc = grpc(server);
        grpcEcho(grpc, "hi");

        server.close();

        silent.awaitEnd();
        http.awaitEnd();
        assertThatThrownBy(() -> grpcEcho(grpc, "hi")).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void close_waits_for_pending_responses() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        int length = 16 << 20;
        RawConnection http = connect(server);
        http.send(postOf(length)).read(1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);

        assertThat(http.response(length)).hasSize(length);
        closing.join();
    }

    @Test
    void close_does_not_wait_for_endless_calls() throws Exception {
        EchoServer server = open(new Timeouts(LONG, SHORT));
        RawConnection deaf = connect(server);
        deaf.send(postOf(16 << 20)).read(1);
        Iterator<byte[]> watch = ClientCalls.blockingServerStreamingCall(
                grpc(server), EchoServer.WATCH, CallOptions.DEFAULT, ascii("hi"));
        assertThat(watch.next()).isEqualTo(ascii("hi"));

        server.close();

        assertThatThrownBy(watch::hasNext).isInstanceOf(StatusRuntimeException.class);
    }

    private static byte[] postOf(int length) {
        byte[] head = ascii("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " + length + "\r\n\r\n");
        return Arrays.copyOf(head, head.length + length);
    }

    private EchoServer open(Timeouts timeouts) throws Exception {
        EchoServer server = EchoServer.open(timeouts);
        opened.add(server);
        return server;
    }

    private EchoServer open(ListenAddress address, HostLookup lookup) throws Exception {
        EchoServer server = EchoServer.openResolved(address, lookup, LONG_TIMEOUTS);
        opened.add(server);
        return server;
    }

    private RawConnection connect(InetAddress address, int port) throws Exception {
        RawConnection connection = new RawConnection(address, port);
        opened.add(connection);
        return connection;
    }

    private RawConnection connect(EchoServer server) throws Exception {
        RawConnection connection = new RawConnection(server.port());
        opened.add(connection);
        return connection;
    }

    private ManagedChannel grpc(EchoServer server) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        opened.add(channel::shutdownNow);
        return channel;
    }

    private void assertServes(EchoServer server) throws Exception {
        assertThat(grpcEcho(grpc(server), "over gRPC")).isEqualTo("over gRPC");
        assertThat(connect(server).echoed("over HTTP")).isEqualTo("over HTTP");
    }

    private static String grpcEcho(ManagedChannel client, String text) {
        return new String(
                ClientCalls.blockingUnaryCall(client, EchoServer.ECHO, CallOptions.DEFAULT, ascii(text)),
                StandardCharsets.US_ASCII);
    }

    private HttpResponse<String> httpEcho(EchoServer server, HttpClient.Version version, String body) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        opened.add(client);
        URI uri = URI.create("http://127.0.0.1:" + server.port());
        return client.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
