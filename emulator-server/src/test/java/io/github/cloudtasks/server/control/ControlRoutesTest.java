package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control API over HTTP: {@code /emulator/v1}. */
class ControlRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    private final CloudTasksEmulator emulator = new CloudTasksEmulator(EmulatorSettings.of("--queue", QUEUE));
    private final HttpClient http = HttpClient.newHttpClient();
    private HoldingTarget target;

    @BeforeEach
    void start() throws Exception {
        target = new HoldingTarget(() -> {}, ControlRoutesTest::answer);
        emulator.start();
    }

    @AfterEach
    void close() {
        target.release();
        emulator.close();
        target.close();
        http.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] answer = path.equals("/binary") ? new byte[] {(byte) 0xff, 0} : "done".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-Answer", "yes");
        exchange.getResponseHeaders().set("X-Empty", "");
        exchange.sendResponseHeaders(path.equals("/broken") ? 500 : 200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    @Test
    void root_describes_the_emulator() throws Exception {
        create("{\"scheduleTime\": \"" + Instant.now().plusSeconds(3600) + "\", \"httpRequest\": {\"url\": \""
                + url("/") + "\"}}");

        JsonNode emulatorNow = ok("GET", "", "");

        assertThat(emulatorNow.get("queueCount").intValue()).isEqualTo(1);
        assertThat(emulatorNow.get("taskCount").intValue()).isEqualTo(1);
        assertThat(emulatorNow.at("/time/frozen").booleanValue()).isFalse();
        assertThat(Instant.parse(emulatorNow.at("/time/now").textValue()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(emulatorNow.get("methods")).extracting(JsonNode::textValue).contains("POST /emulator/v1/reset");
        assertThat(emulatorNow.get("version").textValue()).isNotEmpty();
    }

    /** A script of another site could read such a response. */
    @ParameterizedTest
    @CsvSource({"attempts,$callback", "time,callback", "state,$.callback", "nothing,callback", "nothing/at/all,callback"
    })
    void control_api_has_no_jsonp(String path, String parameter) throws Exception {
        HttpResponse<String> answer = call("GET", path + "?" + parameter + "=f", "");

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        if (path.startsWith("nothing")) {
            assertThat(answer.statusCode()).isEqualTo(404);
        } else {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/error/message").textValue())
                    .isEqualTo("JSONP is not available here, so that a web page cannot read the response: "
                            + "remove the parameter callback.");
        }
    }

    @Test
    void await_idle_responds_when_idle() throws Exception {
        create("/held");
        CompletableFuture<HttpResponse<String>> idle = http.sendAsync(
                request("POST", "await-idle", "{\"queue\": \"" + QUEUE + "\"}"), BodyHandlers.ofString());
        target.awaitHeld();
        assertThat(idle).isNotDone();

        target.release();

        assertThat(idle.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(ok("POST", "await-idle", "")).isEmpty();
    }

    @Test
    void await_idle_timeout_names_the_remaining_work() throws Exception {
        create("/held");
        target.awaitHeld();

        JsonNode late = refused(504, "POST", "await-idle", "{\"timeout\": \"0.01s\"}");

        assertThat(late.get("message").textValue())
                .startsWith("Not idle within the timeout: " + QUEUE + " has 1 attempt in flight");
        assertThat(late.get("status").textValue()).isEqualTo("DEADLINE_EXCEEDED");
    }

    @Test
    void await_idle_fails_immediately_if_a_queue_is_paused() throws Exception {
        api("POST", QUEUE + ":pause", "{}");
        create("/");

        assertThat(refused(409, "POST", "await-idle", "").get("message").textValue())
                .isEqualTo(QUEUE + " is PAUSED and holds 1 task");
        refused(404, "POST", "await-idle", "{\"queue\": \"" + QUEUE + "2\"}");
    }

    @Test
    void code_of_a_task_calls_the_address_of_the_request() throws Exception {
        api("POST", QUEUE + ":pause", "{}");
        create("{\"name\": \"" + QUEUE + "/tasks/a\", \"httpRequest\": {\"url\": \"" + url("/work") + "\"}}");

        JsonNode all = ok("GET", QUEUE + "/tasks/a:code", "").get("programs");
        JsonNode python = ok("GET", QUEUE + "/tasks/a:code?language=python", "").get("programs");

        assertThat(all)
                .extracting(program -> program.get("language").textValue())
                .containsExactly("curl", "gcloud", "python", "node", "go", "java");
        assertThat(python).hasSize(1);
        assertThat(python.get(0).get("code").textValue())
                .contains("grpc.insecure_channel(\"" + emulator.host() + ":" + emulator.port() + "\")", url("/work"));
    }

    @Test
    void code_of_unknown_languages_and_tasks_is_rejected() throws Exception {
        api("POST", QUEUE + ":pause", "{}");
        create("{\"name\": \"" + QUEUE + "/tasks/a\", \"httpRequest\": {\"url\": \"" + url("/work") + "\"}}");

        assertThat(refused(400, "GET", QUEUE + "/tasks/a:code?language=perl", "")
                        .get("message")
                        .textValue())
                .isEqualTo("There is no language \"perl\"; there are curl, gcloud, python, node, go, java.");
        assertThat(refused(400, "GET", QUEUE + "/tasks/a:code?lang=go", "")
                        .get("message")
                        .textValue())
                .isEqualTo("There is no parameter \"lang\"; there are language.");
        refused(404, "GET", QUEUE + "/tasks/b:code", "");
    }

    @Test
    void attempts_list_request_and_response() throws Exception {
        create("{\"name\": \"" + QUEUE + "/tasks/a\", \"httpRequest\": {\"url\": \"" + url("/work?x=1")
                + "\", \"body\": \"aGVsbG8=\"}}");
        ok("POST", "await-idle", "");

        JsonNode list = ok("GET", "attempts", "");
        JsonNode attempt = list.get("attempts").get(0);

        assertThat(list.get("lastSerial").intValue()).isEqualTo(1);
        assertThat(attempt.get("serial").intValue()).isEqualTo(1);
        assertThat(attempt.get("task").textValue()).isEqualTo(QUEUE + "/tasks/a");
        assertThat(attempt.get("number").intValue()).isEqualTo(1);
        assertThat(attempt.at("/request/method").textValue()).isEqualTo("POST");
        assertThat(attempt.at("/request/url").textValue()).isEqualTo(url("/work?x=1"));
        assertThat(attempt.at("/request/body/text").textValue()).isEqualTo("hello");
        assertThat(attempt.at("/request/headers"))
                .extracting(h -> h.get("name").textValue())
                .contains("X-CloudTasks-QueueName", "Host");
        assertThat(attempt.at("/response/status").intValue()).isEqualTo(200);
        assertThat(attempt.at("/response/body/text").textValue()).isEqualTo("done");
        assertThat(attempt.at("/response/headers"))
                .extracting(h -> h.get("value").textValue())
                .contains("yes");
    }

    @Test
    void task_in_a_paused_queue_states_why_it_waits() throws Exception {
        api("POST", QUEUE + ":pause", "{}");
        String task = QUEUE + "/tasks/a";
        create("{\"name\": \"" + task + "\", \"httpRequest\": {\"url\": \"" + url("/") + "\"}}");

        JsonNode inspected = ok("GET", task, "");

        assertThat(inspected.at("/task/name").textValue()).isEqualTo(task);
        assertThat(inspected.at("/task/httpRequest/url").textValue()).isEqualTo(url("/"));
        assertThat(inspected.get("waitReasons").toString())
                .isEqualTo("[{\"kind\":\"QUEUE_NOT_RUNNING\","
                        + "\"text\":\"The queue is PAUSED. Resume it to dispatch its tasks.\",\"tasks\":[]}]");
    }

    @Test
    void retried_task_states_its_last_failure_and_the_next_attempt() throws Exception {
        ok("POST", "time/freeze", "");
        create("{\"name\": \"" + QUEUE + "/tasks/a\", \"httpRequest\": {\"url\": \"" + url("/broken") + "\"}}");
        ok("GET", "attempts?timeout=10s", "");

        JsonNode reason = ok("GET", QUEUE + "/tasks/a", "").at("/waitReasons/0");

        String until = reason.get("until").textValue();
        assertThat(reason.get("kind").textValue()).isEqualTo("BACKOFF");
        assertThat(reason.get("text").textValue())
                .isEqualTo("Attempt 1 failed: the target responded with 500. The next one is at " + until + ".");
    }

    @Test
    void unknown_task_cannot_be_inspected() throws Exception {
        refused(404, "GET", QUEUE + "/tasks/none", "");
        refused(404, "GET", QUEUE + "2/tasks/a", "");
        assertThat(refused(400, "GET", QUEUE + "/tasks/a%20b", "")
                        .get("message")
                        .textValue())
                .contains("a b");
    }

    @Test
    void binary_body_is_listed_as_bytes() throws Exception {
        create("/binary");
        ok("POST", "await-idle", "");

        assertThat(ok("GET", "attempts", "")
                        .at("/attempts/0/response/body/bytes")
                        .textValue())
                .isEqualTo("/wA=");
    }

    @Test
    void attempts_request_with_timeout_waits() throws Exception {
        create("/");
        ok("POST", "await-idle", "");
        String task = QUEUE + "/tasks/b";
        CompletableFuture<HttpResponse<String>> next = http.sendAsync(
                request("GET", "attempts?after=1&timeout=10s&task=" + task, ""), BodyHandlers.ofString());
        create("/");
        ok("POST", "await-idle", "");
        assertThat(next).isNotDone();

        create("{\"name\": \"" + task + "\", \"httpRequest\": {\"url\": \"" + url("/") + "\"}}");

        JsonNode found = JSON.readTree(next.get(10, TimeUnit.SECONDS).body());
        assertThat(found.get("attempts"))
                .extracting(attempt -> attempt.get("task").textValue())
                .containsExactly(task);
        assertThat(call("GET", "attempts?prettyPrint=false", "").body()).doesNotContain("\n");
        refused(504, "GET", "attempts?after=99&timeout=0.01s", "");
        assertThat(ok("GET", "attempts?limit=1&queue=" + QUEUE, "").get("attempts"))
                .hasSize(1);
    }

    @Test
    void attempts_are_paged_without_gaps() throws Exception {
        for (int i = 0; i < 5; i++) {
            create("/");
        }
        ok("POST", "await-idle", "");

        JsonNode first = ok("GET", "attempts?limit=3", "");
        JsonNode second =
                ok("GET", "attempts?limit=3&after=" + first.get("lastSerial").intValue(), "");

        assertThat(first.get("attempts"))
                .extracting(attempt -> attempt.get("serial").intValue())
                .containsExactly(1, 2, 3);
        assertThat(first.get("lastSerial").intValue()).isEqualTo(3);
        assertThat(second.get("attempts"))
                .extracting(attempt -> attempt.get("serial").intValue())
                .containsExactly(4, 5);
        assertThat(second.get("lastSerial").intValue()).isEqualTo(5);
        JsonNode others = ok("GET", "attempts?queue=" + QUEUE + "2", "");
        assertThat(others.get("attempts")).isEmpty();
        assertThat(others.get("lastSerial").intValue()).isEqualTo(5);
    }

    @Test
    void waiting_request_ends_when_the_emulator_closes() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(request("GET", "attempts?timeout=10m", ""), BodyHandlers.ofString());
        // A call on another connection shows that the first one has arrived, in whichever order: it waits either way.
        ok("GET", "", "");

        emulator.close();

        assertThat(waiting).failsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void seed_with_an_existing_queue_changes_nothing() throws Exception {
        create("{\"scheduleTime\": \"" + Instant.now().plusSeconds(3600) + "\", \"httpRequest\": {\"url\": \""
                + url("/") + "\"}}");
        String other = LOCATION + "/queues/other";
        String state = "{'queues': [{'queue': {'name': '" + other + "'}}, {'queue': {'name': '" + QUEUE + "'}}]}";

        JsonNode refused = refused(409, "POST", "state", state.replace('\'', '"'));

        assertThat(refused.get("status").textValue()).isEqualTo("ALREADY_EXISTS");
        assertThat(refused.get("message").textValue()).contains(QUEUE);
        assertThat(emulator.exportState()).doesNotContain(other);
    }

    @Test
    void empty_lists_and_texts_are_written() throws Exception {
        assertThat(ok("GET", "attempts", "").toString()).isEqualTo("{\"attempts\":[],\"lastSerial\":0}");
        JsonNode state = ok("GET", "state", "");
        assertThat(state.at("/queues/0/tasks").isArray()).isTrue();
        assertThat(state.at("/queues/0/queue").has("purgeTime")).isFalse();
        assertThat(state.at("/queues/0/queue").has("httpTarget")).isFalse();

        create("/empty-header");
        JsonNode attempt = ok("GET", "attempts?timeout=10s", "").at("/attempts/0");

        assertThat(attempt.get("error").textValue()).isEmpty();
        assertThat(attempt.get("redirects").intValue()).isZero();
        assertThat(attempt.at("/request/calledUrl").textValue()).isEmpty();
        assertThat(attempt.at("/request/body").toString()).isEqualTo("{\"text\":\"\",\"length\":0}");
        assertThat(attempt.at("/response/headers"))
                .anySatisfy(header -> assertThat(header.toString()).isEqualTo("{\"name\":\"X-empty\",\"value\":\"\"}"));
        emulator.reset();
        assertThat(ok("GET", "attempts", "").get("attempts")).isEmpty();
    }

    @Test
    void state_without_queues_has_an_empty_list() throws Exception {
        api("DELETE", QUEUE, "");
        assertThat(ok("GET", "state", "").toString()).isEqualTo("{\"queues\":[]}");
        assertThat(emulator.exportState()).isEqualTo("{\n  \"queues\": []\n}\n");
    }

    @Test
    void time_can_be_frozen_advanced_and_resumed() throws Exception {
        JsonNode frozen = ok("POST", "time/freeze", "");
        assertThat(frozen.get("frozen").booleanValue()).isTrue();
        Instant now = Instant.parse(frozen.get("now").textValue());
        create("{\"scheduleTime\": \"" + now.plusSeconds(60) + "\", \"httpRequest\": {\"url\": \"" + url("/") + "\"}}");
        refused(409, "POST", "await-idle", "");

        JsonNode moved = ok("POST", "time/advance", "{\"by\": \"1m\"}");

        assertThat(Instant.parse(moved.get("now").textValue())).isEqualTo(now.plusSeconds(60));
        assertThat(target.wasCalled()).isTrue();
        assertThat(ok("GET", "time", "")).isEqualTo(moved);
        assertThat(ok("POST", "time/resume", "").get("frozen").booleanValue()).isFalse();
    }

    @Test
    void blocked_advance_names_the_reason() throws Exception {
        ok("POST", "time/freeze", "");
        create("/held");
        target.awaitHeld();

        assertThat(refused(504, "POST", "time/advance", "{\"by\": \"1h\", \"timeout\": \"0.01s\"}")
                        .get("message")
                        .textValue())
                .startsWith("Time stands at ")
                .contains("attempts have not ended: " + QUEUE + " has 1 attempt in flight");
    }

    @Test
    void reset_restores_the_state_after_start() throws Exception {
        create("/held");
        target.awaitHeld();
        ok("POST", "time/freeze", "");

        ok("POST", "reset", "");

        assertThat(ok("GET", "", "").get("taskCount").intValue()).isZero();
        assertThat(ok("GET", "", "").get("queueCount").intValue()).isEqualTo(1);
        assertThat(ok("GET", "time", "").get("frozen").booleanValue()).isFalse();
        assertThat(ok("GET", "attempts", "").get("attempts")).isEmpty();
    }

    @Test
    void exported_state_can_be_seeded() throws Exception {
        api("POST", QUEUE + ":pause", "{}");
        create("/");
        create(
                "{\"appEngineHttpRequest\": {\"relativeUri\": \"/x\", \"body\": \"aGk=\"}, \"dispatchDeadline\": \"20s\"}");
        String pull = LOCATION + "/queues/pull";
        api("/v2beta2/", "POST", LOCATION + "/queues", "{\"name\": \"" + pull + "\", \"pullTarget\": {}}");
        api(
                "/v2beta2/",
                "POST",
                pull + "/tasks",
                "{\"task\": {\"pullMessage\": {\"payload\": \"aGk=\", \"tag\": \"t\"}}}");
        api("/v2beta2/", "POST", pull + "/tasks:lease", "{\"maxTasks\": 1, \"leaseDuration\": \"600s\"}");
        api(
                "POST",
                LOCATION + "/queues",
                "{\"name\": \"" + LOCATION
                        + "/queues/retried\", \"retryConfig\": {\"minBackoff\": \"600s\", \"maxBackoff\": \"600s\"},"
                        + "\"httpTarget\": {\"headerOverrides\": [{\"header\": {\"key\": \"X-A\", \"value\": \"b\"}}]}}");
        api(
                "POST",
                LOCATION + "/queues/retried/tasks",
                "{\"task\": {\"name\": \"" + LOCATION + "/queues/retried/tasks/r\", \"httpRequest\": {\"url\": \""
                        + url("/broken") + "\"}}}");
        ok("GET", "attempts?timeout=10s", "");
        String exported = call("GET", "state", "").body();
        assertThat(exported).contains("\"tag\": \"t\"", "\"X-A\"", "HTTP status code 500", "\"PAUSED\"");

        emulator.reset();
        api("DELETE", QUEUE, "");
        ok("POST", "state", exported);

        // The order of headers is nobody's.
        assertThat(ok("GET", "state", "")).isEqualTo(JSON.readTree(exported));
        emulator.reset();
        api("DELETE", QUEUE, "");
        emulator.seed(exported);
        assertThat(JSON.readTree(emulator.exportState())).isEqualTo(JSON.readTree(exported));
    }

    /** Only files can create such a queue: in a request, the zeros would mean the default. */
    @Test
    void exported_zeros_of_a_retry_config_are_seeded() throws Exception {
        api("DELETE", QUEUE, "");
        ok(
                "POST",
                "state",
                "{\"queues\": [{\"queue\": {\"name\": \"" + LOCATION
                        + "/queues/zero\", \"retryConfig\": {\"minBackoff\": \"0s\","
                        + " \"maxBackoff\": \"0s\"}}, \"withoutDoublings\": true}, {\"queue\": {\"name\": \"" + LOCATION
                        + "/queues/default\"}}]}");

        JsonNode queues = ok("GET", "state", "").get("queues");

        assertThat(queues.at("/0/queue/retryConfig/maxDoublings").intValue()).isEqualTo(16);
        assertThat(queues.at("/0/withoutDoublings").isMissingNode()).isTrue();
        assertThat(queues.at("/1/queue/retryConfig/minBackoff").textValue()).isEqualTo("0s");
        assertThat(queues.at("/1/queue/retryConfig/maxBackoff").textValue()).isEqualTo("0s");
        assertThat(queues.at("/1/queue/retryConfig/maxDoublings").isMissingNode())
                .isTrue();
        assertThat(queues.at("/1/withoutDoublings").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
          POST | time/advance | {} | by must say how far to move on, such as {"by": "1h30m"}.
          POST | time/advance | {"by": "x"} | by must be a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d, not "x".
          POST | await-idle | {"timeout": "11m"} | timeout must be at most 10m, not "11m".
          POST | await-idle | {"que": "x"} | Invalid JSON payload received. Unknown name "que": Cannot find field.
          POST | await-idle | {"queue": "q"} | queue must be a full name such as projects/p/locations/us-central1/queues/q, not "q".
          POST | await-idle?queue=q | {} | Invalid JSON payload received. Unknown name "queue": Cannot bind query parameter. Field 'queue' could not be found in request message.
          GET | attempts?que=x | '' | There is no parameter "que"; there are after, limit, queue, task, timeout.
          GET | attempts?after=-1 | '' | after must be a whole number from 0 to 999999999, not "-1".
          GET | attempts?limit=0 | '' | limit must be a whole number from 1 to 999999999, not "0".
          GET | attempts?task=t | '' | task must be a full name such as projects/p/locations/us-central1/queues/q/tasks/t, not "t".
          GET | attempts?timeout=11m | '' | timeout must be at most 10m, not "11m".
          POST | time/freeze | {"now": "2030-01-01T00:00:00Z"} | Invalid JSON payload received. Unknown name "now": Cannot find field.
          POST | reset | {"hard": true} | Invalid JSON payload received. Unknown name "hard": Cannot find field.
          POST | await-idle | {"timeout": | Invalid JSON payload received. Unexpected end of string.
          POST | state | {"queues": [{"queue": {"name": "projects/p/locations/l/queues/a_b"}}]} | projects/p/locations/l/queues/a_b: Queue ID "a_b" can contain only
          POST | state | {"queues": [{"queue": {"name": "projects/p/locations/l/queues/n"}, "tasks": [{"httpRequest": {"url": "x"}}]}]} | A task of projects/p/locations/l/queues/n: Task.name is required.
          POST | state | {"queues": [{"queue": {"name": "projects/p/locations/l/queues/n"}, "tasks": [{"htp": 1}]}]} | Invalid JSON payload received. Unknown name "htp" at 'queues[0].tasks[0]': Cannot find field.
          """)
    void invalid_requests_are_explained(String method, String path, String body, String message) throws Exception {
        assertThat(refused(400, method, path, body).get("message").textValue()).startsWith(message);
        assertThat(emulator.exportState()).doesNotContain("queues/n\"");
    }

    private void create(String pathOrTask) throws Exception {
        String task =
                pathOrTask.startsWith("{") ? pathOrTask : "{\"httpRequest\": {\"url\": \"" + url(pathOrTask) + "\"}}";
        api("POST", QUEUE + "/tasks", "{\"task\": " + task + "}");
    }

    private String url(String path) {
        return target.url(path);
    }

    private void api(String method, String path, String body) throws Exception {
        api("/v2/", method, path, body);
    }

    private void api(String version, String method, String path, String body) throws Exception {
        URI uri = URI.create(emulator.restEndpoint() + version + path);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode refused(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("error");
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(request(method, path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body) {
        String separator = path.isEmpty() ? "" : "/";
        return HttpRequest.newBuilder(URI.create(emulator.restEndpoint() + "/emulator/v1" + separator + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }
}
