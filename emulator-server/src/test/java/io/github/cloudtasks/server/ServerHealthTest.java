package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.settings.ServerSettings;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Health over REST and gRPC, which the service does not have.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">gRPC health checking</a>
 */
@Tag("unlike")
class ServerHealthTest {
    private static final List<String> SERVICES = List.of(
            "",
            "google.cloud.tasks.v2.CloudTasks",
            "google.cloud.tasks.v2beta3.CloudTasks",
            "google.cloud.tasks.v2beta2.CloudTasks");

    private EmulatorServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = new EmulatorServer(ServerSettings.DEFAULT).start();
        channel = NettyChannelBuilder.forTarget(server.callableAddress().toString())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.close();
    }

    private HttpResponse<String> send(HttpClient.Version version, String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            URI uri = URI.create("http://" + server.callableAddress() + path);
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    /** Returns the statuses that a client receives that watches a service. */
    private BlockingQueue<ServingStatus> watch(String service) {
        BlockingQueue<ServingStatus> received = new LinkedBlockingQueue<>();
        HealthGrpc.newStub(channel)
                .watch(HealthCheckRequest.newBuilder().setService(service).build(), new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckResponse response) {
                        received.add(response.getStatus());
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onCompleted() {}
                });
        return received;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void running_server_is_healthy_and_ready(HttpClient.Version version) throws Exception {
        HttpResponse<String> health = send(version, "GET", "/healthz");
        HttpResponse<String> ready = send(version, "GET", "/readyz");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"status\": \"ok\"}\n");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"status\": \"ready\"}\n");
        for (HttpResponse<String> response : List.of(health, ready)) {
            assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=UTF-8");
            assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void draining_server_is_healthy_but_not_ready(HttpClient.Version version) throws Exception {
        server.drain(Duration.ofSeconds(10));

        assertThat(send(version, "GET", "/healthz").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = send(version, "GET", "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\": \"draining\"}\n");
        assertThat(send(version, "HEAD", "/readyz").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/readyz?verbose", "/healthz?x=1&prettyPrint=false"})
    void probes_may_use_head_and_any_query(String path) throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpResponse<String> head = send(version, "HEAD", path);

            assertThat(head.statusCode()).as("%s %s", version, path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(send(version, "GET", path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void health_cannot_be_changed_or_read_by_a_script() throws Exception {
        assertThat(send(HttpClient.Version.HTTP_1_1, "POST", "/readyz").statusCode())
                .isEqualTo(404);
        assertThat(send(HttpClient.Version.HTTP_1_1, "GET", "/readyz?callback=f")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void grpc_health_of_every_service_is_not_serving_while_the_server_drains() throws Exception {
        List<BlockingQueue<ServingStatus>> watches =
                SERVICES.stream().map(this::watch).toList();
        for (BlockingQueue<ServingStatus> watch : watches) {
            assertThat(watch.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
        }
        assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.SERVING);

        server.drain(Duration.ofSeconds(10));

        for (BlockingQueue<ServingStatus> watch : watches) {
            assertThat(watch.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
        }
        assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.NOT_SERVING);
    }

    @Test
    void closing_server_tells_those_who_watch_its_health() throws Exception {
        BlockingQueue<ServingStatus> watch = watch("");
        assertThat(watch.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);

        server.close();

        assertThat(watch.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void health_of_an_unknown_service_is_not_found() throws Exception {
        assertThatThrownBy(() -> check("google.pubsub.v1.Publisher"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        assertThat(watch("google.pubsub.v1.Publisher").poll(20, TimeUnit.SECONDS))
                .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }
}
