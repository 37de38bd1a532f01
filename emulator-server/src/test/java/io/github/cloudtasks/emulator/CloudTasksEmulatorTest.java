package io.github.cloudtasks.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.tls.TlsClients;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudTasksEmulatorTest {

    @Test
    void emulator_serves_grpc_and_rest_at_its_endpoint() throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start();
                HttpClient http = HttpClient.newHttpClient()) {
            ManagedChannel channel = NettyChannelBuilder.forTarget(emulator.endpoint())
                    .usePlaintext()
                    .build();
            try {
                assertThat(HealthGrpc.newBlockingStub(channel)
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                        .isEqualTo(ServingStatus.SERVING);
            } finally {
                channel.shutdownNow();
            }
            URI queues =
                    URI.create("http://" + emulator.endpoint() + "/v2beta2/projects/p/locations/us-central1/queues");
            assertThat(http.send(HttpRequest.newBuilder(queues).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void environment_of_child_processes_names_files_and_extends_what_is_set(@TempDir Path directory) throws Exception {
        try (CloudTasksEmulator emulator = emulator(
                        settings().proxy(true).ephemeralCa(true).project("mine"))
                .start()) {
            Path files = directory.resolve("files");

            Map<String, String> environment =
                    emulator.environment(files, Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g", "PATH", "/bin"));

            assertThat(environment)
                    .containsEntry("HTTPS_PROXY", emulator.restEndpoint())
                    .containsEntry("CLOUD_TASKS_EMULATOR_HOST", emulator.endpoint())
                    .containsEntry("GOOGLE_CLOUD_PROJECT", "mine")
                    .doesNotContainKey("PATH");
            assertThat(environment.get("JAVA_TOOL_OPTIONS")).startsWith("-Xmx1g -Dhttps.proxyHost=127.0.0.1 ");
            assertThat(Path.of(environment.get("SSL_CERT_FILE")))
                    .hasParent(files)
                    .content()
                    .endsWith(emulator.caCertificate());
            assertThat(Path.of(environment.get("GOOGLE_APPLICATION_CREDENTIALS")))
                    .content()
                    .contains("\"token_uri\" : \"" + emulator.restEndpoint() + "/token\"");
        }
    }

    @Test
    void emulator_without_proxy_has_no_environment_for_child_processes(@TempDir Path directory) throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            assertThatThrownBy(() -> emulator.environment(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Start it with --proxy --proxy-tokens.");
            assertThatThrownBy(emulator::caCertificate).isInstanceOf(IllegalStateException.class);
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void emulator_with_tls_serves_under_the_names_of_the_service(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        try (CloudTasksEmulator emulator =
                emulator(settings().tlsSelfSigned(file).tlsPort(0)).start()) {
            TlsClients clients = new TlsClients(file);
            assertThat(emulator.tlsPorts()).hasSize(2).contains(emulator.port());
            for (int port : emulator.tlsPorts()) {
                ManagedChannel channel = clients.grpc(port, "cloudtasks.googleapis.com");
                try {
                    assertThat(HealthGrpc.newBlockingStub(channel)
                                    .check(HealthCheckRequest.getDefaultInstance())
                                    .getStatus())
                            .isEqualTo(ServingStatus.SERVING);
                } finally {
                    channel.shutdownNow();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void document_urls_follow_scheme_and_host_of_the_request(HttpClient.Version version, @TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("ca.pem");
        try (CloudTasksEmulator emulator =
                        emulator(settings().tlsSelfSigned(file)).start();
                HttpClient http = new TlsClients(file).http(version)) {
            for (String origin : List.of("https://" + emulator.endpoint(), "http://" + emulator.endpoint())) {
                URI document = URI.create(origin + "/$discovery/rest?version=v2beta2");
                HttpResponse<String> answer =
                        http.send(HttpRequest.newBuilder(document).build(), BodyHandlers.ofString());
                assertThat(answer.body()).contains("\"rootUrl\": \"" + origin + "/\"");
                assertThat(answer.version())
                        .isEqualTo(origin.startsWith("https") ? version : HttpClient.Version.HTTP_1_1);
            }
        }
    }

    @Test
    void unwritable_ca_file_fails_the_start_and_frees_the_port(@TempDir Path directory) throws Exception {
        Path nowhere = directory.resolve("nowhere/ca.pem");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (CloudTasksEmulator emulator = emulator(settings().port(port).tlsSelfSigned(nowhere))) {
            assertThatThrownBy(emulator::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--tls-self-signed: cannot write " + nowhere + ": there is no such directory.");
        }
        new ServerSocket(port).close();
    }

    @Test
    void start_without_its_port_does_not_overwrite_the_ca_file(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        try (CloudTasksEmulator first = emulator(settings().tlsSelfSigned(file)).start();
                CloudTasksEmulator second =
                        emulator(settings().port(first.port()).tlsSelfSigned(file))) {
            String written = Files.readString(file);
            assertThatThrownBy(second::start).isInstanceOf(ListenException.class);
            assertThat(file).hasContent(written);
        }
    }

    private static EmulatorSettings.Builder settings() {
        return EmulatorSettings.builder();
    }

    private static CloudTasksEmulator emulator(EmulatorSettings.Builder settings) {
        return new CloudTasksEmulator(settings.build());
    }

    @Test
    void several_emulators_run_side_by_side() throws Exception {
        try (CloudTasksEmulator one = new CloudTasksEmulator().start();
                CloudTasksEmulator other = new CloudTasksEmulator().start()) {
            assertThat(one.port()).isNotEqualTo(other.port());
        }
    }

    @Test
    void second_start_has_no_effect() throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            int port = emulator.port();
            assertThat(emulator.start().port()).isEqualTo(port);
        }
    }

    @Test
    void close_is_idempotent_and_final() throws Exception {
        CloudTasksEmulator emulator = new CloudTasksEmulator().start();
        emulator.close();
        emulator.close();

        assertThatThrownBy(emulator::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void emulator_that_was_not_started_has_no_port_and_can_be_closed() {
        CloudTasksEmulator emulator = new CloudTasksEmulator();

        assertThatThrownBy(emulator::endpoint).isInstanceOf(IllegalStateException.class);
        emulator.close();
    }

    @Test
    void failed_start_frees_everything_and_can_be_repeated() throws Exception {
        CloudTasksEmulator first = new CloudTasksEmulator().start();
        try (CloudTasksEmulator second = emulator(settings().port(first.port()))) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("in use");
            first.close();
            assertThat(second.start().port()).isEqualTo(first.port());
        }
    }

    @Test
    void invalid_queue_fails_the_start_and_frees_the_port() throws Exception {
        String wrong = "projects/p/locations/l/queues/a_b";
        int port;
        try (CloudTasksEmulator first = new CloudTasksEmulator().start()) {
            port = first.port();
        }
        try (CloudTasksEmulator emulator = emulator(settings().port(port).queue(wrong))) {
            assertThatThrownBy(emulator::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith(
                            "Queue projects/p/locations/l/queues/a_b: Queue ID \"a_b\" can contain only letters");
            assertThatThrownBy(emulator::port).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void endpoint_of_all_interfaces_is_loopback() throws Exception {
        try (CloudTasksEmulator emulator = emulator(settings().host("0.0.0.0")).start()) {
            assertThat(emulator.host()).isEqualTo("0.0.0.0");
            assertThat(emulator.endpoint()).isEqualTo("127.0.0.1:" + emulator.port());
        }
    }
}
