package io.github.cloudtasks.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar runs with only its dependencies at hand. Clients outside reach it by its address. */
class EmbeddedEmulatorIT {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    @Test
    void emulator_serves_grpc_and_rest_and_delivers_on_the_class_path() throws Exception {
        try (URLClassLoader loader = EmbeddedJar.onClassPath()) {
            assertServesAndDelivers(loader);
        }
    }

    @Test
    void emulator_serves_grpc_and_rest_and_delivers_on_the_module_path() throws Exception {
        assertServesAndDelivers(EmbeddedJar.onModulePath());
    }

    private static void assertServesAndDelivers(ClassLoader loader) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            received.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
        try (AutoCloseable emulator = emulator(loader, "--queue", QUEUE)) {
            String endpoint = (String) emulator.getClass().getMethod("endpoint").invoke(emulator);
            assertThat(health(endpoint)).isEqualTo(ServingStatus.SERVING);

            String url = "http://127.0.0.1:" + target.getAddress().getPort() + "/work";
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + endpoint + "/v2/" + QUEUE + "/tasks"))
                                    .POST(BodyPublishers.ofString(
                                            "{\"task\": {\"httpRequest\": {\"url\": \"" + url + "\"}}}"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(response.body()).contains(QUEUE + "/tasks/");
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("/work");
        } finally {
            target.stop(0);
        }
    }

    @Test
    void tls_without_bouncy_castle_fails_with_the_missing_dependency() throws Exception {
        try (URLClassLoader loader = EmbeddedJar.onClassPath()) {
            assertThatThrownBy(() -> emulator(loader, "--tls-self-signed", "ca.pem"))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessageStartingWith("TLS needs org.bouncycastle:bcpkix-jdk18on on the class path");
        }
    }

    @Test
    void data_directory_without_a_driver_fails_with_the_missing_dependency(@TempDir Path files) throws Exception {
        Path directory = files.resolve("data");
        for (ClassLoader loader : List.of(EmbeddedJar.onClassPath(), EmbeddedJar.onModulePath())) {
            assertThatThrownBy(() -> emulator(loader, "--data-dir", directory.toString()))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessageContaining("needs org.xerial:sqlite-jdbc on the class path");
        }
        assertThat(directory).doesNotExist();
    }

    private static AutoCloseable emulator(ClassLoader loader, String... flags) throws Exception {
        Class<?> settings = loader.loadClass("io.github.cloudtasks.emulator.EmulatorSettings");
        Class<?> type = loader.loadClass("io.github.cloudtasks.emulator.CloudTasksEmulator");
        Object chosen = settings.getMethod("of", String[].class).invoke(null, (Object) flags);
        AutoCloseable emulator = (AutoCloseable) type.getConstructor(settings).newInstance(chosen);
        try {
            type.getMethod("start").invoke(emulator);
        } catch (InvocationTargetException e) {
            emulator.close();
            throw e;
        }
        return emulator;
    }

    private static ServingStatus health(String endpoint) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }
}
