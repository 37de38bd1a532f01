package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.DispatchBuilder;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatchHeadersTest {
    private static final String URL = "http://example.com/";
    private static final DispatcherSettings SETTINGS =
            DispatcherSettings.DEFAULT.withAppEngineUrl("http://localhost:1");

    @Test
    @Tag("recorded")
    void first_attempt_has_headers_of_service_and_task() {
        Dispatch dispatch = DispatchBuilder.http(
                        HttpMethod.PUT,
                        URL,
                        "hi",
                        "User-Agent",
                        "Google-Cloud-Tasks",
                        "X-Custom",
                        "value",
                        "Authorization",
                        "Bearer token",
                        "Content-Type",
                        "text/plain",
                        "X-CloudTasks-TaskName",
                        "spoofed")
                .build();
        assertThat(headers(dispatch))
                .containsExactly(
                        "X-CloudTasks-QueueName: q",
                        "X-CloudTasks-TaskName: t",
                        "X-CloudTasks-TaskRetryCount: 0",
                        "X-CloudTasks-TaskExecutionCount: 0",
                        "X-CloudTasks-TaskETA: 1767323045.12",
                        "User-Agent: Google-Cloud-Tasks",
                        "Accept-Encoding: gzip,deflate,br",
                        "X-Custom: value",
                        "Authorization: Bearer token",
                        "Content-Type: text/plain");
    }

    @ParameterizedTest(name = "retry {0} after {2}")
    @CsvSource({"1, 0, 503", "2, 1, 404", "3, 2, 429", "4, 2, 500", "5, 3, 302"})
    @Tag("recorded")
    void retry_has_previous_response_and_empty_reason(int retries, int responses, int status) {
        Dispatch dispatch = DispatchBuilder.post(URL)
                .retry(retries, responses, new Responded(status))
                .build();
        assertThat(headers(dispatch))
                .containsSequence(
                        "X-CloudTasks-TaskRetryCount: " + retries,
                        "X-CloudTasks-TaskExecutionCount: " + responses,
                        "X-CloudTasks-TaskETA: 1767323045.12",
                        "X-CloudTasks-TaskPreviousResponse: " + status,
                        "X-CloudTasks-TaskRetryReason: ");
    }

    @Test
    @Tag("recorded")
    void previous_response_is_504_after_timeout() {
        assertThat(headers(DispatchBuilder.post(URL)
                        .retry(1, 0, new DeadlineExceeded())
                        .build()))
                .contains("X-CloudTasks-TaskPreviousResponse: 504", "X-CloudTasks-TaskRetryReason: ");
    }

    @Test
    @Tag("recorded")
    void previous_response_is_0_after_unreachable_target() {
        assertThat(headers(DispatchBuilder.post(URL)
                        .retry(1, 0, new Unreachable("refused"))
                        .build()))
                .contains("X-CloudTasks-TaskPreviousResponse: 0", "X-CloudTasks-TaskRetryReason: ");
    }

    @Test
    @Tag("inferred")
    void retry_headers_omit_previous_attempt_in_flight() {
        assertThat(headers(DispatchBuilder.post(URL).retry(1, 0, null).build()))
                .contains("X-CloudTasks-TaskRetryCount: 1")
                .noneMatch(header -> header.contains("PreviousResponse") || header.contains("RetryReason"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z,           1767323045",
        "2026-01-02T03:04:05.120Z,       1767323045.12",
        "2026-01-02T03:04:05.123456Z,    1767323045.123456",
        "2026-01-02T03:04:05.000001Z,    1767323045.000001",
        "2026-01-02T03:04:05.100Z,       1767323045.1",
        "1970-01-01T00:00:00Z,           0",
        "2026-01-02T03:04:05.123456789Z, 1767323045.123456789",
    })
    @Tag("recorded")
    void eta_is_schedule_time_in_shortest_epoch_seconds(Instant scheduleTime, String eta) {
        assertThat(headers(DispatchBuilder.post(URL).due(scheduleTime).build()))
                .contains("X-CloudTasks-TaskETA: " + eta);
    }

    @Test
    @Tag("recorded")
    void reserved_headers_of_task_are_not_sent() {
        Dispatch dispatch = DispatchBuilder.http(
                        HttpMethod.POST,
                        URL,
                        "",
                        "hOST",
                        "evil",
                        "content-length",
                        "99",
                        "user-agent",
                        "mine",
                        "Transfer-Encoding",
                        "chunked",
                        "CONNECTION",
                        "close",
                        "accept-encoding",
                        "identity",
                        "x-cloudtasks-queuename",
                        "spoofed",
                        "X-Google-Anything",
                        "1",
                        "x-appengine-taskname",
                        "spoofed")
                .build();
        assertThat(headers(dispatch))
                .isEqualTo(headers(DispatchBuilder.post(URL).build()));
    }

    @Test
    @Tag("recorded")
    void http_task_gets_no_default_content_type() {
        assertThat(headers(DispatchBuilder.http(HttpMethod.POST, URL, "body").build()))
                .noneMatch(header -> header.startsWith("Content-Type"));
    }

    @Test
    @Tag("documented")
    void headers_that_differ_in_case_only_are_joined_by_commas() {
        assertThat(headers(DispatchBuilder.http(HttpMethod.POST, URL, "", "X-A", "1", "X-B", "2", "x-a", "3")
                        .build()))
                .endsWith("X-A: 1,3", "X-B: 2");
    }

    @Test
    @Tag("recorded")
    void queue_header_replaces_task_header() {
        Dispatch dispatch = DispatchBuilder.http(
                        HttpMethod.POST, URL, "", "X-A", "task", "x-a", "task too", "X-B", "task")
                .target(DispatchBuilder.headerOverrides("X-a", "queue", "X-C", "queue"))
                .build();
        assertThat(headers(dispatch)).endsWith("X-B: task", "X-a: queue", "X-C: queue");
    }

    @Test
    @Tag("inferred")
    void queue_headers_that_differ_in_case_only_are_joined() {
        assertThat(headers(DispatchBuilder.post(URL)
                        .target(DispatchBuilder.headerOverrides("X-A", "1", "x-a", "2"))
                        .build()))
                .endsWith("X-A: 1,2");
    }

    @Test
    @Tag("inferred")
    void queue_may_replace_accept_encoding_and_send_empty_value() {
        Dispatch dispatch = DispatchBuilder.post(URL)
                .target(DispatchBuilder.headerOverrides("accept-encoding", "identity", "X-A", ""))
                .build();
        assertThat(headers(dispatch))
                .endsWith("accept-encoding: identity", "X-A: ")
                .doesNotContain("Accept-Encoding: gzip,deflate,br");
    }

    @Test
    @Tag("inferred")
    void queue_header_cannot_inject_lines() {
        HttpTarget target = DispatchBuilder.headerOverrides(
                "X-A",
                "1\r\nX-Evil: 2",
                "X B",
                "1",
                "X:C",
                "1",
                "",
                "1",
                "X-Ü",
                "1",
                "X-D",
                "ü",
                "X-E",
                "1\u00002",
                "X-F",
                "\u0007",
                "X-G",
                "a\tb");
        assertThat(headers(DispatchBuilder.post(URL).target(target).build()))
                .endsWith("Accept-Encoding: gzip,deflate,br", "X-A: 1__X-Evil: 2", "X-E: 1", "X-G: a\tb");
    }

    @Test
    @Tag("recorded")
    void token_replaces_authorization_of_task() {
        Authorization token = new Authorization.OidcToken("a@example.com", "");
        Dispatch dispatch = DispatchBuilder.http(HttpMethod.POST, URL, "", "authorization", "Basic x", "X-A", "1")
                .authorized(token)
                .build();
        DispatcherSettings settings =
                SETTINGS.withAuthorizationProvider((wanted, url) -> "Bearer " + wanted + " for " + url);
        assertThat(headers(settings, dispatch)).endsWith("X-A: 1", "Authorization: Bearer " + token + " for " + URL);
    }

    @Test
    @Tag("documented")
    void token_of_queue_replaces_token_of_task_and_keeps_its_url() {
        Authorization queueToken = new Authorization.OAuthToken("queue@example.com", "");
        HttpTarget target =
                new HttpTarget(null, null, List.of(new HttpTarget.Header("Authorization", "Basic q")), queueToken);
        Dispatch dispatch = DispatchBuilder.post(URL)
                .authorized(new Authorization.OidcToken("t@example.com", ""))
                .target(target)
                .build();
        DispatcherSettings settings =
                SETTINGS.withAuthorizationProvider((wanted, url) -> wanted.serviceAccountEmail() + " " + url);
        assertThat(headers(settings, dispatch)).endsWith("Authorization: queue@example.com " + URL);
    }

    @Test
    @Tag("unlike")
    void missing_token_leaves_no_authorization_header() {
        Dispatch dispatch = DispatchBuilder.http(HttpMethod.POST, URL, "", "Authorization", "Basic x")
                .authorized(new Authorization.OidcToken("a@example.com", ""))
                .build();
        assertThat(headers(dispatch))
                .isEqualTo(headers(DispatchBuilder.post(URL).build()));
    }

    @Test
    @Tag("recorded")
    void app_engine_attempt_has_app_engine_headers() {
        Dispatch dispatch = DispatchBuilder.appEngine(
                        HttpMethod.POST, "/", AppEngineRouting.DEFAULT, "hi", "X-AppEngine-QueueName", "spoofed")
                .deadline(null)
                .build();
        assertThat(headers(dispatch))
                .containsExactly(
                        "X-AppEngine-QueueName: q",
                        "X-AppEngine-TaskName: t",
                        "X-AppEngine-TaskRetryCount: 0",
                        "X-AppEngine-TaskExecutionCount: 0",
                        "X-AppEngine-TaskETA: 1767323045.12",
                        "X-Appengine-Default-Version-Hostname: p.appspot.com",
                        "X-Appengine-Country: ZZ",
                        "X-Appengine-User-Ip: 0.1.0.2",
                        "X-Appengine-Https: off",
                        "X-Appengine-Timeout-Ms: 599999",
                        "X-Google-Internal-SkipAdminCheck: true",
                        "User-Agent: AppEngine-Google; (+http://code.google.com/appengine)",
                        "Accept-Encoding: gzip,deflate,br",
                        "Content-Type: application/octet-stream");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"503, 503, App Error", "404, 404, App Error", "-1, 0, Instance Unavailable"})
    @Tag("recorded")
    void app_engine_retry_has_retry_reason(int previous, int shown, String reason) {
        Outcome outcome = previous < 0 ? new DeadlineExceeded() : new Responded(previous);
        assertThat(headers(DispatchBuilder.appEngine("/").retry(1, 1, outcome).build()))
                .contains("X-AppEngine-TaskPreviousResponse: " + shown, "X-AppEngine-TaskRetryReason: " + reason);
    }

    @Test
    @Tag("inferred")
    void unreachable_app_is_reported_as_unavailable_instance() {
        assertThat(headers(DispatchBuilder.appEngine("/")
                        .retry(1, 0, new Unreachable("refused"))
                        .build()))
                .contains("X-AppEngine-TaskPreviousResponse: 0", "X-AppEngine-TaskRetryReason: Instance Unavailable");
    }

    @ParameterizedTest
    @CsvSource({"p, p.appspot.com", "example.com:p, p.example.com.a.appspot.com"})
    @Tag("documented")
    void default_hostname_is_derived_from_project(String project, String hostname) {
        assertThat(DispatchHeaders.defaultHostname(QueueName.of(project, "l", "q")))
                .isEqualTo(hostname);
    }

    @Test
    @Tag("documented")
    void app_engine_user_agent_is_appended_to_that_of_task() {
        String appended = "User-Agent: mine AppEngine-Google; (+http://code.google.com/appengine)";
        assertThat(headers(appEngineTask("user-agent", "mine"))).contains(appended);
        String complete = "mine AppEngine-Google; (+http://code.google.com/appengine)";
        assertThat(headers(appEngineTask("User-Agent", complete))).contains(appended);
    }

    @Test
    @Tag("documented")
    void app_engine_task_keeps_content_type_and_has_none_without_body() {
        assertThat(headers(appEngineTask("content-type", "text/plain"))).endsWith("content-type: text/plain");
        assertThat(headers(DispatchBuilder.appEngine("/").build()))
                .noneMatch(header -> header.startsWith("Content-Type"));
    }

    @Test
    @Tag("inferred")
    void app_engine_gets_deadline_of_task() {
        assertThat(headers(DispatchBuilder.appEngine("/")
                        .deadline(Duration.ofSeconds(15))
                        .build()))
                .contains("X-Appengine-Timeout-Ms: 14999");
    }

    private static Dispatch appEngineTask(String... headers) {
        return DispatchBuilder.appEngine(HttpMethod.POST, "/", AppEngineRouting.DEFAULT, "hi", headers)
                .build();
    }

    private static List<String> headers(Dispatch dispatch) {
        return headers(SETTINGS, dispatch);
    }

    private static List<String> headers(DispatcherSettings settings, Dispatch dispatch) {
        try {
            return DispatchBuilder.requestFactory(settings).create(dispatch).http().contentHeaders().stream()
                    .map(header -> header.name() + ": " + header.value())
                    .toList();
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }
}
