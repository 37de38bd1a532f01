package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTPS targets with names as they are in local networks, on servers that choose their certificate by the requested
 * server name (RFC 6066). All names resolve to this machine.
 */
@Tag("inferred")
class LocalTlsNamesTest {
    private static KeyStore keys;

    @BeforeAll
    static void createCertificates(@TempDir Path directory) throws Exception {
        keys = TestCertificates.forNames(
                directory, "localhost", "my-app", "my_service", "web.my_zone", "-a", "b-", "*.example.test");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "LOCALHOST, localhost",
        "localhost., localhost",
        "my-app, my-app",
        "my-app., my-app",
        "plain.example.test, plain.example.test",
    })
    void server_name_is_requested_and_its_certificate_accepted(String host, String serverName) throws Exception {
        try (ScriptedTarget target = start(LocalTlsNamesTest::requestedAlias);
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK.withCertificates(pem())))) {
            assertThat(deliver(dispatcher, host, target)).isEqualTo(new Responded(200));
            assertThat(requestedNames((SSLSocket) target.calls().getFirst().socket()))
                    .containsExactly(serverName);
        }
    }

    /** A server that runs on Java rejects the server name, and is called again without it. */
    @ParameterizedTest
    @CsvSource({
        "my_service, my_service",
        "My_Service, my_service",
        "my_service., my_service",
        "web.my_zone, web.my_zone",
        "-a, -a",
        "b-, b-",
        "a_b.example.test, .example.test",
    })
    void certificate_for_a_name_that_java_rejects_is_accepted(String host, String alias) throws Exception {
        try (ScriptedTarget target = start(socket -> alias);
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK.withCertificates(pem())))) {
            assertThat(deliver(dispatcher, host, target)).isEqualTo(new Responded(200));
            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "my-app., my-app",
        "My_Service, my_service",
        "web.my_zone., web.my_zone",
        "-a, -a",
        "b-, b-",
        "a.b_c.example.test, a.b_c.example.test",
    })
    void server_name_of_every_host_name_is_on_the_wire(String host, String serverName) throws Exception {
        CompletableFuture<String> hello = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK))) {
            Thread.ofVirtual().start(() -> hello.complete(firstRecord(server)));
            Deliveries.deliver(dispatcher, DispatchBuilder.post("https://" + host + ":" + server.getLocalPort() + "/"));

            // The extension: list length, type host_name, name length, name.
            int length = serverName.length();
            assertThat(hello.get(20, TimeUnit.SECONDS))
                    .contains("\0" + (char) (length + 3) + "\0\0" + (char) length + serverName);
        }
    }

    private static String firstRecord(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(5);
            byte[] hello = in.readNBytes((head[3] & 0xff) << 8 | head[4] & 0xff);
            return new String(hello, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_service", "my_service.", "web.my_zone", "-a", "b-", "c_d.e.example.test", "my_other"})
    void certificate_for_another_name_is_rejected(String host) throws Exception {
        String other = host.startsWith("my_service") ? "my-app" : ".example.test";
        try (ScriptedTarget target = start(socket -> other);
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK.withCertificates(pem())))) {
            assertUnreachable(
                    deliver(dispatcher, host, target),
                    "No subject alternative DNS name matching " + host.replaceFirst("\\.$", "") + " found.");
            assertThat(target.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "my_service, my_service",
        "localhost, localhost",
        "my-app, my-app",
        "b-, b-",
        "a_b.example.test, .example.test"
    })
    void certificate_that_is_not_trusted_is_rejected(String host, String alias) throws Exception {
        try (ScriptedTarget target = start(socket -> alias);
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK))) {
            assertUnreachable(deliver(dispatcher, host, target), "unable to find valid certification path");
            assertThat(target.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_service", "localhost", "b-", "anything_else"})
    void trust_all_accepts_any_certificate_for_these_names(String host) throws Exception {
        try (ScriptedTarget target = start(socket -> "my-app");
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK.withTrustAll(true)))) {
            assertThat(deliver(dispatcher, host, target)).isEqualTo(new Responded(200));
        }
    }

    @Test
    void no_server_name_is_requested_for_an_address() throws Exception {
        try (ScriptedTarget target = start(socket -> "my-app");
                HttpDispatcher dispatcher = HttpDispatcher.start(settings(TargetTrust.JDK.withTrustAll(true)))) {
            assertThat(deliver(dispatcher, "127.0.0.1", target)).isEqualTo(new Responded(200));
            assertThat(requestedNames((SSLSocket) target.calls().getFirst().socket()))
                    .isEmpty();
        }
    }

    private static DispatcherSettings settings(TargetTrust trust) {
        return DispatcherSettings.DEFAULT
                .withTrust(trust)
                .withNameLookup(host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})));
    }

    private static Outcome deliver(HttpDispatcher dispatcher, String host, ScriptedTarget target) throws Exception {
        return Deliveries.deliver(dispatcher, DispatchBuilder.post("https://" + host + ":" + target.port() + "/a"));
    }

    private static void assertUnreachable(Outcome outcome, String part) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.reason()).contains(part));
    }

    /** Starts a server that presents the certificate with the alias that the function returns; null for none. */
    private static ScriptedTarget start(Function<SSLSocket, String> alias) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, TestCertificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ChoosingKeyManager(alias)}, null, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        return ScriptedTarget.start(server, call -> call.respond(ScriptedTarget.OK));
    }

    private static String requestedAlias(SSLSocket socket) {
        String name = ((ExtendedSSLSession) socket.getHandshakeSession())
                .getRequestedServerNames().stream()
                        .map(requested -> new String(requested.getEncoded(), StandardCharsets.US_ASCII))
                        .findFirst()
                        .orElse("");
        return name.endsWith(".example.test") ? ".example.test" : name;
    }

    private static List<String> requestedNames(SSLSocket socket) {
        return ((ExtendedSSLSession) socket.getSession())
                .getRequestedServerNames().stream()
                        .map(SNIServerName::getEncoded)
                        .map(name -> new String(name, StandardCharsets.US_ASCII))
                        .toList();
    }

    private static String pem() throws Exception {
        StringBuilder pem = new StringBuilder();
        for (String alias : Collections.list(keys.aliases())) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder()
                            .encodeToString(keys.getCertificate(alias).getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return pem.toString();
    }

    private static final class ChoosingKeyManager extends X509ExtendedKeyManager {
        private final Function<SSLSocket, String> alias;

        ChoosingKeyManager(Function<SSLSocket, String> alias) {
            this.alias = alias;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            String chosen = alias.apply((SSLSocket) socket);
            return keyType.equals("EC") && getCertificateChain(chosen) != null ? chosen : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            try {
                X509Certificate certificate = (X509Certificate) keys.getCertificate(name);
                return certificate == null ? null : new X509Certificate[] {certificate};
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            try {
                return (PrivateKey) keys.getKey(name, TestCertificates.PASSWORD);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
