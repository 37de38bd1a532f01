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

/** The requests of the Firebase Admin SDKs (seen in their source). */
@Tag("documented")
final class FirebaseRoutesTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/resize";
    private static final String TASKS = "/" + QUEUE + "/tasks";

    /** A task as the Python SDK sends it: absent members are null. */
    private static final String ENQUEUE = """
      {"task": {"httpRequest": {"url": "%s", "oidcToken": {"serviceAccountEmail": "emulated-service-acct@email.com"},
        "body": "e30=", "headers": {"Content-Type": "application/json"}},
        "name": null, "scheduleTime": null}}
      """;

    private static final FakeApiVersion api = new FakeApiVersion();
    private static LoopbackRestServer server;
    private static LoopbackRestServer serverWithoutFunctions;

    @BeforeAll
    static void open() {
        server = new LoopbackRestServer(api.version(), new FirebaseFunctions("http://127.0.0.1:5001/"));
        serverWithoutFunctions = new LoopbackRestServer(api.version());
    }

    @AfterAll
    static void close() {
        server.close();
        serverWithoutFunctions.close();
    }

    @BeforeEach
    void forget() {
        api.forget();
        api.respondTo(
                "CreateTask",
                request -> Task.newBuilder().setName(QUEUE + "/tasks/1").build());
    }

    @Test
    void task_without_url_is_sent_to_function_of_its_queue() throws IOException {
        assertThat(enqueue(server, "").status()).isEqualTo(200);

        CreateTaskRequest request = (CreateTaskRequest) api.lastRequest();
        assertThat(request.getParent()).isEqualTo(QUEUE);
        assertThat(request.getTask().getHttpRequest().getUrl()).isEqualTo("http://127.0.0.1:5001/p/us-central1/resize");
        assertThat(request.getTask().getHttpRequest().getOidcToken().getServiceAccountEmail())
                .isEqualTo("emulated-service-acct@email.com");
    }

    @Test
    void task_with_url_keeps_its_url() throws IOException {
        assertThat(enqueue(server, "http://localhost:1/mine").status()).isEqualTo(200);
        assertThat(enqueue(serverWithoutFunctions, "http://localhost:1/mine").status())
                .isEqualTo(200);

        assertThat(((CreateTaskRequest) api.lastRequest())
                        .getTask()
                        .getHttpRequest()
                        .getUrl())
                .isEqualTo("http://localhost:1/mine");
    }

    @Test
    @Tag("unlike")
    void task_without_url_is_rejected_if_functions_emulator_is_not_configured() throws IOException {
        RawHttpClient.Response response = enqueue(serverWithoutFunctions, "");

        assertThat(response.status()).isEqualTo(400);
        JsonNode error = new ObjectMapper().readTree(response.body()).get("error");
        assertThat(error.get("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.get("message").asText()).contains("--firebase-functions-url");
        assertThat(api.lastMethod()).isNull();
    }

    @Test
    void path_with_version_does_not_set_url() throws IOException {
        server.send("POST", "/v2beta2" + TASKS, ENQUEUE.formatted(""), "Content-Type: application/json");

        assertThat(((CreateTaskRequest) api.lastRequest())
                        .getTask()
                        .getHttpRequest()
                        .getUrl())
                .isEmpty();
    }

    @Test
    void app_engine_task_is_not_changed() throws IOException {
        server.send("POST", TASKS, "{\"task\": {\"appEngineHttpRequest\": {}}}", "Content-Type: application/json");

        assertThat(((CreateTaskRequest) api.lastRequest()).getTask().hasHttpRequest())
                .isFalse();
        assertThat(api.lastMethod()).isEqualTo("CreateTask");
    }

    @Test
    void response_has_task_name_where_each_sdk_reads_it() throws IOException {
        assertThat(enqueue(server, "").body()).isEqualTo("""
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
    void response_without_selected_name_is_not_changed() throws IOException {
        assertThat(server.send("POST", TASKS + "?fields=view", ENQUEUE.formatted(""))
                        .body())
                .isEqualTo("{}\n");
    }

    @Test
    void task_is_deleted_by_path_without_version() throws IOException {
        assertThat(server.send("DELETE", TASKS + "/t-1", null).body()).isEqualTo("{}\n");

        assertThat(((DeleteTaskRequest) api.lastRequest()).getName()).isEqualTo(QUEUE + "/tasks/t-1");
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
    void every_method_has_a_path_without_version(String verb, String path, String method) throws IOException {
        assertThat(server.send(verb, "/projects/p/locations/l/" + path, verb.equals("GET") ? null : "{}")
                        .status())
                .isEqualTo(200);

        assertThat(api.lastMethod()).isEqualTo(method);
    }

    @Test
    @Tag("inferred")
    void locations_and_buffer_task_have_a_path_without_version() throws IOException {
        assertThat(server.get("/projects/p/locations/l").status()).isEqualTo(200);
        assertThat(api.lastMethod()).isEqualTo("GetLocation");

        assertThat(server.send("POST", TASKS + "/t:buffer", "x").status()).isEqualTo(200);
        assertThat(api.lastBuffered().queue()).isEqualTo(QUEUE);
    }

    private static RawHttpClient.Response enqueue(LoopbackRestServer at, String url) throws IOException {
        return at.send("POST", TASKS, ENQUEUE.formatted(url), "Content-Type: application/json");
    }
}
