package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.http.ClientLimits;
import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("inferred")
class HttpsDeliveryTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static KeyStore keys;

    @BeforeAll
    static void createCertificate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sink",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=sink.localhost",
                        "-ext",
                        "san=dns:sink.localhost",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
    }

    @Test
    void trusted_target_is_reached_with_its_server_name() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTarget)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(dispatcher, "sink.localhost", target)).isEqualTo(new Responded(200));
            }
            assertThat(target.accepted()).isEqualTo(1);
            ScriptedTarget.Call call = target.calls().getFirst();
            assertThat(call.head()).contains("\r\nHost: sink.localhost:" + target.port() + "\r\n");
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) call.socket()).getSession();
            assertThat(session.getRequestedServerNames())
                    .singleElement()
                    .asString()
                    .contains("sink.localhost");
        }
    }

    @Test
    void certificate_for_another_name_is_rejected() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTarget)) {
            assertUnreachable(deliver(dispatcher, "other.localhost", target), "other.localhost");
            assertUnreachable(deliver(dispatcher, "127.0.0.1", target), "127.0.0.1");
            assertThat(target.calls()).isEmpty();
        }
    }

    @Test
    void certificate_that_the_jdk_does_not_trust_is_rejected() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS)) {
            Outcome outcome = deliver(dispatcher, "sink.localhost", target);
            assertUnreachable(outcome, "unable to find valid certification path");
            assertUnreachable(outcome, "; trust the certificate of the target with --ca-file");
            assertThat(target.calls()).isEmpty();
        }
    }

    @Test
    void target_without_tls_is_unreachable() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTarget)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client has closed the connection.
                }
            });
            DispatchBuilder task = DispatchBuilder.post("https://localhost:" + plain.getLocalPort() + "/");
            assertThat(Deliveries.deliver(dispatcher, task))
                    .isEqualTo(new Unreachable("cannot connect to https://localhost:" + plain.getLocalPort()
                            + ": the server responded without TLS; start the URL with http:// instead of https://"));
        }
    }

    /** An alert, as servers send it, a part of one, and an unexpected handshake. */
    @ParameterizedTest
    @ValueSource(strings = {"15030300020250", "1503010002020a", "1503", "160303000454455354", "1503030002020a0a0a"})
    void target_with_tls_is_named_if_the_url_is_http(String bytes) throws Exception {
        try (ServerSocket secure = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTarget)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = secure.accept()) {
                    socket.getOutputStream().write(HexFormat.of().parseHex(bytes));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client has closed the connection.
                }
            });
            DispatchBuilder task = DispatchBuilder.post("http://localhost:" + secure.getLocalPort() + "/");
            assertThat(Deliveries.deliver(dispatcher, task))
                    .isEqualTo(new Unreachable(
                            "the server responded with TLS; start the URL with https:// instead of http://"));
        }
    }

    @Test
    void unanswered_handshake_exceeds_deadline() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTarget)) {
            DispatchBuilder task = DispatchBuilder.post("https://localhost:" + deaf.getLocalPort() + "/");
            assertThat(Deliveries.deliver(dispatcher, task.deadline(Duration.ofMillis(200))))
                    .isEqualTo(new DeadlineExceeded());
        }
    }

    @Test
    void trust_is_loaded_at_first_https_request_and_again_after_failure() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        Callable<SslContext> source = () -> {
            if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("no trust store");
            }
            return trustingTarget();
        };
        try (ScriptedTarget plain = ScriptedTarget.responding(ScriptedTarget.OK);
                ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(source)) {
            Deliveries.deliver(dispatcher, DispatchBuilder.post(plain.url("/")));
            assertThat(reads).hasValue(0);
            assertUnreachable(deliver(dispatcher, "sink.localhost", target), "no trust store");
            assertThat(deliver(dispatcher, "sink.localhost", target)).isEqualTo(new Responded(200));
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void configured_certificate_is_trusted_for_its_name() throws Exception {
        DispatcherSettings settings = DispatcherSettings.DEFAULT.withTrust(TargetTrust.JDK.withCertificates(pem()));
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(settings)) {
            assertThat(deliver(dispatcher, "sink.localhost", target)).isEqualTo(new Responded(200));
            assertUnreachable(deliver(dispatcher, "other.localhost", target), "other.localhost");
            assertThat(target.calls()).hasSize(1);
        }
    }

    @Test
    void trust_all_accepts_any_certificate_for_any_name() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        DispatcherSettings.DEFAULT.withTrust(TargetTrust.JDK.withTrustAll(true)))) {
            for (String host : List.of("sink.localhost", "other.localhost", "127.0.0.1")) {
                assertThat(deliver(dispatcher, host, target)).as(host).isEqualTo(new Responded(200));
            }
        }
    }

    @Test
    void certificate_is_checked_for_called_host() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(server(), call -> call.respond(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT
                        .withTrust(TargetTrust.JDK.withCertificates(pem()))
                        .withRewrite(new TargetRewrite(
                                "https://api.example.com", "https://sink.localhost:" + target.port())))) {
            Outcome outcome = Deliveries.deliver(dispatcher, DispatchBuilder.post("https://api.example.com/a"));
            assertThat(outcome).isEqualTo(new Responded(200));
            ScriptedTarget.Call call = target.calls().getFirst();
            assertThat(call.head()).contains("\r\nHost: api.example.com\r\n");
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) call.socket()).getSession();
            assertThat(session.getRequestedServerNames())
                    .singleElement()
                    .asString()
                    .contains("sink.localhost");
        }
    }

    private static String pem() throws Exception {
        String base64 = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("sink").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    private static HttpDispatcher start(Callable<SslContext> trust) {
        return HttpDispatcher.start(DispatcherSettings.DEFAULT, ClientLimits.DEFAULT, trust);
    }

    private static Outcome deliver(HttpDispatcher dispatcher, String host, ScriptedTarget target) throws Exception {
        return Deliveries.deliver(dispatcher, DispatchBuilder.post("https://" + host + ":" + target.port() + "/a"));
    }

    private static void assertUnreachable(Outcome outcome, String part) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.reason())
                                .startsWith("cannot connect to https://")
                                .contains(part));
    }

    private static SslContext trustingTarget() throws Exception {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm("HTTPS")
                .trustManager((X509Certificate) keys.getCertificate("sink"))
                .build();
    }

    private static SSLServerSocket server() throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    }
}
