package io.github.cloudtasks.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.ServerSettings;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page {@code /metrics} of a running emulator. */
@Timeout(60)
class MetricsTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    private final HttpClient http = HttpClient.newHttpClient();
    private EmulatorServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EmulatorServer(ServerSettings.DEFAULT).start();
    }

    @AfterEach
    void close() {
        server.close();
        http.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.callableAddress() + path))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String scrape() throws Exception {
        HttpResponse<String> response = send("GET", "/metrics", "");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private void createQueue(String id, String settings) throws Exception {
        String body = "{\"name\": \"" + LOCATION + "/queues/" + id + "\"" + settings + "}";
        assertThat(send("POST", "/v2beta2/" + LOCATION + "/queues", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void calls_are_counted_by_version_method_transport_and_code() throws Exception {
        createQueue("q", "");
        assertThat(send("GET", "/v2/" + QUEUE, "").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/v2/" + LOCATION + "/queues", "{\"name\": ").statusCode())
                .isEqualTo(400);
        String missing = LOCATION + "/queues/missing";
        send("POST", "/$rpc/google.cloud.tasks.v2.CloudTasks/GetQueue", "{\"name\": \"" + missing + "\"}");
        assertThat(send("GET", "/v2/projects/p/locations", "").statusCode()).isEqualTo(200);
        getOverGrpc(QUEUE);
        assertThatThrownBy(() -> getOverGrpc(missing)).isInstanceOf(StatusRuntimeException.class);

        assertThat(scrape())
                .contains(
                        call("OK", "CreateQueue", "rest", "v2beta2", 1),
                        call("OK", "GetQueue", "rest", "v2", 1),
                        call("NOT_FOUND", "GetQueue", "rest", "v2", 1),
                        call("INVALID_ARGUMENT", "CreateQueue", "rest", "v2", 1),
                        call("OK", "ListLocations", "rest", "", 1),
                        call("OK", "GetQueue", "grpc", "v2", 1),
                        call("NOT_FOUND", "GetQueue", "grpc", "v2", 1));
    }

    private void getOverGrpc(String queue) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(
                        server.callableAddress().toString())
                .usePlaintext()
                .build();
        MethodDescriptor<GetQueueRequest, Queue> method = MethodDescriptor.<GetQueueRequest, Queue>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2.CloudTasks/GetQueue")
                .setRequestMarshaller(ProtoUtils.marshaller(GetQueueRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Queue.getDefaultInstance()))
                .build();
        try {
            ClientCalls.blockingUnaryCall(
                    channel,
                    method,
                    CallOptions.DEFAULT,
                    GetQueueRequest.newBuilder().setName(queue).build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static String call(String code, String method, String transport, String version, int count) {
        return "\ncloudtasks_api_calls_total{code=\"" + code + "\",method=\"" + method + "\",transport=\"" + transport
                + "\",version=\"" + version + "\"} " + count + ".0\n";
    }

    @Test
    void attempts_are_counted_by_outcome() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        target.createContext("/", exchange -> {
            exchange.sendResponseHeaders(requests.incrementAndGet() == 1 ? 503 : 200, -1);
            exchange.close();
        });
        target.start();
        try {
            createQueue("q", ", \"retryConfig\": {\"minBackoff\": \"0.001s\"}");
            String url = "http://127.0.0.1:" + target.getAddress().getPort();
            send("POST", "/v2/" + QUEUE + "/tasks", "{\"task\": {\"httpRequest\": {\"url\": \"" + url + "\"}}}");
            assertThat(send("POST", "/emulator/v1/await-idle", "{\"timeout\": \"20s\"}")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            target.stop(0);
        }

        assertThat(scrape())
                .contains(
                        "cloudtasks_attempts_total{outcome=\"error\",queue=\"" + QUEUE + "\",status_class=\"5xx\"} 1.0",
                        "cloudtasks_attempts_total{outcome=\"success\",queue=\"" + QUEUE
                                + "\",status_class=\"2xx\"} 1.0",
                        "cloudtasks_tasks_created_total{queue=\"" + QUEUE + "\"} 1.0",
                        "cloudtasks_tasks_finished_total{queue=\"" + QUEUE + "\",reason=\"completed\"} 1.0",
                        "cloudtasks_tasks_finished_total{queue=\"" + QUEUE + "\",reason=\"deleted\"} 0.0",
                        "cloudtasks_attempt_duration_seconds_count{queue=\"" + QUEUE + "\"} 2",
                        "cloudtasks_attempt_lateness_seconds_count{queue=\"" + QUEUE + "\"} 2",
                        "cloudtasks_tasks{queue=\"" + QUEUE + "\"} 0.0");
    }

    @Test
    void leases_and_waiting_tasks_are_counted() throws Exception {
        createQueue("q", ", \"pullTarget\": {}");
        for (int i = 0; i < 3; i++) {
            send("POST", "/v2beta2/" + QUEUE + "/tasks", "{\"task\": {\"pullMessage\": {}}}");
        }
        send("POST", "/v2beta2/" + QUEUE + "/tasks:lease", "{\"maxTasks\": 2, \"leaseDuration\": \"60s\"}");

        assertThat(scrape())
                .contains(
                        "cloudtasks_tasks{queue=\"" + QUEUE + "\"} 3.0",
                        "cloudtasks_tasks_leased{queue=\"" + QUEUE + "\"} 2.0",
                        "cloudtasks_queue_running{queue=\"" + QUEUE + "\"} 1.0",
                        "cloudtasks_lease_changes_total{action=\"leased\",queue=\"" + QUEUE + "\"} 2.0");
    }

    @Test
    void the_metrics_of_a_queue_are_removed_with_it() throws Exception {
        createQueue("q", "");
        assertThat(scrape()).contains(QUEUE);

        assertThat(send("DELETE", "/v2/" + QUEUE, "").statusCode()).isEqualTo(200);

        assertThat(scrape()).doesNotContain(QUEUE);
    }

    @Test
    void a_reset_removes_the_metrics_of_all_queues_and_keeps_those_of_calls() throws Exception {
        createQueue("q", "");

        send("POST", "/emulator/v1/reset", "");

        assertThat(scrape())
                .doesNotContain(QUEUE)
                .contains("cloudtasks_queues 0.0", call("OK", "CreateQueue", "rest", "v2beta2", 1));
    }

    @Test
    void queues_beyond_the_limit_are_summed() throws Exception {
        for (int i = 0; i < QueueCounterTable.MAX_QUEUES + 2; i++) {
            createQueue("q" + i, ", \"pullTarget\": {}");
            String tasks = "/v2beta2/" + LOCATION + "/queues/q" + i + "/tasks";
            assertThat(send("POST", tasks, "{\"task\": {\"pullMessage\": {}}}").statusCode())
                    .isEqualTo(200);
        }

        String text = scrape();

        assertThat(text.lines().filter(line -> line.startsWith("cloudtasks_tasks{")))
                .hasSize(QueueCounterTable.MAX_QUEUES + 1)
                .contains("cloudtasks_tasks{queue=\"other\"} 2.0");
        assertThat(text).contains("cloudtasks_tasks_created_total{queue=\"other\"} 2.0");
    }

    @Test
    void the_jvm_is_measured() throws Exception {
        assertThat(scrape())
                .contains(
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "jvm_gc_collection_seconds_count",
                        "jvm_threads_current");
    }

    @Test
    void open_metrics_is_returned_to_those_who_accept_it() throws Exception {
        HttpResponse<String> plain = send("GET", "/metrics", "");
        HttpResponse<String> open =
                send("GET", "/metrics", "", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    /** What Prometheus sends if native histograms are switched on, and a client that wants nothing else. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,\
            application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2 | application/openmetrics-text
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited | text/plain
            """)
    void text_is_returned_to_those_who_prefer_protobuf(String accept, String type) throws Exception {
        HttpResponse<String> response = send("GET", "/metrics", "", "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(response.body()).contains("cloudtasks_queues");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://attacker.example", "null"})
    @Tag("unlike")
    void web_pages_of_other_origins_cannot_read_metrics(String origin) throws Exception {
        assertThat(send("GET", "/metrics", "", "Origin", origin).statusCode()).isEqualTo(403);
    }
}
