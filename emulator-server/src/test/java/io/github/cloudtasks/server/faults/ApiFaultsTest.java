package io.github.cloudtasks.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.time.VirtualTimeline;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The faults of API calls over gRPC and REST, and the methods that add and remove faults. */
@Timeout(60)
class ApiFaultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String OTHER = LOCATION + "/queues/other";
    private static final String CONTROL = "/emulator/v1/faults";

    private final CloudTasksEmulator emulator =
            new CloudTasksEmulator(EmulatorSettings.of("--queue", QUEUE + ",type=pull", "--queue", OTHER));
    private final HttpClient http = HttpClient.newHttpClient();
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        emulator.start();
        channel = NettyChannelBuilder.forTarget(emulator.endpoint())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        emulator.close();
        http.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(emulator.restEndpoint() + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private int getOverRest(String queue) throws Exception {
        return send("GET", "/v2beta2/" + queue, "").statusCode();
    }

    private void getOverGrpc() {
        MethodDescriptor<GetQueueRequest, Queue> method = MethodDescriptor.<GetQueueRequest, Queue>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2.CloudTasks/GetQueue")
                .setRequestMarshaller(ProtoUtils.marshaller(GetQueueRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Queue.getDefaultInstance()))
                .build();
        ClientCalls.blockingUnaryCall(
                channel,
                method,
                CallOptions.DEFAULT,
                GetQueueRequest.newBuilder().setName(OTHER).build());
    }

    @Test
    void calls_fail_over_grpc_with_the_code_and_the_name_of_the_fault() {
        emulator.addFault("api-error,method=GetQueue,code=resource_exhausted,count=1");

        assertThatThrownBy(this::getOverGrpc)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("RESOURCE_EXHAUSTED: This is an injected fault f1 (api-error).");
        assertThatCode(this::getOverGrpc).doesNotThrowAnyException();
    }

    /** These methods are called in another way over REST, where their tasks are converted while they are sent. */
    @ParameterizedTest
    @CsvSource({
        "ListTasks, GET, /tasks, ''",
        "LeaseTasks, POST, /tasks:lease, '{\"maxTasks\": 1, \"leaseDuration\": \"9s\"}'",
    })
    void lists_and_leases_fail_over_rest(String method, String verb, String path, String body) throws Exception {
        emulator.addFault("api-error,method=" + method + ",code=unavailable,count=1");

        assertThat(send(verb, "/v2beta2/" + QUEUE + path, body).statusCode()).isEqualTo(503);
        assertThat(send(verb, "/v2beta2/" + QUEUE + path, body).statusCode()).isEqualTo(200);
    }

    @Test
    void methods_that_return_tasks_still_convert_them_while_they_are_sent() {
        CloudTasks engine = new CloudTasks(
                Limits.DEFAULTS, new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z")), delivery -> {
                    throw new AssertionError("nothing is dispatched");
                });
        for (ApiVersion version : new FaultyApi(new FaultInjector(List.of())).of(ApiVersions.of(engine))) {
            assertThat(version.cloudTasks().rpcs())
                    .filteredOn(rpc -> rpc.lister() != null)
                    .extracting(rpc -> rpc.method().getName())
                    .contains("ListTasks");
        }
    }

    @Test
    void calls_fail_over_rest_with_the_code_and_the_name_of_the_fault() throws Exception {
        emulator.addFault("api-error,count=1");

        JsonNode error = JSON.readTree(send("GET", "/v2/" + OTHER, "").body()).get("error");

        assertThat(error.get("code").intValue()).isEqualTo(503);
        assertThat(error.get("status").textValue()).isEqualTo("UNAVAILABLE");
        assertThat(error.get("message").textValue()).isEqualTo("This is an injected fault f1 (api-error).");
        assertThat(getOverRest(OTHER)).isEqualTo(200);
    }

    @Test
    void other_methods_and_queues_do_not_fail() throws Exception {
        emulator.addFault("api-error,method=GetQueue,queue=" + QUEUE);

        assertThat(getOverRest(QUEUE)).isEqualTo(503);
        assertThat(getOverRest(OTHER)).isEqualTo(200);
        assertThat(send("GET", "/v2beta2/" + QUEUE + "/tasks", "").statusCode()).isEqualTo(200);
    }

    @Test
    void an_applied_call_takes_effect_before_it_fails() throws Exception {
        emulator.addFault("api-error,method=CreateTask,applied,count=1,code=DEADLINE_EXCEEDED");
        String task = "{\"task\": {\"name\": \"" + QUEUE + "/tasks/t\", \"pullMessage\": {}}}";

        assertThat(send("POST", "/v2beta2/" + QUEUE + "/tasks", task).statusCode())
                .isEqualTo(504);
        assertThat(send("POST", "/v2beta2/" + QUEUE + "/tasks", task).statusCode())
                .as("ALREADY_EXISTS")
                .isEqualTo(409);
    }

    @Test
    void the_same_seed_fails_the_same_calls() throws Exception {
        List<Integer> first = statuses("api-error,method=GetQueue,rate=0.4,seed=3");
        List<Integer> again = statuses("api-error,method=GetQueue,rate=0.4,seed=3");
        List<Integer> other = statuses("api-error,method=GetQueue,rate=0.4,seed=4");

        assertThat(first).contains(200, 503).isEqualTo(again).isNotEqualTo(other);
    }

    private List<Integer> statuses(String fault) throws Exception {
        emulator.removeFaults();
        emulator.addFault(fault);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            statuses.add(getOverRest(OTHER));
        }
        return statuses;
    }

    @Test
    void faults_are_added_listed_and_removed_over_http() throws Exception {
        JsonNode added = ok(
                "POST",
                CONTROL,
                "{\"kind\": \"api-error\", \"method\": \"GetQueue\", \"code\": \"ABORTED\", \"count\": 1, \"seed\": 5}");
        ok(
                "POST",
                CONTROL,
                "{\"kind\": \"latency\", \"delay\": \"1.5s-2s\", \"rate\": 0.5, \"queue\": \"" + OTHER + "\"}");
        assertThat(getOverRest(OTHER)).isEqualTo(409);

        JsonNode faults = ok("GET", CONTROL, "").get("faults");

        assertThat(added.get("id").textValue()).isEqualTo("f1");
        assertThat(faults).hasSize(2);
        assertThat(faults.at("/0/injected").intValue()).isEqualTo(1);
        assertThat(faults.at("/0/seed").intValue()).isEqualTo(5);
        assertThat(faults.at("/1/delay").textValue()).isEqualTo("1.5s-2s");
        assertThat(faults.at("/1/rate").doubleValue()).isEqualTo(0.5);
        assertThat(faults.at("/1/queue").textValue()).isEqualTo(OTHER);
        ok("DELETE", CONTROL + "/f1", "");
        assertThat(ok("GET", CONTROL, "").at("/faults/0/id").textValue()).isEqualTo("f2");
        ok("DELETE", CONTROL, "");
        assertThat(ok("GET", CONTROL, "").get("faults")).isEmpty();
        assertThat(send("DELETE", CONTROL + "/f1", "").statusCode()).isEqualTo(404);
    }

    @Test
    void a_reset_removes_faults_that_were_added_later() throws Exception {
        emulator.addFault("unreachable");

        emulator.reset();

        assertThat(ok("GET", CONTROL, "").get("faults")).isEmpty();
    }

    @Test
    void injected_faults_are_counted_as_metrics() throws Exception {
        emulator.addFault("api-error,method=GetQueue,count=2");
        getOverRest(OTHER);
        getOverRest(OTHER);

        assertThat(send("GET", "/metrics", "").body())
                .contains(
                        "cloudtasks_faults_injected_total{kind=\"api-error\"} 2.0",
                        "cloudtasks_faults_injected_total{kind=\"duplicate\"} 0.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {} | Expected a fault whose kind is duplicate
            {"kind": "nothing"} | Expected a fault whose kind is duplicate
            {"kind": "latency"} | Expected a fault with a delay
            {"kind": "latency", "delay": "5s-1s"} | Expected a fault whose delay is a duration of at most 1h
            {"kind": "duplicate", "code": "ABORTED"} | with settings among queue, rate, count, seed (duplicate has no others)
            {"kind": "duplicate", "rate": 0} | whose rate is above 0 and at most 1
            {"kind": "duplicate", "rate": 1.5} | whose rate is
            {"kind": "duplicate", "count": 0} | whose count is at least 1
            {"kind": "duplicate", "queue": "q"} | whose queue is a full name such as
            {"kind": "api-error", "code": "OK"} | whose code is the name of an error of gRPC
            {"kind": "api-error", "method": "MakeTask"} | whose method is a method among
            {"kind": "duplicate", "id": "f9"} | id and injected are set by the emulator
            """)
    void an_invalid_fault_is_refused(String body, String message) throws Exception {
        HttpResponse<String> response = send("POST", CONTROL, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/error/message").textValue())
                .contains(message);
    }

    @Test
    void an_invalid_fault_is_an_illegal_argument() {
        assertThatThrownBy(() -> emulator.addFault("duplicate,rate=2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a fault whose rate is");
    }
}
