package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.DispatchBuilder;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import io.github.cloudtasks.model.task.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class DispatchRequestFactoryTest {
    private static final DispatchRequestFactory REQUESTS = DispatchBuilder.requestFactory(DispatcherSettings.DEFAULT
            .withAppEngineUrl("http://localhost:8080")
            .withAppEngineService("override", "http://localhost:8081"));

    @Test
    @Tag("inferred")
    void head_has_request_line_host_headers_and_length() throws Exception {
        assertThat(head(DispatchBuilder.http(HttpMethod.PUT, "http://example.com:81/a?b", "hi", "X-A", "1")
                        .build()))
                .isEqualTo("""
            PUT /a?b HTTP/1.1\r
            Host: example.com:81\r
            X-CloudTasks-QueueName: q\r
            X-CloudTasks-TaskName: t\r
            X-CloudTasks-TaskRetryCount: 0\r
            X-CloudTasks-TaskExecutionCount: 0\r
            X-CloudTasks-TaskETA: 1767323045.12\r
            User-Agent: Google-Cloud-Tasks\r
            Accept-Encoding: gzip,deflate,br\r
            X-A: 1\r
            Content-Length: 2\r
            \r
            """);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void methods_with_body_send_length_of_empty_body(HttpMethod method) throws Exception {
        boolean announced =
                List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH).contains(method);
        assertThat(head(DispatchBuilder.http(method, "http://example.com", "").build())
                        .contains("Content-Length: 0\r\n"))
                .isEqualTo(announced);
    }

    @Test
    @Tag("recorded")
    void queue_override_applies_to_task_with_url() throws Exception {
        UriOverride uri = new UriOverride(Scheme.HTTP, "localhost", 81L, "/overridden", null, EnforceMode.UNSPECIFIED);
        Dispatch dispatch = DispatchBuilder.post("https://unreachable.invalid/kept/200")
                .target(new HttpTarget(uri, null, List.of(), null))
                .build();
        assertThat(head(dispatch)).startsWith("POST /overridden HTTP/1.1\r\nHost: localhost:81\r\n");
    }

    @Test
    @Tag("documented")
    void queue_method_replaces_task_method() throws Exception {
        Dispatch dispatch = DispatchBuilder.http(HttpMethod.POST, "http://example.com", "hi")
                .target(method(HttpMethod.PATCH))
                .build();
        assertThat(head(dispatch)).startsWith("PATCH / ");
    }

    @Test
    @Tag("recorded")
    void queue_method_get_with_body_is_not_sent() {
        assertUnsent(HttpMethod.GET);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"HEAD", "DELETE", "OPTIONS"})
    @Tag("inferred")
    void queue_method_without_body_is_not_sent_with_body(HttpMethod method) {
        assertUnsent(method);
    }

    @Test
    @Tag("recorded")
    void queue_method_get_without_body_is_sent() throws Exception {
        Dispatch dispatch = DispatchBuilder.post("http://example.com")
                .target(method(HttpMethod.GET))
                .build();
        assertThat(head(dispatch)).startsWith("GET / ").doesNotContain("Content-Length");
    }

    @Test
    @Tag("documented")
    void queue_routing_replaces_task_routing() throws Exception {
        AppEngineRouting own = new AppEngineRouting("own", "v1", "i1", "");
        DispatchBuilder task = DispatchBuilder.appEngine(HttpMethod.GET, "/a", own, "");
        assertThat(head(task.build())).startsWith("GET /a HTTP/1.1\r\nHost: localhost:8080\r\n");
        AppEngineRouting override = new AppEngineRouting("override", "", "", "");
        assertThat(head(task.target(new PushTarget(override, null)).build())).contains("Host: localhost:8081\r\n");
        assertThat(head(task.target(new PushTarget(AppEngineRouting.DEFAULT, null))
                        .build()))
                .contains("Host: localhost:8080\r\n");
    }

    @Test
    @Tag("inferred")
    void queue_http_target_does_not_apply_to_app_engine_tasks() throws Exception {
        Dispatch dispatch =
                DispatchBuilder.appEngine("/a").target(method(HttpMethod.GET)).build();
        assertThat(head(dispatch))
                .startsWith("POST /a HTTP/1.1\r\nHost: localhost:8080\r\nX-AppEngine-QueueName: q\r\n");
    }

    @Test
    @Tag("documented")
    void only_http_tasks_follow_redirects() throws Exception {
        assertThat(REQUESTS.create(DispatchBuilder.post("http://example.com").build())
                        .redirectsLeft())
                .isEqualTo(10);
        assertThat(REQUESTS.create(DispatchBuilder.appEngine("/").build()).redirectsLeft())
                .isZero();
    }

    @Test
    @Tag("inferred")
    void pull_message_is_not_dispatched() {
        Dispatch dispatch = DispatchBuilder.of(new Payload.PullMessage(DispatchBuilder.bytes("hi"), ""))
                .target(new PullTarget())
                .build();
        assertThatThrownBy(() -> REQUESTS.create(dispatch)).isInstanceOf(RequestException.class);
    }

    @Test
    @Tag("documented")
    void deadline_is_that_of_task_or_ten_minutes() {
        DispatchBuilder dispatch = DispatchBuilder.post("http://example.com");
        assertThat(DispatchRequestFactory.deadline(
                        dispatch.deadline(Duration.ofSeconds(15)).build()))
                .hasSeconds(15);
        assertThat(DispatchRequestFactory.deadline(dispatch.deadline(null).build()))
                .hasMinutes(10);
        assertThat(DispatchRequestFactory.deadline(
                        dispatch.deadline(Duration.ofSeconds(Long.MAX_VALUE)).build()))
                .hasDays(31);
    }

    private static void assertUnsent(HttpMethod method) {
        Dispatch dispatch = DispatchBuilder.http(HttpMethod.POST, "http://example.com", "hi")
                .target(method(method))
                .build();
        assertThatThrownBy(() -> REQUESTS.create(dispatch))
                .isInstanceOf(RequestException.class)
                .hasMessage("the queue's method " + method + " does not allow the body of the task");
    }

    private static HttpTarget method(HttpMethod method) {
        return new HttpTarget(null, method, List.of(), null);
    }

    private static String head(Dispatch dispatch) throws RequestException {
        ByteBuf buffer = Unpooled.buffer();
        REQUESTS.create(dispatch).http().writeHeadTo(buffer);
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
