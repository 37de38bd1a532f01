package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.HttpTarget;
import io.github.cloudtasks.model.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task may carry, and what the service makes of it. */
public abstract class PayloadsChapter extends Chapter {
    private static final int MAX_URL = 2083;

    @BeforeEach
    void queues() {
        bench.create("push", AQueue.push());
        if (bench.hasPullQueues()) {
            bench.create("pull", AQueue.pull());
        }
    }

    @Test
    @Tag("recorded")
    void an_http_request_gets_the_user_agent_of_the_service_and_nothing_else() {
        Task task = bench.add("push", "t", ATask.http(ATask.URL, HttpMethod.PUT, Map.of("X-Mixed-Case", "kept"), "hi"));

        assertThat(task.payload())
                .isEqualTo(new HttpRequest(
                        ATask.URL,
                        HttpMethod.PUT,
                        Map.of("User-Agent", "Google-Cloud-Tasks", "X-Mixed-Case", "kept"),
                        ATask.bytes("hi"),
                        null));
    }

    @Test
    @Tag("documented")
    void a_pull_message_is_stored_as_it_is() {
        Task task = bench.add("pull", "t", ATask.pull("work", "tag"));

        assertThat(task.payload()).isEqualTo(new PullMessage(ATask.bytes("work"), "tag"));
        assertThat(service.getTask(bench.task("pull", "t"))).isEqualTo(task);
    }

    @Test
    @Tag("documented")
    void an_app_engine_request_goes_to_the_root_of_the_default_service() {
        Task task = bench.add("push", "t", ATask.appEngine(""));

        AppEngineHttpRequest stored = (AppEngineHttpRequest) task.payload();
        assertThat(stored.relativeUri()).isEqualTo("/");
        assertThat(stored.httpMethod()).isEqualTo(HttpMethod.POST);
        assertThat(stored.appEngineRouting())
                .isEqualTo(new AppEngineRouting("", "", "", bench.project() + ".appspot.com"));
    }

    @Test
    @Tag("documented")
    void an_app_engine_request_shows_the_host_that_its_routing_spells() {
        AppEngineRouting routing = new AppEngineRouting("worker", "v2", "", "ignored.example.com");

        Task task = bench.add("push", "t", ATask.appEngine(HttpMethod.GET, routing, "/a?b=c", Map.of(), ""));

        assertThat(((AppEngineHttpRequest) task.payload()).appEngineRouting())
                .isEqualTo(new AppEngineRouting("worker", "v2", "", "v2.worker." + bench.project() + ".appspot.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull"})
    @Tag("recorded")
    void a_task_needs_a_payload(String queue) {
        refused(INVALID_ARGUMENT, "Task.payload_type is not set.", () -> bench.add(queue, "t", ATask.with(null)));
    }

    @Test
    @Tag("recorded")
    void an_http_request_needs_a_url() {
        refused(INVALID_ARGUMENT, "HttpRequest.url is required.", () -> bench.add("push", "t", ATask.http("")));
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
    void a_url_has_the_scheme_http_or_https(String url) {
        refused(
                INVALID_ARGUMENT,
                "HttpTarget.url must start with 'http://' or 'https://'.",
                () -> bench.add("push", "t", ATask.http(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/%zz", "http://localhost:8080", "https://[::1]/a?b#c"})
    @Tag("recorded")
    void a_url_is_not_looked_at_further(String url) {
        Task task = bench.add("push", "t", ATask.http(url));

        assertThat(((HttpRequest) task.payload()).url()).isEqualTo(url);
    }

    @Test
    @Tag("documented")
    void a_url_has_at_most_2083_characters() {
        String longest = "https://example.com/" + "a".repeat(MAX_URL - "https://example.com/".length());

        assertThat(((HttpRequest) bench.add("push", "t", ATask.http(longest)).payload()).url())
                .hasSize(MAX_URL);
        refused(INVALID_ARGUMENT, () -> bench.add("push", "u", ATask.http(longest + "a")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GET", "HEAD", "DELETE", "OPTIONS"})
    @Tag("recorded")
    void an_http_request_whose_method_takes_no_body_has_none(HttpMethod method) {
        refused(
                INVALID_ARGUMENT,
                "Body can only be set if the http_method is POST, PUT, or PATCH.",
                () -> bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), "hi")));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void an_http_request_without_a_body_may_have_any_method(HttpMethod method) {
        Task task = bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), ""));

        assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(method);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"POST", "PUT", "PATCH"})
    @Tag("documented")
    void an_http_request_may_have_a_body_with_post_put_and_patch(HttpMethod method) {
        Task task = bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), "hi"));

        assertThat(((HttpRequest) task.payload()).body()).isEqualTo(ATask.bytes("hi"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"POST", "PUT"})
    @Tag("documented")
    void an_app_engine_request_whose_method_takes_no_body_has_none(HttpMethod method) {
        refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.appEngine(method, null, "/", Map.of(), "hi")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "?a=b", "/with blank", "https://example.com/"})
    @Tag("documented")
    void a_relative_uri_starts_with_a_slash_and_has_no_blank(String uri) {
        refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.appEngine(uri)));
    }

    @Test
    @Tag("documented")
    void a_relative_uri_has_at_most_2083_characters() {
        String longest = "/" + "a".repeat(MAX_URL - 1);

        bench.add("push", "t", ATask.appEngine(longest));
        refused(INVALID_ARGUMENT, () -> bench.add("push", "u", ATask.appEngine(longest + "a")));
    }

    @Test
    @Tag("documented")
    void a_tag_has_fewer_than_500_characters() {
        bench.add("pull", "t", ATask.tagged("ü".repeat(499)));

        refused(INVALID_ARGUMENT, () -> bench.add("pull", "u", ATask.tagged("t".repeat(500))));
    }

    @Test
    @Tag("inferred")
    void a_push_queue_takes_no_pull_message() {
        assumeTrue(bench.leases());
        refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.pull()));
    }

    @Test
    @Tag("inferred")
    void a_pull_queue_takes_no_requests() {
        assumeTrue(bench.hasPullQueues());
        refused(INVALID_ARGUMENT, () -> bench.add("pull", "t", ATask.http()));
        refused(INVALID_ARGUMENT, () -> bench.add("pull", "t", ATask.appEngine("/")));
    }

    @Test
    @Tag("documented")
    void a_queue_with_an_http_target_takes_no_app_engine_request_where_a_queue_has_one_target() {
        assumeTrue(service.dialect().oneTargetPerQueue());
        bench.create("http", AQueue.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)));

        refused(INVALID_ARGUMENT, () -> bench.add("http", "t", ATask.appEngine("/")));
        assertThat(bench.add("http", "t", ATask.http()).id()).isEqualTo("t");
    }
}
