package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of the control API that shows what happened to tasks, and repeats them. */
@Timeout(60)
class TaskHistoryRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String OTHER = LOCATION + "/queues/other";

    private final CloudTasksEmulator emulator =
            new CloudTasksEmulator(EmulatorSettings.of("--queue", QUEUE + ",max-attempts=2,min-backoff=0.01s"));
    private final HttpClient http = HttpClient.newHttpClient();
    private HoldingTarget target;

    @BeforeEach
    void start() throws Exception {
        target = new HoldingTarget(() -> {}, exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean broken = exchange.getRequestURI().getPath().equals("/broken");
            exchange.sendResponseHeaders(broken ? 500 : 200, 4);
            exchange.getResponseBody().write("done".getBytes(StandardCharsets.UTF_8));
        });
        emulator.start();
    }

    @AfterEach
    void close() {
        target.release();
        emulator.close();
        target.close();
        http.close();
    }

    @Test
    void finished_task_is_shown_with_its_attempt_and_its_end() throws Exception {
        create("a", "/work", "hello");
        ok("POST", "await-idle", "");

        JsonNode task = ok("GET", QUEUE + "/tasks/a", "");
        assertThat(task.get("status").textValue()).isEqualTo("SUCCEEDED");
        assertThat(task.at("/end/reason").textValue()).isEqualTo("COMPLETED");
        assertThat(task.at("/end/text").textValue()).isEqualTo("An attempt was successful.");
        assertThat(Instant.parse(task.at("/end/time").textValue()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(task.at("/task/httpRequest/body").textValue()).isEqualTo("aGVsbG8=");
        assertThat(task.at("/attempts/0/request/body/text").textValue()).isEqualTo("hello");
        assertThat(task.at("/attempts/0/response/body/text").textValue()).isEqualTo("done");
        assertThat(task.at("/attempts/0/remoteAddress").textValue()).startsWith("127.0.0.1:");
        assertThat(task.get("attempts")).hasSize(1);
        assertThat(task.get("waitReasons")).isEmpty();
    }

    @Test
    void failed_task_is_shown_with_all_attempts() throws Exception {
        create("a", "/broken", "");
        ok("POST", "await-idle", "");

        JsonNode task = ok("GET", QUEUE + "/tasks/a", "");
        assertThat(task.get("status").textValue()).isEqualTo("FAILED");
        assertThat(task.at("/end/text").textValue())
                .isEqualTo("Attempt 2 failed, and the retry settings allow no other one.");
        assertThat(task.get("attempts"))
                .extracting(attempt -> attempt.at("/response/status").intValue())
                .containsExactly(500, 500);
    }

    @Test
    void waiting_task_is_shown_with_its_attempts() throws Exception {
        ok("POST", "time/freeze", "");
        create("a", "/broken", "");
        ok("GET", "attempts?timeout=10s", "");

        JsonNode task = ok("GET", QUEUE + "/tasks/a", "");
        assertThat(task.get("status").textValue()).isEqualTo("WAITING");
        assertThat(task.has("end")).isFalse();
        assertThat(task.at("/waitReasons/0/kind").textValue()).isEqualTo("BACKOFF");
        assertThat(task.get("attempts")).hasSize(1);
    }

    @Test
    void kept_task_is_not_part_of_the_api_and_forgotten_by_a_reset() throws Exception {
        create("a", "/work", "");
        ok("POST", "await-idle", "");

        assertThat(api("GET", QUEUE + "/tasks/a", "").statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(api("GET", QUEUE + "/tasks", "").body())).isEmpty();
        assertThat(ok("GET", "state", "").at("/queues/0/tasks")).isEmpty();

        ok("POST", "reset", "");
        refused(404, "GET", QUEUE + "/tasks/a", "");
        assertThat(ok("GET", "tasks", "").get("tasks")).isEmpty();
    }

    @Test
    void client_code_of_a_kept_task_is_available() throws Exception {
        create("a", "/work", "");
        ok("POST", "await-idle", "");

        assertThat(ok("GET", QUEUE + "/tasks/a:code?language=curl", "")
                        .at("/programs/0/code")
                        .textValue())
                .contains("/work");
    }

    @Test
    void tasks_are_searched_in_queues_and_after_their_end() throws Exception {
        create("a", "/work", "hello");
        ok("POST", "await-idle", "");
        api("POST", QUEUE + ":pause", "{}");
        create("b", "/work", "hello world");
        create("c", "/other", "");

        JsonNode found = ok("GET", "tasks?url=/work&body=hello", "");
        assertThat(names(found)).containsExactly("b", "a");
        assertThat(found.at("/tasks/0/status").textValue()).isEqualTo("WAITING");
        assertThat(found.at("/tasks/0/bodySize").intValue()).isEqualTo(11);
        assertThat(found.at("/tasks/0/task/httpRequest").has("body")).isFalse();
        assertThat(found.at("/tasks/0").has("end")).isFalse();
        assertThat(found.at("/tasks/1/end/reason").textValue()).isEqualTo("COMPLETED");
        assertThat(found.get("nextPageToken").textValue()).isEmpty();

        JsonNode first = ok("GET", "tasks?pageSize=1", "");
        assertThat(names(first)).containsExactly("b");
        JsonNode rest =
                ok("GET", "tasks?pageToken=" + first.get("nextPageToken").textValue(), "");
        assertThat(names(rest)).containsExactly("c", "a");
        assertThat(names(ok("GET", "tasks?state=succeeded,failed&status=2xx", "")))
                .containsExactly("a");
    }

    @Test
    void queues_are_listed_with_the_states_of_their_tasks() throws Exception {
        create("a", "/work", "");
        create("b", "/broken", "");
        ok("POST", "await-idle", "");
        create("held", "/held", "");
        target.awaitHeld();
        api("POST", QUEUE + ":pause", "{}");
        create("c", "/work", "");

        JsonNode queue = ok("GET", "queues", "").at("/queues/0");
        assertThat(queue.at("/queue/name").textValue()).isEqualTo(QUEUE);
        assertThat(queue.at("/queue/state").textValue()).isEqualTo("PAUSED");
        assertThat(queue.get("waiting").intValue()).isEqualTo(1);
        assertThat(queue.get("succeeded").intValue()).isEqualTo(1);
        assertThat(queue.get("failed").intValue()).isEqualTo(1);
        assertThat(queue.get("deleted").intValue()).isZero();
        assertThat(queue.has("nextDispatchTime")).isFalse();
        assertThat(queue.has("nextTokenTime")).isTrue();
    }

    @Test
    void next_token_of_a_queue_without_attempts_is_not_in_the_past() throws Exception {
        Instant before = Instant.parse(ok("GET", "time", "").get("now").textValue());

        JsonNode queue = ok("GET", "queues", "").at("/queues/0");
        assertThat(Instant.parse(queue.get("nextTokenTime").textValue())).isAfterOrEqualTo(before);
    }

    @Test
    void task_is_replayed_as_it_was() throws Exception {
        create("a", "/work", "hello");
        ok("POST", "await-idle", "");

        JsonNode replay = ok("POST", QUEUE + "/tasks/a:replay", "");
        String name = replay.get("replay").textValue();
        assertThat(replay.get("task").textValue()).isEqualTo(QUEUE + "/tasks/a");
        assertThat(name).startsWith(QUEUE + "/tasks/").isNotEqualTo(QUEUE + "/tasks/a");
        ok("POST", "await-idle", "");

        JsonNode again = ok("GET", name, "");
        assertThat(again.get("replayOf").textValue()).isEqualTo(QUEUE + "/tasks/a");
        assertThat(again.at("/attempts/0/request/body/text").textValue()).isEqualTo("hello");
        assertThat(again.at("/attempts/0/request/headers"))
                .filteredOn(header -> header.get("name").textValue().equals("X-Own"))
                .hasSize(1);
        assertThat(ok("GET", QUEUE + "/tasks/a", "").at("/replays/0").textValue())
                .isEqualTo(name);
    }

    @Test
    void task_that_waits_is_replayed_now() throws Exception {
        api(
                "POST",
                QUEUE + "/tasks",
                "{\"task\": {\"name\": \"" + QUEUE + "/tasks/a\", \"scheduleTime\": \""
                        + Instant.now().plusSeconds(3600) + "\", \"httpRequest\": {\"url\": \"" + target.url("/work")
                        + "\"}}}");
        String name = ok("POST", QUEUE + "/tasks/a:replay", "").get("replay").textValue();
        ok("GET", "attempts?timeout=10s&task=" + name, "");

        assertThat(ok("GET", QUEUE + "/tasks/a", "").get("status").textValue()).isEqualTo("WAITING");
    }

    @Test
    void edited_fields_are_merged() throws Exception {
        create("a", "/broken", "hello");
        ok("POST", "await-idle", "");
        api("POST", QUEUE + ":pause", "{}");

        ok(
                "POST",
                QUEUE + "/tasks/a:replay",
                "{\"task\": {\"name\": \"" + QUEUE + "/tasks/b\", \"httpRequest\": {\"url\": \"" + target.url("/work")
                        + "\", \"headers\": {\"X-More\": \"2\"}}}}");

        JsonNode request = ok("GET", QUEUE + "/tasks/b", "").at("/task/httpRequest");
        assertThat(request.get("url").textValue()).isEqualTo(target.url("/work"));
        assertThat(request.get("body").textValue()).isEqualTo("aGVsbG8=");
        assertThat(request.at("/headers/X-Own").textValue()).isEqualTo("1");
        assertThat(request.at("/headers/X-More").textValue()).isEqualTo("2");
    }

    @Test
    void masked_fields_are_replaced() throws Exception {
        create("a", "/work", "hello");
        ok("POST", "await-idle", "");
        api("POST", QUEUE + ":pause", "{}");

        ok(
                "POST",
                QUEUE + "/tasks/a:replay",
                "{\"task\": {\"name\": \"" + QUEUE + "/tasks/b\", \"httpRequest\": {\"headers\": {\"X-More\": \"2\"}}},"
                        + " \"updateMask\": \"name,httpRequest.headers,httpRequest.body\"}");

        JsonNode request = ok("GET", QUEUE + "/tasks/b", "").at("/task/httpRequest");
        assertThat(request.get("url").textValue()).isEqualTo(target.url("/work"));
        assertThat(request.has("body")).isFalse();
        assertThat(request.at("/headers").has("X-Own")).isFalse();
        assertThat(request.at("/headers/X-More").textValue()).isEqualTo("2");
    }

    @Test
    void pull_task_is_replayed() throws Exception {
        send("POST", "/v2beta2/" + LOCATION + "/queues", "{\"name\": \"" + OTHER + "\", \"pullTarget\": {}}");
        send(
                "POST",
                "/v2beta2/" + OTHER + "/tasks",
                "{\"task\": {\"name\": \"" + OTHER
                        + "/tasks/a\", \"pullMessage\": {\"payload\": \"aGk=\", \"tag\": \"t\"}}}");
        String name = ok("POST", OTHER + "/tasks/a:replay", "").get("replay").textValue();

        assertThat(ok("GET", name, "").at("/task/pullMessage/tag").textValue()).isEqualTo("t");
    }

    @Test
    void replay_that_cannot_be_created_is_rejected() throws Exception {
        create("a", "/work", "");
        ok("POST", "await-idle", "");

        refused(404, "POST", QUEUE + "/tasks/none:replay", "");
        refused(409, "POST", QUEUE + "/tasks/a:replay", "{\"task\": {\"name\": \"" + QUEUE + "/tasks/a\"}}");
        refused(400, "POST", QUEUE + "/tasks/a:replay", "{\"task\": {\"httpRequest\": {\"url\": \"gopher://x\"}}}");
        refused(400, "POST", QUEUE + "/tasks/a:replay", "{\"task\": {}, \"updateMask\": \"nothing\"}");
        api("DELETE", QUEUE, "");
        refused(404, "POST", QUEUE + "/tasks/a:replay", "");
    }

    @Test
    void tasks_are_replayed_by_filter() throws Exception {
        for (String id : List.of("a", "b", "c")) {
            create(id, "/broken", "");
        }
        create("d", "/work", "");
        ok("POST", "await-idle", "");

        JsonNode result = ok("POST", "tasks:replay", "{\"state\": \"failed\", \"maxTasks\": 2}");
        assertThat(result.get("replays")).hasSize(2);
        assertThat(result.get("more").booleanValue()).isTrue();
        assertThat(result.get("failedCount").intValue()).isZero();
        ok("POST", "await-idle", "");

        JsonNode all = ok("POST", "tasks:replay", "{\"url\": \"/broken\"}");
        assertThat(all.get("replays")).hasSize(5);
        assertThat(all.get("more").booleanValue()).isFalse();
    }

    @Test
    void tasks_that_cannot_be_replayed_are_counted() throws Exception {
        create("a", "/work", "");
        ok("POST", "await-idle", "");
        api("DELETE", QUEUE, "");

        JsonNode result = ok("POST", "tasks:replay", "");
        assertThat(result.get("replays")).isEmpty();
        assertThat(result.get("failedCount").intValue()).isEqualTo(1);
        assertThat(result.get("firstError").textValue()).startsWith(QUEUE + "/tasks/a: ");
    }

    @Test
    void nothing_is_kept_if_it_is_switched_off() throws Exception {
        try (CloudTasksEmulator off = new CloudTasksEmulator(
                        EmulatorSettings.builder().queue(QUEUE).keptTasks(0).build());
                HoldingTarget counted =
                        new HoldingTarget(() -> {}, exchange -> exchange.sendResponseHeaders(200, -1))) {
            off.start();
            String root = off.restEndpoint().toString();
            String task = "{\"task\": {\"httpRequest\": {\"url\": \"" + counted.url("/") + "\"}}}";
            assertThat(send("POST", URI.create(root + "/v2/" + QUEUE + "/tasks"), task)
                            .statusCode())
                    .isEqualTo(200);
            off.awaitIdle(Duration.ofSeconds(10));

            String found =
                    send("GET", URI.create(root + "/emulator/v1/tasks"), "").body();
            assertThat(JSON.readTree(found).get("tasks")).isEmpty();
        }
    }

    @Test
    void events_are_streamed_from_the_start_and_resumed_by_id() throws Exception {
        create("a", "/work", "");
        ok("POST", "await-idle", "");
        List<Event> events;
        try (EventStream stream = stream("events?after=0", "")) {
            events = stream.until("ATTEMPT_SETTLED");
        }

        assertThat(events)
                .extracting(event -> event.data().path("kind").asText())
                .containsExactly(
                        "QUEUE_CHANGED",
                        "TASK_CREATED",
                        "ATTEMPT_STARTED",
                        "ATTEMPT_ENDED",
                        "TASK_FINISHED",
                        "ATTEMPT_SETTLED");
        long first = Long.parseLong(events.getFirst().id());
        List<String> ids =
                LongStream.range(first, first + 6).mapToObj(Long::toString).toList();
        assertThat(events).extracting(Event::id).isEqualTo(ids);
        assertThat(events.get(3).data().get("status").intValue()).isEqualTo(200);
        assertThat(events.get(3).data().get("task").textValue()).isEqualTo(QUEUE + "/tasks/a");
        try (EventStream resumed = stream("events", ids.get(3))) {
            assertThat(resumed.until("ATTEMPT_SETTLED")).extracting(Event::id).isEqualTo(ids.subList(4, 6));
        }
    }

    @Test
    void events_after_the_connection_are_streamed_as_they_happen() throws Exception {
        create("old", "/work", "");
        ok("POST", "await-idle", "");
        try (EventStream stream = stream("events", "")) {
            create("new", "/work", "");
            assertThat(stream.until("TASK_CREATED").getLast().data().get("task").textValue())
                    .isEqualTo(QUEUE + "/tasks/new");
        }
    }

    @Test
    void events_of_one_queue_are_selected() throws Exception {
        api("POST", LOCATION + "/queues", "{\"name\": \"" + OTHER + "\"}");
        api("POST", QUEUE + ":pause", "{}");
        api("POST", OTHER + ":pause", "{}");
        try (EventStream stream = stream("events?after=0&queue=" + OTHER, "")) {
            List<Event> events = stream.until("QUEUE_CHANGED", 2);
            assertThat(events)
                    .extracting(event -> event.data().path("queue").asText())
                    .containsOnly(OTHER);
            assertThat(events)
                    .extracting(event -> event.data().path("detail").asText())
                    .containsExactly("CREATED", "PAUSED");
        }
    }

    @Test
    void failed_calls_are_streamed_and_successful_ones_are_not() throws Exception {
        api("POST", QUEUE + "/tasks", "{\"task\": {\"httpRequest\": {\"url\": \"gopher://x\"}}}");
        api("GET", OTHER, "");
        api("GET", QUEUE, "");
        try (EventStream stream = stream("events?after=0", "")) {
            assertThatThrownBy(() -> getOverGrpc(OTHER)).isInstanceOf(StatusRuntimeException.class);
            List<Event> events = stream.until("CALL_FAILED", 3);
            assertThat(events)
                    .extracting(event -> event.data().path("kind").asText())
                    .containsExactly("QUEUE_CHANGED", "CALL_FAILED", "CALL_FAILED", "CALL_FAILED");
            assertThat(events.stream().skip(1))
                    .extracting(event -> event.data().path("method").asText() + " "
                            + event.data().path("code").asText() + " "
                            + event.data().path("queue").asText())
                    .containsExactly(
                            "google.cloud.tasks.v2.CloudTasks.CreateTask INVALID_ARGUMENT " + QUEUE,
                            "google.cloud.tasks.v2.CloudTasks.GetQueue NOT_FOUND " + OTHER,
                            "google.cloud.tasks.v2.CloudTasks.GetQueue NOT_FOUND " + OTHER);
            assertThat(events.get(1).data().get("detail").textValue()).contains("http");
            assertThat(events.get(1).data().get("took").textValue()).endsWith("s");
        }
    }

    /** Calls GetQueue like Google's clients, which repeat the name in a header. */
    private void getOverGrpc(String queue) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(emulator.endpoint())
                .usePlaintext()
                .build();
        MethodDescriptor<GetQueueRequest, Queue> method = MethodDescriptor.<GetQueueRequest, Queue>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2.CloudTasks/GetQueue")
                .setRequestMarshaller(ProtoUtils.marshaller(GetQueueRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Queue.getDefaultInstance()))
                .build();
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("x-goog-request-params", Metadata.ASCII_STRING_MARSHALLER),
                "name=" + queue.replace("/", "%2F"));
        try {
            ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    method,
                    CallOptions.DEFAULT,
                    GetQueueRequest.newBuilder().setName(queue).build());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void failed_calls_of_one_queue_are_selected() throws Exception {
        api("GET", OTHER, "");
        api("GET", QUEUE + "/tasks/none", "");
        try (EventStream stream = stream("events?after=0&queue=" + QUEUE, "")) {
            List<Event> events = stream.until("CALL_FAILED");
            assertThat(events.getLast().data().get("task").textValue()).isEqualTo(QUEUE + "/tasks/none");
        }
    }

    @Test
    void reader_is_told_that_the_emulator_was_restarted() throws Exception {
        try (EventStream stream = stream("events", "1000")) {
            List<Event> events = stream.until("QUEUE_CHANGED");
            assertThat(events.getFirst().type()).isEqualTo("gap");
            assertThat(events.getFirst().data().get("restarted").booleanValue()).isTrue();
            assertThat(events.getLast().data().get("detail").textValue()).isEqualTo("CREATED");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
          GET | tasks?state=gone | '' | state must be some of waiting, running, leased, succeeded, failed, deleted, expired, purged, not "gone".
          GET | tasks?status=50 | '' | status must be an HTTP status such as 503, or a class such as 5xx, not "50".
          GET | tasks?queue=q | '' | queue must be a full name such as projects/p/locations/us-central1/queues/q, not "q".
          GET | tasks?pageSize=0 | '' | pageSize must be a whole number from 1 to 999999999, not "0".
          GET | tasks?pageToken=x | '' | pageToken must be the nextPageToken of the previous page, not "x".
          GET | tasks?colour=red | '' | There is no parameter "colour"; there are body, header, name, pageSize, pageToken, queue, state, status, tag, url.
          GET | events?after=x | '' | after must be the id of an event, not "x".
          GET | events?queue=q | '' | queue must be a full name such as projects/p/locations/us-central1/queues/q, not "q".
          POST | tasks:replay | {"maxTasks": 1001} | maxTasks must be 1 to 1000, not 1001.
          POST | tasks:replay | {"state": "x"} | state must be some of
          """)
    void invalid_requests_are_explained(String method, String path, String body, String message) throws Exception {
        assertThat(refused(400, method, path, body).get("message").textValue()).startsWith(message);
    }

    private void create(String id, String path, String body) throws Exception {
        String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> created = api(
                "POST",
                QUEUE + "/tasks",
                "{\"task\": {\"name\": \"" + QUEUE + "/tasks/" + id + "\", \"httpRequest\": {\"url\": \""
                        + target.url(path) + "\", \"body\": \"" + encoded + "\", \"headers\": {\"X-Own\": \"1\"}}}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    }

    private static List<String> names(JsonNode found) {
        List<String> names = new ArrayList<>();
        for (JsonNode task : found.get("tasks")) {
            String name = task.at("/task/name").textValue();
            names.add(name.substring(name.lastIndexOf('/') + 1));
        }
        return names;
    }

    private JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, "/emulator/v1/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode refused(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, "/emulator/v1/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("error");
    }

    private HttpResponse<String> api(String method, String path, String body) throws Exception {
        return send(method, "/v2/" + path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, URI.create(emulator.restEndpoint() + path), body);
    }

    private HttpResponse<String> send(String method, URI uri, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private EventStream stream(String path, String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(emulator.restEndpoint() + "/emulator/v1/" + path))
                .timeout(Duration.ofSeconds(30));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=UTF-8");
        return new EventStream(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /** An event as a client of the HTML standard parses it. */
    private record Event(String id, String type, JsonNode data) {}

    private record EventStream(BufferedReader lines) implements AutoCloseable {

        /** Reads to the first event of a kind. */
        List<Event> until(String kind) throws IOException {
            return until(kind, 1);
        }

        List<Event> until(String kind, int count) throws IOException {
            List<Event> events = new ArrayList<>();
            int found = 0;
            while (found < count) {
                Event next = next();
                events.add(next);
                found += next.data().path("kind").asText().equals(kind) ? 1 : 0;
            }
            return events;
        }

        private Event next() throws IOException {
            String id = "";
            String type = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !data.isEmpty()) {
                    return new Event(id, type, JSON.readTree(data));
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data += line.substring(6);
                }
            }
            throw new AssertionError("the stream has ended");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
