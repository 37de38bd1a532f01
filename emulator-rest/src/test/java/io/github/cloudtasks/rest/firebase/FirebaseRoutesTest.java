package io.github.cloudtasks.rest.firebase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Firebase Admin SDKs call; their requests are known from their source. */
@Tag("documented")
final class FirebaseRoutesTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/resize";
    private static final String TASKS = "/" + QUEUE + "/tasks";

    /** As the Python SDK sends it: what is not set is null. */
    private static final String ENQUEUE = """
      {"task": {"httpRequest": {"url": "%s", "oidcToken": {"serviceAccountEmail": "emulated-service-acct@email.com"},
        "body": "e30=", "headers": {"Content-Type": "application/json"}},
        "name": null, "scheduleTime": null}}
      """;

    private static final FakeApiVersion calls = new FakeApiVersion();
    private static LoopbackRestServer door;
    private static LoopbackRestServer doorWithoutFunctions;

    @BeforeAll
    static void open() {
        door = new LoopbackRestServer(calls.version(), new FirebaseFunctions("http://127.0.0.1:5001/"));
        doorWithoutFunctions = new LoopbackRestServer(calls.version());
    }

    @AfterAll
    static void close() {
        door.close();
        doorWithoutFunctions.close();
    }

    @BeforeEach
    void forget() {
        calls.forget();
        calls.answer(
                "CreateTask",
                request -> Task.newBuilder().setName(QUEUE + "/tasks/1").build());
    }

    @Test
    void a_task_without_a_url_goes_to_the_function_of_its_queue() throws IOException {
        assertThat(enqueue(door, "").status()).isEqualTo(200);

        CreateTaskRequest request = (CreateTaskRequest) calls.lastRequest();
        assertThat(request.getParent()).isEqualTo(QUEUE);
        assertThat(request.getTask().getHttpRequest().getUrl()).isEqualTo("http://127.0.0.1:5001/p/us-central1/resize");
        assertThat(request.getTask().getHttpRequest().getOidcToken().getServiceAccountEmail())
                .isEqualTo("emulated-service-acct@email.com");
    }

    @Test
    void a_task_with_a_url_keeps_it() throws IOException {
        assertThat(enqueue(door, "http://localhost:1/mine").status()).isEqualTo(200);
        assertThat(enqueue(doorWithoutFunctions, "http://localhost:1/mine").status())
                .isEqualTo(200);

        assertThat(((CreateTaskRequest) calls.lastRequest())
                        .getTask()
                        .getHttpRequest()
                        .getUrl())
                .isEqualTo("http://localhost:1/mine");
    }

    @Test
    @Tag("unlike")
    void a_task_without_a_url_is_refused_with_the_name_of_the_flag_if_nobody_said_where_functions_are()
            throws IOException {
        RawHttpClient.Response response = enqueue(doorWithoutFunctions, "");

        assertThat(response.status()).isEqualTo(400);
        JsonNode error = new ObjectMapper().readTree(response.body()).get("error");
        assertThat(error.get("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.get("message").asText()).contains("--firebase-functions-url");
        assertThat(calls.lastMethod()).isNull();
    }

    @Test
    void a_path_with_a_version_resolves_no_url() throws IOException {
        door.send("POST", "/v2beta2" + TASKS, ENQUEUE.formatted(""), "Content-Type: application/json");

        assertThat(((CreateTaskRequest) calls.lastRequest())
                        .getTask()
                        .getHttpRequest()
                        .getUrl())
                .isEmpty();
    }

    @Test
    void a_task_of_another_kind_is_left_alone() throws IOException {
        door.send("POST", TASKS, "{\"task\": {\"appEngineHttpRequest\": {}}}", "Content-Type: application/json");

        assertThat(((CreateTaskRequest) calls.lastRequest()).getTask().hasHttpRequest())
                .isFalse();
        assertThat(calls.lastMethod()).isEqualTo("CreateTask");
    }

    @Test
    void the_answer_has_the_name_where_each_SDK_looks_for_it() throws IOException {
        assertThat(enqueue(door, "").body()).isEqualTo("""
            {
              "name": "%1$s/tasks/1",
              "task": {
                "name": "/%1$s/tasks/1"
              }
            }
            """.formatted(QUEUE));
    }

    @Test
    @Tag("inferred")
    void an_answer_without_a_name_stays_as_it_was_asked_for() throws IOException {
        assertThat(door.send("POST", TASKS + "?fields=view", ENQUEUE.formatted(""))
                        .body())
                .isEqualTo("{}\n");
    }

    @Test
    void a_task_is_deleted() throws IOException {
        assertThat(door.send("DELETE", TASKS + "/t-1", null).body()).isEqualTo("{}\n");

        assertThat(((DeleteTaskRequest) calls.lastRequest()).getName()).isEqualTo(QUEUE + "/tasks/t-1");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource({
        "GET,queues,ListQueues",
        "POST,queues,CreateQueue",
        "GET,queues/q,GetQueue",
        "PATCH,queues/q,UpdateQueue",
        "DELETE,queues/q,DeleteQueue",
        "POST,queues/q:pause,PauseQueue",
        "POST,queues/q:getIamPolicy,GetIamPolicy",
        "GET,queues/q/tasks,ListTasks",
        "GET,queues/q/tasks/t,GetTask",
        "POST,queues/q/tasks/t:run,RunTask"
    })
    void every_other_method_answers_there_too(String verb, String path, String method) throws IOException {
        assertThat(door.send(verb, "/projects/p/locations/l/" + path, verb.equals("GET") ? null : "{}")
                        .status())
                .isEqualTo(200);

        assertThat(calls.lastMethod()).isEqualTo(method);
    }

    @Test
    @Tag("inferred")
    void locations_and_BufferTask_answer_there_too() throws IOException {
        assertThat(door.get("/projects/p/locations/l").status()).isEqualTo(200);
        assertThat(calls.lastMethod()).isEqualTo("GetLocation");

        assertThat(door.send("POST", TASKS + "/t:buffer", "x").status()).isEqualTo(200);
        assertThat(calls.lastBuffered().queue()).isEqualTo(QUEUE);
    }

    private static RawHttpClient.Response enqueue(LoopbackRestServer at, String url) throws IOException {
        return at.send("POST", TASKS, ENQUEUE.formatted(url), "Content-Type: application/json");
    }
}
