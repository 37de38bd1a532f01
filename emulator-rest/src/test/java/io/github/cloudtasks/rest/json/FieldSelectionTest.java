package io.github.cloudtasks.rest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.rest.RouterFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldSelectionTest {
    private static final String LIST = "/v2beta2/projects/p/locations/l/queues/q/tasks?prettyPrint=false&fields=";

    private final RouterFixture router = new RouterFixture();

    @BeforeEach
    void two_tasks() {
        HttpRequest http = HttpRequest.newBuilder()
                .setUrl("u")
                .putHeaders("A", "1")
                .putHeaders("B", "2")
                .build();
        router.api.respondTo(
                "ListTasks",
                ListTasksResponse.newBuilder()
                        .addTasks(Task.newBuilder().setName("a").setHttpRequest(http))
                        .addTasks(Task.newBuilder()
                                .setName("b")
                                .setScheduleTime(Timestamp.newBuilder().setSeconds(1)))
                        .setNextPageToken("t")
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nextPageToken | {'nextPageToken':'t'}",
                "tasks/name | {'tasks':[{'name':'a'},{'name':'b'}]}",
                "tasks.name | {'tasks':[{'name':'a'},{'name':'b'}]}",
                "tasks(name) | {'tasks':[{'name':'a'},{'name':'b'}]}",
                "tasks(name,scheduleTime),nextPageToken |"
                        + " {'tasks':[{'name':'a'},{'name':'b','scheduleTime':'1970-01-01T00:00:01Z'}],'nextPageToken':'t'}",
                "tasks(httpRequest(url),name) | {'tasks':[{'name':'a','httpRequest':{'url':'u'}},{'name':'b'}]}",
                "tasks(httpRequest/url) | {'tasks':[{'httpRequest':{'url':'u'}},{}]}",
                "tasks/httpRequest/headers/B | {'tasks':[{'httpRequest':{'headers':{'B':'2'}}},{}]}",
                "tasks/http_request/headers(A) | {'tasks':[{'httpRequest':{'headers':{'A':'1'}}},{}]}",
                "*/name | {'tasks':[{'name':'a'},{'name':'b'}],'nextPageToken':'t'}",
                "tasks(*)/name,nextPageToken, | {'tasks':[{'name':'a','httpRequest':{'url':'u','headers':{'A':'1','B':'2'}}},"
                        + "{'name':'b','scheduleTime':'1970-01-01T00:00:01Z'}],'nextPageToken':'t'}",
                "* | {'tasks':[{'name':'a','httpRequest':{'url':'u','headers':{'A':'1','B':'2'}}},"
                        + "{'name':'b','scheduleTime':'1970-01-01T00:00:01Z'}],'nextPageToken':'t'}",
                "`` | {'tasks':[{'name':'a','httpRequest':{'url':'u','headers':{'A':'1','B':'2'}}},"
                        + "{'name':'b','scheduleTime':'1970-01-01T00:00:01Z'}],'nextPageToken':'t'}",
                "tasks/view | {'tasks':[{},{}]}",
            })
    @Tag("documented")
    void selector_limits_response_to_named_fields(String fields, String body) {
        assertThat(router.get(LIST + fields).body()).isEqualTo(body.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus | bogus",
                "tasks/bogus | tasks.bogus",
                "tasks(name,bogus/x) | tasks.bogus",
                "tasks/name/more | tasks.name.more",
                "tasks/scheduleTime/seconds | tasks.scheduleTime.seconds",
                "Tasks | Tasks",
                "%20tasks |  tasks",
                "tasks(name | tasks(name",
                "tasks) | tasks)",
            })
    @Tag("inferred")
    void selector_of_unknown_field_is_rejected_before_the_method_is_called(String fields, String path) {
        RouterFixture.Response response = router.get(LIST + fields);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains("\"message\": \"Request contains an invalid argument.\"")
                .contains("Error expanding 'fields' parameter. Cannot find matching fields for path '")
                .contains(path.strip() + "'.\"");
        assertThat(router.api.lastRequest()).isNull();
    }

    @Test
    @Tag("inferred")
    void errors_ignore_the_selector() {
        assertThat(router.get("/v2beta2/projects/p/locations/l/queues/q/tasks?pageSize=x&fields=nextPageToken")
                        .body())
                .contains("Invalid value at 'page_size'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "/", "a(", ",", "*(", ")("})
    @Tag("inferred")
    void long_invalid_selector_is_rejected(String part) {
        int status = router.get(LIST + part.repeat(5000)).status();
        assertThat(status).isIn(200, 400);
    }
}
