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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar at work, with nothing else in reach; reached from outside by clients that know only its address. */
class EmulatorIT {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    @Test
    void it_answers_over_gRPC_and_REST_and_delivers_with_nothing_but_the_JDK_and_the_log_beside_it() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            received.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
        try (URLClassLoader loader = Jar.loader();
                AutoCloseable emulator = emulator(loader, "--queue", QUEUE)) {
            String endpoint = (String) emulator.getClass().getMethod("endpoint").invoke(emulator);
            assertThat(health(endpoint)).isEqualTo(ServingStatus.SERVING);

            String url = "http://127.0.0.1:" + target.getAddress().getPort() + "/work";
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + endpoint + "/v2/" + QUEUE + "/tasks"))
                                    .POST(BodyPublishers.ofString(
                                            "{\"task\": {\"httpRequest\": {\"url\": \"" + url + "\"}}}"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(answer.body()).contains(QUEUE + "/tasks/");
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("/work");
        } finally {
            target.stop(0);
        }
    }

    @Test
    void TLS_says_what_it_needs_where_that_is_missing() throws Exception {
        try (URLClassLoader loader = Jar.loader()) {
            assertThatThrownBy(() -> emulator(loader, "--tls-self-signed", "ca.pem"))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessageStartingWith("TLS needs org.bouncycastle:bcpkix-jdk18on on the class path");
        }
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
