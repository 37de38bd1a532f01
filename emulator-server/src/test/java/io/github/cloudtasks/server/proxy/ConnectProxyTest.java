package io.github.cloudtasks.server.proxy;

import static io.github.cloudtasks.server.port.RawConnection.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.server.port.RawConnection;
import io.github.cloudtasks.server.tls.TlsClients;
import io.grpc.CallOptions;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the service that reach a whole emulator through its proxy. */
class ConnectProxyTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";
    private static final String QUEUES = "/v2/projects/p/locations/us-central1/queues";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private CloudTasksEmulator emulator;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        emulator = started("--proxy", "--ca-dir=" + directory.resolve("ca"), "--queue=" + QUEUE);
    }

    private CloudTasksEmulator started(String... flags) throws Exception {
        CloudTasksEmulator started = new CloudTasksEmulator(EmulatorSettings.of(flags)).start();
        opened.add(started);
        return started;
    }

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private TlsClients clients() {
        return new TlsClients(directory.resolve("ca").resolve("ca.pem"));
    }

    private HttpClient http(Version version) throws Exception {
        HttpClient client = clients().http(version, ProxySelector.of(proxy()));
        opened.add(client);
        return client;
    }

    private InetSocketAddress proxy() {
        return new InetSocketAddress("127.0.0.1", emulator.port());
    }

    private ManagedChannel grpc(String host) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(host, 443)
                .proxyDetector(target -> HttpConnectProxiedSocketAddress.newBuilder()
                        .setProxyAddress(proxy())
                        .setTargetAddress((InetSocketAddress) target)
                        .build())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(clients().authority().toFile())
                        .build())
                .build();
        opened.add(channel::shutdownNow);
        return channel;
    }

    private static HttpResponse<String> post(HttpClient client, String url, String json) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(HttpClient client, String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtasks.googleapis.com",
                "cloudtasks.mtls.googleapis.com",
                "us-central1-cloudtasks.googleapis.com",
                "cloudtasks.us-central1.rep.googleapis.com"
            })
    void grpc_calls_reach_the_emulator(String host) throws Exception {
        MethodDescriptor<GetQueueRequest, Queue> getQueue = MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(GetQueueRequest.getDefaultInstance()),
                        ProtoUtils.marshaller(Queue.getDefaultInstance()))
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2.CloudTasks/GetQueue")
                .build();
        GetQueueRequest request = GetQueueRequest.newBuilder().setName(QUEUE).build();

        assertThat(ClientCalls.blockingUnaryCall(grpc(host), getQueue, CallOptions.DEFAULT, request)
                        .getName())
                .isEqualTo(QUEUE);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void rest_calls_reach_the_emulator(Version version) throws Exception {
        HttpClient client = http(version);

        HttpResponse<String> response = get(client, "https://cloudtasks.googleapis.com" + QUEUES);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains(QUEUE);
        assertThat(response.version()).isEqualTo(version);
        HttpRequest create = HttpRequest.newBuilder(URI.create("https://cloudtasks.googleapis.com" + QUEUES))
                .POST(BodyPublishers.ofString("{\"name\": \"" + QUEUE + "2\"}"))
                .build();
        assertThat(client.send(create, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void client_without_trust_is_refused_by_itself() throws Exception {
        try (HttpClient stranger =
                HttpClient.newBuilder().proxy(ProxySelector.of(proxy())).build()) {
            assertThatThrownBy(() -> get(stranger, "https://cloudtasks.googleapis.com" + QUEUES))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void rules_for_web_pages_apply_in_the_tunnel() throws Exception {
        HttpClient client = http(Version.HTTP_1_1);
        String url = "https://cloudtasks.googleapis.com" + QUEUES;

        assertThat(get(client, url, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(get(client, url, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(get(client, url, "Origin", "https://cloudtasks.googleapis.com")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void control_api_describes_the_proxy() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String url = "http://127.0.0.1:" + emulator.port();

            String body = get(client, url + "/emulator/v1/proxy").body();

            String certificate = Files.readString(clients().authority());
            assertThat(body)
                    .contains("\"enabled\": true", "\"url\": \"" + url + "\"", "\"tokens\": false")
                    .contains("\"cloudtasks.us-east1.rep.googleapis.com\"")
                    .contains(certificate.replace("\n", "\\n"))
                    .doesNotContain("PRIVATE", "oauth2.googleapis.com", directory.toString());
            CloudTasksEmulator off = started();
            assertThat(get(client, "http://127.0.0.1:" + off.port() + "/emulator/v1/proxy")
                            .body())
                    .contains("\"enabled\": false", "\"url\": \"\"", "\"caCertificate\": \"\"");
        }
    }

    @Test
    void control_api_returns_the_environment_of_clients_elsewhere() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode environment = new JsonMapper()
                    .readTree(post(
                                    client,
                                    "http://127.0.0.1:" + emulator.port() + "/emulator/v1/client-environment",
                                    "{\"address\": \"tasks:8123\", \"directory\": \"/etc/tasks\", \"environment\":"
                                            + " {\"NO_PROXY\": \"db\", \"SSL_CERT_FILE\": \"/etc/hostname\", \"PATH\": \"/bin\"}}")
                            .body());

            JsonNode variables = environment.path("variables");
            assertThat(variables.path("HTTPS_PROXY").asText()).isEqualTo("http://tasks:8123");
            assertThat(variables.path("NO_PROXY").asText()).startsWith("db,localhost,");
            assertThat(variables.path("SSL_CERT_FILE").asText()).isEqualTo("/etc/tasks/roots.pem");
            assertThat(variables.has("PATH")).isFalse();
            String bundle =
                    new String(environment.path("files").path("roots.pem").binaryValue(), StandardCharsets.US_ASCII);
            assertThat(bundle).contains(emulator.caCertificate().strip());
            String key = new String(
                    environment.path("files").path("service-account.json").binaryValue(), StandardCharsets.UTF_8);
            assertThat(key).contains("\"token_uri\" : \"http://tasks:8123/token\"");
        }
    }

    @Test
    void control_api_has_no_environment_of_clients_without_a_proxy() throws Exception {
        CloudTasksEmulator off = started();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    post(client, "http://127.0.0.1:" + off.port() + "/emulator/v1/client-environment", "{}");

            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(response.body()).contains("started without --proxy", "Start it with --proxy --proxy-tokens.");
        }
    }

    @Test
    void token_hosts_are_answered_on_request() throws Exception {
        emulator = started("--proxy", "--proxy-tokens", "--ca-dir=" + directory.resolve("ca"));

        HttpResponse<String> response = get(http(Version.HTTP_2), "https://oauth2.googleapis.com/emulator/v1");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void other_universe_has_an_authority_of_its_own() throws Exception {
        emulator = started("--proxy", "--universe-domain=cloud.example", "--ca-dir=" + directory.resolve("ca"));
        Path authority = directory.resolve("ca").resolve("cloud.example").resolve("ca.pem");

        try (HttpClient client = new TlsClients(authority).http(Version.HTTP_2, ProxySelector.of(proxy()))) {
            assertThat(get(client, "https://cloudtasks.cloud.example" + QUEUES).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void ephemeral_authority_is_kept_nowhere() throws Exception {
        CloudTasksEmulator first = started("--proxy", "--ephemeral-ca");
        CloudTasksEmulator second = started("--proxy", "--ephemeral-ca");

        try (HttpClient client = HttpClient.newHttpClient()) {
            String one = get(client, "http://127.0.0.1:" + first.port() + "/emulator/v1/proxy")
                    .body();
            String other = get(client, "http://127.0.0.1:" + second.port() + "/emulator/v1/proxy")
                    .body();
            assertThat(one).contains("BEGIN CERTIFICATE");
            assertThat(one.replace(String.valueOf(first.port()), ""))
                    .isNotEqualTo(other.replace(String.valueOf(second.port()), ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--proxy "})
    void connect_that_is_not_accepted_names_the_flag(String before) throws Exception {
        CloudTasksEmulator refusing = before.isEmpty() ? started() : emulator;
        // With the proxy, CONNECT is accepted as the first request of a connection only.
        String first = before.isEmpty() ? "" : "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawConnection client = new RawConnection(refusing.port())) {
            client.send(
                    ascii(first + "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"));

            assertThat(new String(client.readAll(), StandardCharsets.UTF_8)).contains("--proxy");
        }
    }

    @Test
    void plain_requests_for_other_hosts_are_not_proxied() throws Exception {
        try (RawConnection client = new RawConnection(emulator.port())) {
            client.send(
                    ascii("GET http://other.example/ HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n"));

            assertThat(new String(client.readAll(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 403");
        }
    }
}
