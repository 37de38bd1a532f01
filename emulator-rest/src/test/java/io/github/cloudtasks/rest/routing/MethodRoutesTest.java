package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.github.cloudtasks.rest.RouterFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method of v2beta2 in the discovery document of 2026-08-31, except batch, CMEK and operations. */
@Tag("documented")
final class MethodRoutesTest {
    private static final String LOCATION = "projects/p/locations/l";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String TASK = QUEUE + "/tasks/t";

    private final RouterFixture router = new RouterFixture();

    @ParameterizedTest
    @CsvSource({
        "GET,    $locationless/locations,         ListLocations,      name: \"projects/p\"",
        "GET,    $location,                       GetLocation,        name: \"$location\"",
        "GET,    $location/queues,                ListQueues,         parent: \"$location\"",
        "POST,   $location/queues,                CreateQueue,        parent: \"$location\"",
        "GET,    $queue,                          GetQueue,           name: \"$queue\"",
        "PATCH,  $queue,                          UpdateQueue,        queue { name: \"$queue\" }",
        "DELETE, $queue,                          DeleteQueue,        name: \"$queue\"",
        "POST,   $queue:purge,                    PurgeQueue,         name: \"$queue\"",
        "POST,   $queue:pause,                    PauseQueue,         name: \"$queue\"",
        "POST,   $queue:resume,                   ResumeQueue,        name: \"$queue\"",
        "POST,   $queue:getIamPolicy,             GetIamPolicy,       resource: \"$queue\"",
        "POST,   $queue:setIamPolicy,             SetIamPolicy,       resource: \"$queue\"",
        "POST,   $queue:testIamPermissions,       TestIamPermissions, resource: \"$queue\"",
        "GET,    $queue/tasks,                    ListTasks,          parent: \"$queue\"",
        "POST,   $queue/tasks,                    CreateTask,         parent: \"$queue\"",
        "POST,   $queue/tasks:lease,              LeaseTasks,         parent: \"$queue\"",
        "GET,    $task,                           GetTask,            name: \"$task\"",
        "DELETE, $task,                           DeleteTask,         name: \"$task\"",
        "POST,   $task:acknowledge,               AcknowledgeTask,    name: \"$task\"",
        "POST,   $task:renewLease,                RenewLease,         name: \"$task\"",
        "POST,   $task:cancelLease,               CancelLease,        name: \"$task\"",
        "POST,   $task:run,                       RunTask,            name: \"$task\"",
    })
    void path_calls_its_method(String method, String path, String rpc, String request) {
        RouterFixture.Response response = router.send(method, "/v2beta2/" + expand(path), "");
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{}\n");
        assertThat(router.api.lastMethod()).isEqualTo(rpc);
        assertThat(TextFormat.printer().emittingSingleLine(true).printToString(router.api.lastRequest()))
                .isEqualTo(expand(request));
    }

    /**
     * Google's transcoder takes a verb only from the last segment, and removes empty segments after that (seen in its
     * source). So a slash after the verb makes the verb a part of an id.
     */
    @ParameterizedTest
    @CsvSource({
        "POST,   $queue/tasks:buffer",
        "GET,    $queue/tasks:buffer",
        "POST,   $queue/tasks/a:buffer",
        "PUT,    $queue/tasks/a:buffer",
        "POST,   $queue:purge",
        "POST,   $queue:pause",
        "POST,   $queue/tasks:lease",
        "POST,   $task:run",
        "POST,   $queue:getIamPolicy"
    })
    @Tag("inferred")
    void path_with_segments_after_the_verb_has_no_method(String method, String path) {
        for (String rest : new String[] {"/", "//", "/x", "/x/", "/x:purge", "/?a=b", "%2F"}) {
            RouterFixture.Response response = router.send(method, "/v2beta2/" + expand(path) + rest, "{}");

            assertThat(response.status()).as(path + rest).isEqualTo(404);
            assertThat(response.contentType()).isEqualTo("application/json; charset=UTF-8");
            assertThat(response.body()).contains("\"code\": 404", "\"status\": \"NOT_FOUND\"");
        }
        assertThat(router.api.lastRequest()).isNull();
    }

    @Test
    @Tag("inferred")
    void verb_before_a_slash_is_a_part_of_the_id() {
        router.get("/v2beta2/" + QUEUE + ":purge/");
        assertThat(router.api.lastMethod()).isEqualTo("GetQueue");
        assertThat(router.api.lastRequest().toString()).contains("queues/q:purge\"");

        router.get("/v2beta2/" + QUEUE + "/tasks/a:buffer/");
        assertThat(router.api.lastMethod()).isEqualTo("GetTask");
        assertThat(router.api.lastRequest().toString()).contains("tasks/a:buffer\"");
    }

    private static String expand(String text) {
        return text.replace("$locationless", "projects/p")
                .replace("$location", LOCATION)
                .replace("$queue", QUEUE)
                .replace("$task", TASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/yaml", "application/x-www-form-urlencoded", "application/json", ""})
    void queue_file_is_uploaded_unchanged(String contentType) {
        RouterFixture.Response response =
                router.post("/api/queue/update?appId=my-app", "queue:\n- name: q\n", "Content-Type", contentType);
        assertThat(response.status()).isEqualTo(200);
        assertThat(router.api.lastRequest().toString())
                .contains("app_id: \"my-app\"")
                .contains("data: \"queue:\\n- name: q\\n\"");
    }
}
