package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The payload of a new task: HTTP request, App Engine request or pull message.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class TaskPayloadsContract extends ServiceContract {
    private static final int MAX_URL = 2083;

    @BeforeEach
    void createQueues() {
        fixture.createQueue("push", QueueBuilder.push());
        if (fixture.supportsPullQueues()) {
            fixture.createQueue("pull", QueueBuilder.pull());
        }
    }

    @Test
    @Tag("recorded")
    void http_request_gets_only_the_user_agent_of_the_service() {
        Task task = fixture.createTask(
                "push", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.PUT, Map.of("X-Mixed-Case", "kept"), "hi"));

        assertThat(task.payload())
                .isEqualTo(new HttpRequest(
                        TaskBuilder.URL,
                        HttpMethod.PUT,
                        Map.of("User-Agent", "Google-Cloud-Tasks", "X-Mixed-Case", "kept"),
                        TaskBuilder.bytes("hi"),
                        null));
    }

    @Test
    @Tag("documented")
    void pull_message_is_stored_unchanged() {
        Task task = fixture.createTask("pull", "t", TaskBuilder.pull("work", "tag"));

        assertThat(task.payload()).isEqualTo(new PullMessage(TaskBuilder.bytes("work"), "tag"));
        assertThat(service.getTask(fixture.task("pull", "t"))).isEqualTo(task);
    }

    @Test
    @Tag("documented")
    void app_engine_request_defaults_to_the_root_of_the_default_service() {
        Task task = fixture.createTask("push", "t", TaskBuilder.appEngine(""));

        AppEngineHttpRequest stored = (AppEngineHttpRequest) task.payload();
        assertThat(stored.relativeUri()).isEqualTo("/");
        assertThat(stored.httpMethod()).isEqualTo(HttpMethod.POST);
        assertThat(stored.appEngineRouting())
                .isEqualTo(new AppEngineRouting("", "", "", fixture.project() + ".appspot.com"));
    }

    @Test
    @Tag("documented")
    void app_engine_request_shows_the_host_of_its_routing() {
        AppEngineRouting routing = new AppEngineRouting("worker", "v2", "", "ignored.example.com");

        Task task =
                fixture.createTask("push", "t", TaskBuilder.appEngine(HttpMethod.GET, routing, "/a?b=c", Map.of(), ""));

        assertThat(((AppEngineHttpRequest) task.payload()).appEngineRouting())
                .isEqualTo(new AppEngineRouting("worker", "v2", "", "v2.worker." + fixture.project() + ".appspot.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    @Tag("recorded")
    void payload_is_required(String queue) {
        assertRejected(
                INVALID_ARGUMENT,
                "Task.payload_type is not set.",
                () -> fixture.createTask(queue, "t", TaskBuilder.with(null)));
    }

    @Test
    @Tag("recorded")
    void http_url_is_required() {
        assertRejected(
                INVALID_ARGUMENT,
                "HttpRequest.url is required.",
                () -> fixture.createTask("push", "t", TaskBuilder.http("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "/work",
                "ftp://example.com",
                "http:/example.com",
                "https:example.com",
                "//example.com"
            })
    @Tag("recorded")
    void http_url_must_start_with_http_or_https(String url) {
        assertRejected(
                INVALID_ARGUMENT,
                "HttpTarget.url must start with 'http://' or 'https://'.",
                () -> fixture.createTask("push", "t", TaskBuilder.http(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/%zz", "http://localhost:8080", "https://[::1]/a?b#c"})
    @Tag("recorded")
    void rest_of_the_http_url_is_not_checked(String url) {
        Task task = fixture.createTask("push", "t", TaskBuilder.http(url));

        assertThat(((HttpRequest) task.payload()).url()).isEqualTo(url);
    }

    @Test
    @Tag("documented")
    void http_url_has_at_most_2083_characters() {
        String longest = "https://example.com/" + "a".repeat(MAX_URL - "https://example.com/".length());

        assertThat(((HttpRequest) fixture.createTask("push", "t", TaskBuilder.http(longest))
                                .payload())
                        .url())
                .hasSize(MAX_URL);
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("push", "u", TaskBuilder.http(longest + "a")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GET", "HEAD", "DELETE", "OPTIONS"})
    @Tag("recorded")
    void http_body_requires_post_or_put_or_patch__rejected(HttpMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                "Body can only be set if the http_method is POST, PUT, or PATCH.",
                () -> fixture.createTask("push", "t", TaskBuilder.http(TaskBuilder.URL, method, Map.of(), "hi")));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void http_request_without_body_can_use_any_method(HttpMethod method) {
        Task task = fixture.createTask("push", "t", TaskBuilder.http(TaskBuilder.URL, method, Map.of(), ""));

        assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(method);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"POST", "PUT", "PATCH"})
    @Tag("documented")
    void http_body_requires_post_or_put_or_patch__accepted(HttpMethod method) {
        Task task = fixture.createTask("push", "t", TaskBuilder.http(TaskBuilder.URL, method, Map.of(), "hi"));

        assertThat(((HttpRequest) task.payload()).body()).isEqualTo(TaskBuilder.bytes("hi"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"POST", "PUT"})
    @Tag("documented")
    void app_engine_body_requires_post_or_put(HttpMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createTask("push", "t", TaskBuilder.appEngine(method, null, "/", Map.of(), "hi")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "?a=b", "/with blank", "https://example.com/"})
    @Tag("documented")
    void relative_uri_must_start_with_a_slash_and_have_no_spaces(String uri) {
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("push", "t", TaskBuilder.appEngine(uri)));
    }

    @Test
    @Tag("documented")
    void relative_uri_has_at_most_2083_characters() {
        String longest = "/" + "a".repeat(MAX_URL - 1);

        fixture.createTask("push", "t", TaskBuilder.appEngine(longest));
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("push", "u", TaskBuilder.appEngine(longest + "a")));
    }

    @Test
    @Tag("documented")
    void tag_must_be_shorter_than_500_characters() {
        fixture.createTask("pull", "t", TaskBuilder.tagged("ü".repeat(499)));

        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("pull", "u", TaskBuilder.tagged("t".repeat(500))));
    }

    @Test
    @Tag("inferred")
    void payload_must_fit_the_type_of_the_queue__push_queue() {
        assumeTrue(fixture.supportsLeases());
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("push", "t", TaskBuilder.pull()));
    }

    @Test
    @Tag("inferred")
    void payload_must_fit_the_type_of_the_queue__pull_queue() {
        assumeTrue(fixture.supportsPullQueues());
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("pull", "t", TaskBuilder.http()));
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("pull", "t", TaskBuilder.appEngine("/")));
    }

    @Test
    @Tag("documented")
    void payload_must_fit_the_type_of_the_queue__http_target() {
        assumeTrue(service.dialect().oneTargetPerQueue());
        fixture.createQueue("http", QueueBuilder.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)));

        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("http", "t", TaskBuilder.appEngine("/")));
        assertThat(fixture.createTask("http", "t", TaskBuilder.http()).id()).isEqualTo("t");
    }
}
