package io.github.cloudtasks.server.proxy;

import static io.github.cloudtasks.server.port.RawConnection.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.port.EchoServer;
import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.github.cloudtasks.server.port.RawConnection;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ProxySettings;
import io.github.cloudtasks.server.settings.ProxySettings.From;
import io.github.cloudtasks.server.settings.ProxySettings.OtherHosts;
import io.github.cloudtasks.server.settings.TlsSettings;
import io.github.cloudtasks.server.tls.ProxyAuthority;
import io.github.cloudtasks.server.tls.ServerTls;
import io.github.cloudtasks.server.tls.TlsClients;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT on the one port, with the smallest services, byte by byte. */
class TunnelTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String ESTABLISHED = "HTTP/1.1 200 Connection Established\r\n\r\n";
    private static final ProxySettings ON = ProxySettings.OFF.withOn(true).withAuthorityTemporary(true);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static ConnectProxy proxy(ProxySettings settings) {
        InterceptedHosts hosts = new InterceptedHosts("googleapis.com", false);
        return new ConnectProxy(settings, hosts, ProxyAuthority.open(settings, hosts.all(), InstantSource.system()));
    }

    private int open(ProxySettings settings, Duration opening) throws Exception {
        ConnectProxy proxy = proxy(settings);
        EchoServer server = EchoServer.openProxy(proxy, new Timeouts(opening, LONG));
        opened.add(server);
        proxy.listensAt(new ListenAddress("127.0.0.1", server.port()), List.of(server.port()));
        return server.port();
    }

    private int open() throws Exception {
        return open(ON, LONG);
    }

    private ServerSocket target() throws IOException {
        ServerSocket target = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
        opened.add(target);
        return target;
    }

    private RawConnection connect(int port, String host) throws IOException {
        RawConnection client = new RawConnection(port);
        opened.add(client);
        return client.send(ascii("CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void assertEstablished(RawConnection client) throws IOException {
        assertThat(text(client.read(ESTABLISHED.length()))).isEqualTo(ESTABLISHED);
    }

    @Test
    void head_can_arrive_byte_by_byte() throws Exception {
        int port = open();
        try (RawConnection client = new RawConnection(port)) {
            client.sendByteByByte(ascii("CONNECT cloudtasks.googleapis.com:443 HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n"));
            assertEstablished(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOUDTASKS.googleapis.com:443", "cloudtasks.googleapis.com.:443"})
    void host_is_compared_as_dns_does(String host) throws Exception {
        assertEstablished(connect(open(), host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\n\r\n"
            })
    void plaintext_in_a_tunnel_to_the_service_is_closed(String bytes) throws Exception {
        RawConnection client = connect(open(), "cloudtasks.googleapis.com:443");
        assertEstablished(client);

        client.send(ascii(bytes));

        // An alert of TLS at most.
        assertThat(client.readAll().length).isLessThanOrEqualTo(7);
    }

    @Test
    void slow_clients_are_closed() throws Exception {
        int port = open(ON, SHORT);
        for (String head : List.of("C", "CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a")) {
            try (RawConnection client = new RawConnection(port)) {
                client.send(ascii(head)).awaitEnd();
            }
        }
        RawConnection silent = connect(port, "cloudtasks.googleapis.com:443");
        assertEstablished(silent);
        silent.awaitEnd();
    }

    @Test
    void oversized_head_is_refused() throws Exception {
        int port = open();
        for (String head : List.of(
                "CONNECT " + "a".repeat(5000) + ":443 HTTP/1.1\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")) {
            try (RawConnection client = new RawConnection(port)) {
                assertThat(text(client.send(ascii(head)).readAll())).startsWith("HTTP/1.1 431 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT a HTTP/1.1\r\n\r\n",
                "CONNECT a:0 HTTP/1.1\r\n\r\n",
                "CONNECT a:65536 HTTP/1.1\r\n\r\n",
                "CONNECT user@a:443 HTTP/1.1\r\n\r\n",
                "CONNECT http://a:443/ HTTP/1.1\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx",
                "CONNECT a:443 HTTP/1.1\r\nContent-Length: 1\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nContent-Length: one\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
                "CONNECT  HTTP/1.1\r\n\r\n"
            })
    void malformed_request_is_refused(String request) throws Exception {
        try (RawConnection client = new RawConnection(open())) {
            String response = text(client.send(ascii(request)).readAll());

            assertThat(response).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void bytes_behind_the_head_reach_the_host() throws Exception {
        ServerSocket target = target();
        int port = open();
        try (RawConnection client = new RawConnection(port)) {
            client.send(ascii("CONNECT localhost:" + target.getLocalPort() + " HTTP/1.1\r\n\r\nearly"));
            try (Socket host = target.accept()) {
                assertThat(text(host.getInputStream().readNBytes(5))).isEqualTo("early");
                host.getOutputStream().write(ascii("answer"));
                assertEstablished(client);
                assertThat(text(client.read(6))).isEqualTo("answer");
            }
        }
    }

    @Test
    void end_of_one_direction_is_passed_on() throws Exception {
        ServerSocket target = target();
        RawConnection client = connect(open(), "127.0.0.1:" + target.getLocalPort());
        try (Socket host = target.accept()) {
            assertEstablished(client);
            client.send(ascii("request"));
            client.endOutput();
            assertThat(text(host.getInputStream().readAllBytes())).isEqualTo("request");
            host.getOutputStream().write(ascii("response"));
            host.shutdownOutput();
            assertThat(text(client.readAll())).isEqualTo("response");
        }
    }

    @Test
    void disconnect_is_passed_on() throws Exception {
        ServerSocket target = target();
        int port = open();
        RawConnection client = connect(port, "127.0.0.1:" + target.getLocalPort());
        try (Socket host = target.accept()) {
            assertEstablished(client);
            client.close();
            assertThat(host.getInputStream().read()).isEqualTo(-1);
        }
        RawConnection other = connect(port, "127.0.0.1:" + target.getLocalPort());
        try (Socket host = target.accept()) {
            assertEstablished(other);
            host.setSoLinger(true, 0);
        }
        other.awaitEnd();
    }

    @Test
    void large_transfer_arrives_although_the_host_reads_late() throws Exception {
        byte[] sent = new byte[40 << 20];
        new Random(1).nextBytes(sent);
        ServerSocket target = target();
        RawConnection client = connect(open(), "127.0.0.1:" + target.getLocalPort());
        try (Socket host = target.accept()) {
            assertEstablished(client);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.send(sent);
                    client.endOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            // The host has not read yet: the sender is stopped by full buffers.
            InputStream in = host.getInputStream();
            byte[] first = in.readNBytes(1 << 20);
            assertThat(sending).isNotDone();
            byte[] rest = in.readAllBytes();
            sending.join();
            assertThat(first.length + rest.length).isEqualTo(sent.length);
            assertThat(Arrays.equals(sent, 0, first.length, first, 0, first.length))
                    .isTrue();
            assertThat(Arrays.equals(sent, first.length, sent.length, rest, 0, rest.length))
                    .isTrue();
        }
    }

    @Test
    void thousand_tunnels_are_open_at_once() throws Exception {
        ServerSocket target = target();
        int port = open();
        List<RawConnection> clients = new ArrayList<>();
        List<Socket> hosts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(connect(port, "127.0.0.1:" + target.getLocalPort()));
            Socket host = target.accept();
            opened.add(host);
            hosts.add(host);
            assertEstablished(clients.get(i));
        }
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).send(ascii("x"));
            assertThat(hosts.get(i).getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void certificate_of_another_host_passes_through(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        ServerTls tls = ServerTls.of(TlsSettings.OFF.withSelfSigned(file), "127.0.0.1");
        tls.publish();
        EchoServer host = EchoServer.open(new ListenAddress("127.0.0.1", 0), tls, new Timeouts(LONG, LONG));
        opened.add(host);
        ProxySelector proxies = ProxySelector.of(new InetSocketAddress("127.0.0.1", open()));

        try (HttpClient client = new TlsClients(file).http(HttpClient.Version.HTTP_1_1, proxies)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + host.port()))
                    .PUT(BodyPublishers.ofString("hi"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hi");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]"})
    void own_address_is_served_without_a_connection(String host) throws Exception {
        int port = open();

        RawConnection client = connect(port, host + ":" + port);
        assertEstablished(client);
        assertThat(client.echoed("hi")).isEqualTo("hi");

        RawConnection nested = connect(port, host + ":" + port);
        assertEstablished(nested);
        nested.send(ascii("CONNECT " + host + ":" + port + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        assertThat(text(nested.read(12))).as("not a tunnel in a tunnel").isEqualTo("HTTP/1.1 200");
        assertThat(nested.response(0)).isEmpty();
        nested.send(ascii("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        assertThat(nested.response(2)).isEqualTo("hi");
    }

    @ParameterizedTest
    @CsvSource({
        "unknown.example:443, 502 Bad Gateway: Cannot connect to unknown.example:443: ",
        "cloudtasks.moon-west1.rep.googleapis.com:443, 403 Forbidden: The emulator does not answer for "
    })
    void failure_names_the_host(String host, String status) throws Exception {
        String response = text(connect(open(), host).readAll());

        assertThat(response).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void refused_connection_is_reported() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        assertThat(text(connect(open(), "127.0.0.1:" + closed).readAll()))
                .startsWith("HTTP/1.1 502 Bad Gateway: Cannot connect to 127.0.0.1:" + closed + ": Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFUSE", "ANY"})
    void other_hosts_are_refused_on_request_and_for_other_machines(String mode) throws Exception {
        ProxySettings settings = mode.equals("ANY") ? ON.withFrom(From.ANY) : ON.withOtherHosts(OtherHosts.REFUSE);
        int port = open(settings, LONG);

        assertThat(text(connect(port, "127.0.0.1:9").readAll()))
                .startsWith("HTTP/1.1 403 Forbidden: ")
                .contains("--proxy-other-hosts tunnel");
        assertEstablished(connect(port, "cloudtasks.googleapis.com:443"));
    }

    @Test
    void other_machines_are_refused() throws Exception {
        ConnectRequest request = new ConnectRequest("cloudtasks.googleapis.com", 443);
        EmbeddedChannel distant = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress("192.0.2.7", 5000);
            }
        };

        assertThatThrownBy(() -> proxy(ON).intercepts(request, distant))
                .isInstanceOf(ProxyException.class)
                .hasMessageContaining("--proxy-from any");
        assertThat(proxy(ON.withFrom(From.ANY)).intercepts(request, distant)).isTrue();
    }

    @Test
    void other_hosts_are_reached_through_the_upstream_proxy() throws Exception {
        ServerSocket target = target();
        int upstream = open();
        int port = open(ON.withUpstream("http://127.0.0.1:" + upstream), LONG);

        RawConnection client = connect(port, "127.0.0.1:" + target.getLocalPort());
        try (Socket host = target.accept()) {
            host.getOutputStream().write(ascii("banner"));
            assertEstablished(client);
            assertThat(text(client.read(6))).isEqualTo("banner");
        }
    }

    @Test
    void upstream_proxy_receives_credentials_and_its_first_bytes_are_kept() throws Exception {
        ServerSocket upstream = target();
        String credentials = "us%40er:s%3Acret@/#+100%";
        int port = open(ON.withUpstream("http://" + credentials + "@127.0.0.1:" + upstream.getLocalPort()), LONG);

        RawConnection client = connect(port, "other.example:443");
        try (Socket proxy = upstream.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) proxy.getInputStream().read());
            }
            assertThat(head.toString().toLowerCase(Locale.ROOT))
                    .startsWith("connect other.example:443 http/1.1\r\n")
                    .contains("proxy-authorization: basic "
                            + Base64.getEncoder()
                                    .encodeToString(ascii("us@er:s:cret@/#+100%"))
                                    .toLowerCase(Locale.ROOT));
            proxy.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\n\r\nbanner"));
            assertEstablished(client);
            assertThat(text(client.read(6))).isEqualTo("banner");
        }
    }

    @Test
    void refusal_of_the_upstream_proxy_is_reported_without_its_password() throws Exception {
        ServerSocket upstream = target();
        int port = open(ON.withUpstream("http://user:secret@127.0.0.1:" + upstream.getLocalPort()), LONG);

        RawConnection client = connect(port, "other.example:443");
        try (Socket proxy = upstream.accept()) {
            proxy.getOutputStream()
                    .write(ascii("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
            assertThat(text(client.readAll()))
                    .startsWith(
                            "HTTP/1.1 502 Bad Gateway: Cannot connect to other.example:443 through the proxy 127.0.0.1:")
                    .contains(": it answered with 407 Proxy Authentication Required.")
                    .doesNotContain("secret");
        }
    }

    @Test
    void upstream_proxy_that_refuses_connections_is_reported() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        int port = open(ON.withUpstream("http://127.0.0.1:" + closed), LONG);

        assertThat(text(connect(port, "other.example:443").readAll()))
                .startsWith("HTTP/1.1 502 Bad Gateway: Cannot connect to other.example:443 through the proxy 127.0.0.1:"
                        + closed + ": Connection refused");
    }

    @Test
    void upstream_proxy_that_disconnects_is_reported() throws Exception {
        ServerSocket upstream = target();
        int port = open(ON.withUpstream("http://127.0.0.1:" + upstream.getLocalPort()), LONG);

        RawConnection client = connect(port, "other.example:443");
        upstream.accept().close();

        // Closing with unread bytes is a reset.
        assertThat(text(client.readAll()))
                .startsWith(
                        "HTTP/1.1 502 Bad Gateway: Cannot connect to other.example:443 through the proxy 127.0.0.1:")
                .containsAnyOf(": it closed the connection.", ": Connection reset.");
    }

    @Test
    void upstream_proxy_that_is_the_emulator_itself_does_not_loop() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ConnectProxy proxy = proxy(ON.withUpstream("http://127.0.0.1:" + free));
        EchoServer server = EchoServer.openProxy(proxy, new Timeouts(LONG, LONG));
        opened.add(server);
        proxy.listensAt(new ListenAddress("127.0.0.1", server.port()), List.of(server.port(), free));

        assertThat(text(connect(server.port(), "other.example:443").readAll())).contains("--proxy-upstream");
    }
}
