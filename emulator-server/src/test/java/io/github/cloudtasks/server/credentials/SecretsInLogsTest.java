package io.github.cloudtasks.server.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.port.RawConnection;
import io.github.cloudtasks.server.tls.TlsClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Whether secrets in requests to the token endpoints leave any trace, with every logger at TRACE. */
class SecretsInLogsTest {
    private static final String SECRET = "s3cretValue";
    private static final String ACCOUNT = "/v1/projects/-/serviceAccounts/a@b.example";
    private static final List<String> BODIES = List.of(
            "grant_type=refresh_token&refresh_token=" + SECRET + "&client_secret=" + SECRET,
            "client_secret=" + SECRET,
            "grant_type=" + SECRET,
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=" + SECRET,
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a." + SECRET + ".c",
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=t&subject_token=" + SECRET,
            "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"" + SECRET + "\"}",
            "{\"grant_type\": " + SECRET,
            "{\"payload\": \"" + SECRET + "*\"}",
            "{\"payload\": \"{" + SECRET + "\"}",
            "{\"scope\": \"" + SECRET + "\", \"lifetime\": \"" + SECRET + "\"}");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private Level level;
    private CloudTasksEmulator emulator;
    private Path certificate;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        level = root.getLevel();
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        certificate = directory.resolve("ca.pem");
        emulator = new CloudTasksEmulator(EmulatorSettings.of(
                        "--tls-self-signed",
                        certificate.toString(),
                        "--log-payloads",
                        "--proxy",
                        "--proxy-tokens",
                        "--ephemeral-ca"))
                .start();
    }

    @AfterEach
    void close() {
        emulator.close();
        root.setLevel(level);
        root.detachAppender(log);
        others.forEach(root::addAppender);
    }

    @ParameterizedTest
    @EnumSource
    void secret_is_in_no_log_error_metric_or_event(HttpClient.Version version) throws Exception {
        List<String> responses = new ArrayList<>();
        try (HttpClient client = new TlsClients(certificate).http(version)) {
            for (String path : List.of(
                    "/token",
                    "/v1/token",
                    ACCOUNT + ":generateAccessToken",
                    ACCOUNT + ":generateIdToken",
                    ACCOUNT + ":signJwt",
                    ACCOUNT + ":signBlob")) {
                for (String body : BODIES) {
                    responses.add(send(client, "POST", path, body));
                }
            }
            responses.add(send(client, "GET", "/metrics", ""));
            responses.add(send(client, "GET", "/emulator/v1/attempts", ""));
            responses.add(send(client, "GET", "/emulator/v1/tasks", ""));
        }

        assertThat(responses).allSatisfy(SecretsInLogsTest::assertWithoutSecret);
        assertThat(List.copyOf(log.list))
                .as("all messages")
                .isNotEmpty()
                .allSatisfy(event -> assertWithoutSecret(text(event)));
    }

    @Test
    void secret_in_a_tunnel_is_in_no_log_and_no_response() throws Exception {
        String connect = "CONNECT %s HTTP/1.1\r\nProxy-Authorization: Basic " + SECRET + "\r\n";
        String plaintext = "POST /token HTTP/1.1\r\nHost: a\r\n\r\nrefresh_token=" + SECRET;
        for (String request : List.of(
                connect.formatted("oauth2.googleapis.com:443") + "\r\n" + plaintext,
                connect.formatted("127.0.0.1:1") + "\r\n" + plaintext,
                connect.formatted("user:" + SECRET + "@oauth2.googleapis.com:443") + "\r\n",
                connect.formatted("oauth2.googleapis.com:443") + "Content-Length: 99\r\n\r\n" + plaintext,
                connect.formatted("oauth2.googleapis.com:443") + SECRET + "\r\n\r\n")) {
            try (RawConnection client = new RawConnection(emulator.port())) {
                client.send(request.getBytes(StandardCharsets.US_ASCII));
                assertWithoutSecret(new String(client.readAll(), StandardCharsets.US_ASCII));
            }
        }

        assertThat(List.copyOf(log.list))
                .as("all messages")
                .anyMatch(event -> event.getFormattedMessage().contains("uses no TLS"))
                .anyMatch(event -> event.getFormattedMessage().contains("CONNECT was answered with 400"))
                .allSatisfy(event -> assertWithoutSecret(text(event)));
    }

    @Test
    void log_of_frames_is_captured() throws Exception {
        try (HttpClient client = new TlsClients(certificate).http(HttpClient.Version.HTTP_2)) {
            send(client, "POST", "/token", BODIES.getFirst());
        }

        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(message -> message.contains("INBOUND DATA") && message.endsWith("bytes=[redacted]"));
    }

    private String send(HttpClient client, String method, String path, String body) throws Exception {
        URI url = URI.create("https://localhost:" + emulator.port() + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + SECRET)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static String text(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(event.getFormattedMessage());
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            text.append('\n').append(thrown.getMessage());
        }
        return text.toString();
    }

    private static void assertWithoutSecret(String text) {
        assertThat(text)
                .doesNotContain(SECRET)
                .doesNotContain(HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.US_ASCII)));
    }
}
