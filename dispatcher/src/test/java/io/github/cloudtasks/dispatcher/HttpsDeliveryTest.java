package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

@Tag("inferred")
class HttpsDeliveryTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static KeyStore keys;

    @BeforeAll
    static void makeACertificateForSinkDotLocalhost(@TempDir Path directory) throws Exception {
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
    void a_trusted_target_is_reached_by_name_and_told_it() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTheSink)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(dispatcher, "sink.localhost", sink)).isEqualTo(new Responded(200));
            }
            assertThat(sink.accepted()).isEqualTo(1);
            ScriptedTarget.Call call = sink.calls().getFirst();
            assertThat(call.head()).contains("\r\nHost: sink.localhost:" + sink.port() + "\r\n");
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) call.socket()).getSession();
            assertThat(session.getRequestedServerNames())
                    .singleElement()
                    .asString()
                    .contains("sink.localhost");
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTheSink)) {
            assertUnreachable(deliver(dispatcher, "other.localhost", sink), "other.localhost");
            assertUnreachable(deliver(dispatcher, "127.0.0.1", sink), "127.0.0.1");
            assertThat(sink.calls()).isEmpty();
        }
    }

    @Test
    void a_certificate_that_the_jdk_does_not_trust_is_refused() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertUnreachable(deliver(dispatcher, "sink.localhost", sink), "unable to find valid certification path");
            assertThat(sink.calls()).isEmpty();
        }
    }

    @Test
    void a_target_that_speaks_no_tls_is_unreachable() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTheSink)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the client has closed the connection
                }
            });
            DispatchBuilder task = DispatchBuilder.post("https://localhost:" + plain.getLocalPort() + "/");
            assertUnreachable(Deliveries.deliver(dispatcher, task), "not an SSL/TLS record");
        }
    }

    @Test
    void a_handshake_that_nobody_answers_exceeds_the_deadline() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = start(HttpsDeliveryTest::trustingTheSink)) {
            DispatchBuilder task = DispatchBuilder.post("https://localhost:" + deaf.getLocalPort() + "/");
            assertThat(Deliveries.deliver(dispatcher, task.deadline(Duration.ofMillis(200))))
                    .isEqualTo(new DeadlineExceeded());
        }
    }

    @Test
    void trust_is_read_at_the_first_https_target_and_read_again_after_a_failure() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        Callable<SslContext> source = () -> {
            if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("no trust store");
            }
            return trustingTheSink();
        };
        try (ScriptedTarget plain = ScriptedTarget.answering(ScriptedTarget.OK);
                ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = start(source)) {
            Deliveries.deliver(dispatcher, DispatchBuilder.post(plain.url("/")));
            assertThat(reads).hasValue(0);
            assertUnreachable(deliver(dispatcher, "sink.localhost", sink), "no trust store");
            assertThat(deliver(dispatcher, "sink.localhost", sink)).isEqualTo(new Responded(200));
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void a_certificate_of_the_user_is_trusted_for_its_name() throws Exception {
        DispatcherSettings settings = DispatcherSettings.DEFAULT.withTrust(TargetTrust.JDK.withCertificates(pem()));
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(settings)) {
            assertThat(deliver(dispatcher, "sink.localhost", sink)).isEqualTo(new Responded(200));
            assertUnreachable(deliver(dispatcher, "other.localhost", sink), "other.localhost");
            assertThat(sink.calls()).hasSize(1);
        }
    }

    @Test
    void the_certificates_of_the_user_are_trusted_besides_those_of_the_jdk() throws Exception {
        X509Certificate[] all = ClientTls.withTheJdks(TargetTrust.JDK.withCertificates(pem() + pem()));
        assertThat(all).contains((X509Certificate) keys.getCertificate("sink")).hasSizeGreaterThan(20);
    }

    @Test
    void who_does_not_verify_reaches_any_target_by_any_name() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        DispatcherSettings.DEFAULT.withTrust(TargetTrust.JDK.withTrustAll(true)))) {
            for (String host : List.of("sink.localhost", "other.localhost", "127.0.0.1")) {
                assertThat(deliver(dispatcher, host, sink)).as(host).isEqualTo(new Responded(200));
            }
        }
    }

    @Test
    void the_name_that_is_checked_is_that_of_the_host_that_is_called() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(server(), call -> call.answer(ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT
                        .withTrust(TargetTrust.JDK.withCertificates(pem()))
                        .withRewrite(new TargetRewrite(
                                "https://api.example.com", "https://sink.localhost:" + sink.port())))) {
            Outcome outcome = Deliveries.deliver(dispatcher, DispatchBuilder.post("https://api.example.com/a"));
            assertThat(outcome).isEqualTo(new Responded(200));
            ScriptedTarget.Call call = sink.calls().getFirst();
            assertThat(call.head()).contains("\r\nHost: api.example.com\r\n");
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) call.socket()).getSession();
            assertThat(session.getRequestedServerNames())
                    .singleElement()
                    .asString()
                    .contains("sink.localhost");
        }
    }

    @Test
    void a_file_may_hold_other_things_between_its_certificates() throws Exception {
        String other = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        String text = "# of the target\n" + pem() + other + pem().replace("\n", "\r\n");
        assertThat(TargetTrust.JDK.withCertificates(text).certificates()).hasSize(2);
        assertThatThrownBy(() -> TargetTrust.JDK.withCertificates(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no certificate in PEM in it");
        assertThatThrownBy(() -> TargetTrust.JDK.withCertificates(pem() + pem().replace("END", "OND")))
                .hasMessage("certificate 2 in it has no end");
        assertThatThrownBy(() -> TargetTrust.JDK.withCertificates(pem().replaceFirst("MII", "AAA")))
                .hasMessage("certificate 1 in it cannot be read");
        assertThatThrownBy(() -> TargetTrust.JDK.withCertificates(pem().replaceFirst("MII", "!!!")))
                .hasMessage("certificate 1 in it cannot be read");
    }

    private static String pem() throws Exception {
        String base64 = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("sink").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    private static HttpDispatcher start(Callable<SslContext> trust) {
        return HttpDispatcher.start(DispatcherSettings.DEFAULT, ClientLimits.DEFAULT, trust);
    }

    private static Outcome deliver(HttpDispatcher dispatcher, String host, ScriptedTarget sink) throws Exception {
        return Deliveries.deliver(dispatcher, DispatchBuilder.post("https://" + host + ":" + sink.port() + "/a"));
    }

    private static void assertUnreachable(Outcome outcome, String part) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.reason())
                                .startsWith("cannot connect to https://")
                                .contains(part));
    }

    private static SslContext trustingTheSink() throws Exception {
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
