package io.github.cloudtasks.cli.tracing;

import static io.github.cloudtasks.cli.tracing.OtlpReceiver.attribute;
import static io.github.cloudtasks.cli.tracing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.proto.v2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2.Task;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.UsageException;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported spans of calls over gRPC and REST and of attempts, at a receiver of OTLP. */
class OpenTelemetryTracerTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/mail";
    private static final String CREATE = "google.cloud.tasks.v2.CloudTasks/CreateTask";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** The trace headers of a request that the target received. */
    private record Received(String traceparent, String tracestate) {}

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private OtlpReceiver receiver;
    private HttpServer target;
    private OpenTelemetryTracer tracer;
    private EmulatorServer server;

    @BeforeEach
    void start() throws Exception {
        receiver = OtlpReceiver.start();
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", this::answer);
        target.start();
        tracer = OpenTelemetryTracer.start(
                Map.of("otel.exporter.otlp.endpoint", receiver.endpoint(), "otel.bsp.schedule.delay", "10ms"));
        server = new EmulatorServer(
                        CommandLine.parseSettings(List.of("--queue", QUEUE + ",max-attempts=2,min-backoff=0.001s")),
                        tracer)
                .start();
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
        tracer.close();
        target.stop(0);
        receiver.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("tracestate"))));
            Integer status = statuses.poll();
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        }
    }

    private String targetUrl() {
        return "http://127.0.0.1:" + target.getAddress().getPort() + "/work";
    }

    private HttpResponse<String> post(String path, String json, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + server.callableAddress() + "/v2/" + path))
                .POST(BodyPublishers.ofString(json.replace('\'', '"')));
        return http.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private void createTask(String request, String... headers) throws Exception {
        HttpResponse<String> response = post(QUEUE + "/tasks", "{'task': {'httpRequest': {" + request + "}}}", headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private Received awaitRequest() throws InterruptedException {
        Received request = received.poll(30, TimeUnit.SECONDS);
        assertThat(request).as("a request to the target").isNotNull();
        return request;
    }

    private static String traceparent(String trace, String span) {
        return "00-" + trace + "-" + span + "-01";
    }

    private static String id(Span span) {
        return hex(span.getSpanId().toByteArray());
    }

    private static String parent(Span span) {
        return hex(span.getParentSpanId().toByteArray());
    }

    @Test
    void trace_of_the_caller_continues_in_the_call_the_attempt_and_the_target_over_rest() throws Exception {
        createTask("'url': '" + targetUrl() + "'", "traceparent", traceparent(TRACE, CALLER), "tracestate", "a=b");

        Span call = receiver.await(CREATE, TRACE);
        Span attempt = receiver.await("attempt mail", TRACE);
        assertThat(parent(call)).isEqualTo(CALLER);
        assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(attribute(call, "rpc.response.status_code")).isEqualTo("OK");
        assertThat(parent(attempt)).isEqualTo(id(call));
        assertThat(attempt.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(attribute(attempt, "cloudtasks.queue")).isEqualTo(QUEUE);
        assertThat(attribute(attempt, "cloudtasks.attempt")).isEqualTo("1");
        assertThat(attribute(attempt, "url.full")).isEqualTo(targetUrl());
        assertThat(attribute(attempt, "http.response.status_code")).isEqualTo("200");
        assertThat(awaitRequest()).isEqualTo(new Received(traceparent(TRACE, id(attempt)), "a=b"));
        assertThat(receiver.services()).contains("cloud-tasks-emulator");
    }

    @Test
    void trace_of_the_caller_continues_over_grpc() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forTarget(
                        server.callableAddress().toString())
                .usePlaintext()
                .build();
        try {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent(TRACE, CALLER));
            Task.Builder task = Task.newBuilder();
            task.getHttpRequestBuilder().setUrl(targetUrl());
            Task unused = io.grpc.stub.ClientCalls.blockingUnaryCall(
                    io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    GrpcMethods.createTask(),
                    io.grpc.CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    CreateTaskRequest.newBuilder()
                            .setParent(QUEUE)
                            .setTask(task)
                            .build());
        } finally {
            channel.shutdownNow();
        }

        Span call = receiver.await(CREATE, TRACE);
        Span attempt = receiver.await("attempt mail", TRACE);
        assertThat(attribute(call, "rpc.system")).isEqualTo("grpc");
        assertThat(parent(call)).isEqualTo(CALLER);
        assertThat(parent(attempt)).isEqualTo(id(call));
        assertThat(awaitRequest().traceparent()).isEqualTo(traceparent(TRACE, id(attempt)));
    }

    @Test
    void each_attempt_has_a_span_and_failures_are_errors() throws Exception {
        statuses.add(500);

        createTask("'url': '" + targetUrl() + "'", "traceparent", traceparent(TRACE, CALLER));

        Span first =
                receiver.await(span -> attribute(span, "cloudtasks.attempt").equals("1"));
        Span second =
                receiver.await(span -> attribute(span, "cloudtasks.attempt").equals("2"));
        assertThat(first.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(first, "error.type")).isEqualTo("500");
        assertThat(second.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(second.getTraceId()).isEqualTo(first.getTraceId());
        assertThat(second.getParentSpanId()).isEqualTo(first.getParentSpanId());
    }

    @Test
    void unreachable_target_is_an_error_with_the_reason() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        createTask("'url': 'http://127.0.0.1:" + closed + "/'");

        Span attempt = receiver.await(span -> span.getName().equals("attempt mail"));
        assertThat(attribute(attempt, "error.type")).isEqualTo("unreachable");
        assertThat(attempt.getStatus().getMessage()).contains("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "Traceparent"})
    void task_with_a_trace_of_its_own_keeps_it(String header) throws Exception {
        String own = traceparent(OTHER_TRACE, CALLER);

        createTask(
                "'url': '" + targetUrl() + "', 'headers': {'" + header + "': '" + own + "'}",
                "traceparent",
                traceparent(TRACE, CALLER),
                "tracestate",
                "a=b");

        Span attempt = receiver.await("attempt mail", TRACE);
        assertThat(awaitRequest()).isEqualTo(new Received(own, "null"));
        assertThat(hex(attempt.getLinks(0).getTraceId().toByteArray())).isEqualTo(OTHER_TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracestate", "TraceState"})
    void other_headers_of_a_task_are_not_replaced(String header) throws Exception {
        createTask(
                "'url': '" + targetUrl() + "', 'headers': {'" + header + "': 'own=1'}",
                "traceparent",
                traceparent(TRACE, CALLER),
                "tracestate",
                "a=b");

        Span attempt = receiver.await("attempt mail", TRACE);
        assertThat(awaitRequest()).isEqualTo(new Received(traceparent(TRACE, id(attempt)), "own=1"));
        assertThat(attempt.getLinksList()).isEmpty();
    }

    @Test
    void call_without_a_trace_starts_one() throws Exception {
        createTask("'url': '" + targetUrl() + "'");

        Span call = receiver.await(span -> span.getName().equals(CREATE));
        Span attempt = receiver.await("attempt mail", hex(call.getTraceId().toByteArray()));
        assertThat(parent(call)).isEmpty();
        assertThat(parent(attempt)).isEqualTo(id(call));
        assertThat(awaitRequest().traceparent())
                .as("sampled, with a random trace id (W3C Trace Context, level 2)")
                .isEqualTo("00-" + hex(call.getTraceId().toByteArray()) + "-" + id(attempt) + "-03");
    }

    @Test
    void call_that_is_not_sampled_exports_nothing_and_passes_its_trace_on() throws Exception {
        createTask("'url': '" + targetUrl() + "'", "traceparent", "00-" + TRACE + "-" + CALLER + "-00");

        assertThat(awaitRequest().traceparent()).startsWith("00-" + TRACE + "-").endsWith("-00");
        createTask("'url': '" + targetUrl() + "'", "traceparent", traceparent(OTHER_TRACE, CALLER));
        Span first = receiver.await(span -> true);
        assertThat(hex(first.getTraceId().toByteArray())).isEqualTo(OTHER_TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00-" + TRACE + "-0000000000000000-01", "00-xyz", "\u00e4"})
    void invalid_traceparent_is_ignored(String invalid) throws Exception {
        createTask("'url': '" + targetUrl() + "'", "traceparent", invalid);

        Span call = receiver.await(span -> span.getName().equals(CREATE));
        assertThat(parent(call)).isEmpty();
        assertThat(hex(call.getTraceId().toByteArray())).isNotEqualTo(TRACE);
    }

    @Test
    void refused_call_has_its_code_and_is_no_error_of_the_server() throws Exception {
        HttpResponse<String> response = post(QUEUE + "x/tasks", "{'task': {'httpRequest': {'url': 'http://a/'}}}");

        assertThat(response.statusCode()).isEqualTo(404);
        Span call = receiver.await(span -> span.getName().equals(CREATE));
        assertThat(attribute(call, "rpc.response.status_code")).isEqualTo("NOT_FOUND");
        assertThat(attribute(call, "error.type")).isEqualTo("NOT_FOUND");
        assertThat(call.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void invalid_property_is_a_mistake_of_the_user() {
        assertThatThrownBy(() -> OpenTelemetryTracer.start(Map.of("otel.bsp.schedule.delay", "often")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("otel.bsp.schedule.delay");
    }
}
