package io.github.cloudtasks.server.tls;

import static io.github.cloudtasks.server.port.RawConnection.EMPTY_SETTINGS;
import static io.github.cloudtasks.server.port.RawConnection.PREFACE;
import static io.github.cloudtasks.server.port.RawConnection.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.port.EchoServer;
import io.github.cloudtasks.server.port.HostLookup;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.port.RawConnection;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.TlsSettings;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one port under TLS, with the smallest services. */
class ServerTlsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Timeouts LONG_TIMEOUTS = new Timeouts(LONG, LONG);

    /** The first bytes of a ClientHello. */
    private static final byte[] HELLO_BEGINS = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    private Path directory;

    private TlsClients clients;
    private ServerTls tls;

    @BeforeEach
    void makeCertificates() {
        Path file = directory.resolve("ca.pem");
        tls = ServerTls.of(TlsSettings.OFF.withSelfSigned(file).withName("tasks.example"), "127.0.0.1");
        tls.publish();
        clients = new TlsClients(file);
    }

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void grpc_http1_and_plaintext_share_one_port() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);

        assertServesTls(server.port());
        assertServesPlaintext(server.port());
    }

    @Test
    void certificate_covers_every_name_of_the_server() throws Exception {
        int port = open(LONG_TIMEOUTS).port();

        for (String name : List.of(
                "localhost",
                "127.0.0.1",
                "::1",
                "cloudtasks.googleapis.com",
                "cloudtasks.mtls.googleapis.com",
                "tasks.example")) {
            opened.add(clients.connect(port, name));
        }
        assertThatThrownBy(() -> clients.connect(port, "other.example"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("other.example");
    }

    /**
     * Swarm and compose names. Java's own clients reject the underscore before they connect; OpenSSL, Go and others do
     * not, so the certificate is compared here.
     */
    @Test
    void certificate_covers_names_with_underscores_and_without_dots() throws Exception {
        Path file = directory.resolve("names.pem");
        TlsSettings settings =
                TlsSettings.OFF.withSelfSigned(file).withName("stack_tasks").withName("tasks");
        ServerTls named = ServerTls.of(settings, "a_host");
        named.publish();
        EchoServer server = EchoServer.open(new ListenAddress("127.0.0.1", 0), named, LONG_TIMEOUTS);
        opened.add(server);
        TlsClients trusting = new TlsClients(file);

        SSLSocket client = trusting.connect(server.port(), "tasks");
        opened.add(client);
        X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .contains("stack_tasks", "tasks", "a_host", "localhost", "127.0.0.1");
    }

    /** Names that Java rejects are tested with the packaged server, whose JVM ignores the indicated name. */
    @ParameterizedTest
    @ValueSource(strings = {"tasks", "TASKS", "127.0.0.1", "other.example"})
    void any_server_name_can_be_indicated(String name) throws Exception {
        SSLSocket client = clients.connectIndicating(open(LONG_TIMEOUTS).port(), name.getBytes(StandardCharsets.UTF_8));
        opened.add(client);

        assertThat(httpEcho(client, "hi")).isEqualTo("hi");
    }

    @Test
    void client_without_alpn_can_use_http2() throws Exception {
        SSLSocket client = connect(open(LONG_TIMEOUTS));

        client.getOutputStream().write(PREFACE);
        client.getOutputStream().write(EMPTY_SETTINGS);

        assertThat(client.getInputStream().readNBytes(4)[3])
                .as("type of the first frame: SETTINGS")
                .isEqualTo((byte) 4);
    }

    @Test
    void request_can_arrive_byte_by_byte() throws Exception {
        SSLSocket client = connect(open(LONG_TIMEOUTS));

        for (byte one : ascii("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi")) {
            client.getOutputStream().write(one);
        }

        assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200");
    }

    @Test
    void messages_of_30_megabytes_pass_in_both_directions() throws Exception {
        ManagedChannel client = grpc(open(LONG_TIMEOUTS).port());

        String large = "x".repeat(30 << 20);
        assertThat(grpcEcho(client, large).equals(large)).isTrue();
    }

    @Test
    void client_without_trust_affects_only_its_own_connection() throws Exception {
        int port = open(LONG_TIMEOUTS).port();

        try (HttpClient stranger = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> echo(stranger, "https://localhost:" + port))
                    .isInstanceOf(SSLHandshakeException.class);
        }
        assertServesTls(port);
    }

    @Test
    void authorities_of_two_starts_differ() throws Exception {
        int port = open(LONG_TIMEOUTS).port();
        Path file = directory.resolve("other.pem");
        ServerTls.of(TlsSettings.OFF.withSelfSigned(file), "127.0.0.1").publish();

        assertThatThrownBy(() -> new TlsClients(file).connect(port, "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void stalled_handshake_is_closed() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));

        raw(server).send(new byte[] {22}).awaitEnd();
        raw(server).send(HELLO_BEGINS).awaitEnd();
        assertServesTls(server.port());
    }

    @Test
    void silent_connection_after_handshake_is_closed() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));

        assertThat(connect(server).getInputStream().read()).isEqualTo(-1);
        SSLSocket hesitant = connect(server);
        hesitant.getOutputStream().write(ascii("PRI * HT"));
        assertThat(hesitant.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void used_connection_can_be_idle_for_longer() throws Exception {
        EchoServer server = open(new Timeouts(SHORT, LONG));
        // Each connection is used at once, before the time for its opening has passed.
        SSLSocket http = connect(server);
        assertThat(httpEcho(http, "first")).isEqualTo("first");
        ManagedChannel grpc = grpc(server.port());
        grpcEcho(grpc, "first");

        raw(server).send(HELLO_BEGINS).awaitEnd();

        assertThat(grpcEcho(grpc, "second")).isEqualTo("second");
        assertThat(httpEcho(http, "second")).isEqualTo("second");
    }

    @Test
    void garbage_affects_only_its_own_connection() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        Random random = new Random(42);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(100, 3000)];
            random.nextBytes(garbage);
            garbage[0] = 22;
            raw(server).send(garbage);
        }

        byte[] badRecord = {22, 3, 3, 0, 5, 1, 2, 3, 4, 5};
        raw(server).send(badRecord).awaitEnd();
        assertServesTls(server.port());
        assertServesPlaintext(server.port());
    }

    @Test
    void thousand_stalled_handshakes_do_not_block_others() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        for (int i = 0; i < 1000; i++) {
            raw(server).send(HELLO_BEGINS);
        }

        assertServesTls(server.port());
    }

    @Test
    void second_port_serves_the_same() throws Exception {
        ListenAddress any = new ListenAddress("127.0.0.1", 0);
        PortServer ports = PortServer.open(any, any, HostLookup.SYSTEM, EchoServer.SERVICES, tls, LONG_TIMEOUTS);
        opened.add(ports);

        assertThat(ports.ports()).hasSize(2).doesNotHaveDuplicates().contains(ports.port());
        for (int port : ports.ports()) {
            assertServesTls(port);
            assertServesPlaintext(port);
        }
    }

    @Test
    void unavailable_second_port_frees_the_first() throws Exception {
        int first;
        try (ServerSocket free = new ServerSocket(0)) {
            first = free.getLocalPort();
        }
        ListenAddress taken = new ListenAddress("127.0.0.1", open(LONG_TIMEOUTS).port());

        assertThatThrownBy(() -> PortServer.open(
                        new ListenAddress("127.0.0.1", first),
                        taken,
                        HostLookup.SYSTEM,
                        EchoServer.SERVICES,
                        tls,
                        LONG_TIMEOUTS))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessage(
                        "Cannot listen on %s: the port is in use, stop the other process or choose another port with --tls-port"
                                        .formatted(taken)
                                + " (0 for any free port).");

        PortServer again =
                PortServer.open(new ListenAddress("127.0.0.1", first), EchoServer.SERVICES, null, LONG_TIMEOUTS);
        opened.add(again);
        assertServesPlaintext(first);
    }

    @Test
    void close_ends_every_connection() throws Exception {
        EchoServer server = open(LONG_TIMEOUTS);
        RawConnection halfOpen = raw(server).send(HELLO_BEGINS);
        SSLSocket silent = connect(server);
        SSLSocket http = connect(server);
        httpEcho(http, "hi");
        ManagedChannel grpc = grpc(server.port());
        grpcEcho(grpc, "hi");

        server.close();

        halfOpen.awaitEnd();
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        assertThat(http.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(() -> grpcEcho(grpc, "hi")).isInstanceOf(StatusRuntimeException.class);
    }

    private void assertServesTls(int port) throws Exception {
        assertThat(grpcEcho(grpc(port), "gRPC over TLS")).isEqualTo("gRPC over TLS");
        HttpClient http = clients.http(HttpClient.Version.HTTP_1_1);
        opened.add(http);
        assertThat(echo(http, "https://localhost:" + port)).isEqualTo("echo");
    }

    private void assertServesPlaintext(int port) throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        opened.add(channel::shutdownNow);
        assertThat(grpcEcho(channel, "gRPC")).isEqualTo("gRPC");
        try (RawConnection http = new RawConnection(port)) {
            assertThat(http.echoed("HTTP")).isEqualTo("HTTP");
        }
    }

    private EchoServer open(Timeouts timeouts) throws Exception {
        EchoServer server = EchoServer.open(new ListenAddress("127.0.0.1", 0), tls, timeouts);
        opened.add(server);
        return server;
    }

    private RawConnection raw(EchoServer server) throws IOException {
        RawConnection connection = new RawConnection(server.port());
        opened.add(connection);
        return connection;
    }

    private SSLSocket connect(EchoServer server) throws Exception {
        SSLSocket socket = clients.connect(server.port(), "localhost");
        opened.add(socket);
        return socket;
    }

    private ManagedChannel grpc(int port) throws IOException {
        ManagedChannel channel = clients.grpc(port, "cloudtasks.googleapis.com");
        opened.add(channel::shutdownNow);
        return channel;
    }

    private static String grpcEcho(ManagedChannel client, String text) {
        return new String(
                ClientCalls.blockingUnaryCall(client, EchoServer.ECHO, CallOptions.DEFAULT, ascii(text)),
                StandardCharsets.US_ASCII);
    }

    private static String httpEcho(SSLSocket client, String body) throws IOException {
        client.getOutputStream()
                .write(ascii("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) client.getInputStream().read());
        }
        return new String(client.getInputStream().readNBytes(body.length()), StandardCharsets.US_ASCII);
    }

    private static String echo(HttpClient client, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .POST(BodyPublishers.ofString("echo"))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        return answer.body();
    }
}
