package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRulesTest {
    private static final Instant NOW = Samples.START;
    private static final Bytes BODY = Bytes.wrap(new byte[] {1});
    private static final Queue PUSH = Samples.queue(NewQueue.DEFAULT);
    private static final Queue PULL = Samples.queue(Samples.pull());
    private static final Queue HTTP = Samples.queue(Samples.settings(
            new PushTarget(null, new HttpTarget(null, null, List.of(), null)), RateLimits.UNSET, RetryConfig.UNSET));

    private final TaskRules rules = new TaskRules(Dialect.V2BETA2, Limits.DEFAULTS);

    @Test
    @Tag("recorded")
    void payload_is_required() {
        assertInvalid(() -> check(null), "Task.payload_type is not set.");
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"http://example.com/%zz", "https://x", "HTTP://X", "http://", "http://a b"})
    void url_requires_only_a_scheme(String url) {
        assertThatCode(() -> check(http(url, HttpMethod.POST, Bytes.EMPTY))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"ftp://x", "x", "//x", "http:/x", " http://x", "https:x"})
    void url_without_http_or_https_is_rejected(String url) {
        assertInvalid(
                () -> check(http(url, HttpMethod.POST, Bytes.EMPTY)),
                "HttpTarget.url must start with 'http://' or 'https://'.");
    }

    @Test
    @Tag("recorded")
    void url_is_required() {
        assertInvalid(() -> check(http("", HttpMethod.POST, Bytes.EMPTY)), "HttpRequest.url is required.");
    }

    @Test
    @Tag("documented")
    void encoded_url_has_at_most_2083_characters() {
        String longest = "http://" + "x".repeat(2076);
        String text = "HttpRequest.url is too long. The maximum length is 2083 characters.";

        assertThatCode(() -> check(http(longest, HttpMethod.POST, Bytes.EMPTY))).doesNotThrowAnyException();
        assertInvalid(() -> check(http(longest + "x", HttpMethod.POST, Bytes.EMPTY)), text);
        // Percent-encoding turns each of these letters into six bytes.
        String encoded = "http://" + "\u00e4".repeat(346);
        assertThatCode(() -> check(http(encoded, HttpMethod.POST, Bytes.EMPTY))).doesNotThrowAnyException();
        assertInvalid(() -> check(http(encoded + "\u00e4", HttpMethod.POST, Bytes.EMPTY)), text);
    }

    @ParameterizedTest
    @Tag("recorded")
    @EnumSource(HttpMethod.class)
    void body_requires_post_or_put_or_patch(HttpMethod method) {
        if (List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH).contains(method)) {
            assertThatCode(() -> check(http("http://x", method, BODY))).doesNotThrowAnyException();
        } else {
            assertInvalid(
                    () -> check(http("http://x", method, BODY)),
                    "Body can only be set if the http_method is POST, PUT, or PATCH.");
        }
        assertThatCode(() -> check(http("http://x", method, Bytes.EMPTY))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @Tag("documented")
    @EnumSource(HttpMethod.class)
    void app_engine_body_requires_post_or_put(HttpMethod method) {
        if (List.of(HttpMethod.POST, HttpMethod.PUT).contains(method)) {
            assertThatCode(() -> check(appEngine("/", method, BODY))).doesNotThrowAnyException();
        } else {
            assertInvalid(
                    () -> check(appEngine("/", method, BODY)),
                    "Body can only be set if the http_method is POST or PUT.");
        }
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({
        "x, AppEngineHttpRequest.relative_url must start with '/'.",
        "http://x, AppEngineHttpRequest.relative_url must start with '/'.",
        "/a b, AppEngineHttpRequest.relative_url cannot contain spaces."
    })
    void relative_uri_must_start_with_a_slash_and_have_no_spaces(String uri, String text) {
        assertInvalid(() -> check(appEngine(uri, HttpMethod.POST, Bytes.EMPTY)), text);
    }

    @Test
    @Tag("documented")
    void headers_must_be_smaller_than_80_kb_in_utf_8() {
        int size = 80 * 1024;
        String text = "HttpRequest.headers is too large. The size of the headers must be less than 80KB.";

        assertThatCode(() -> check(headers(Map.of("ab", "v".repeat(size - 3))))).doesNotThrowAnyException();
        assertInvalid(() -> check(headers(Map.of("ab", "v".repeat(size - 2)))), text);
        assertInvalid(() -> check(headers(Map.of("\u00e4", "\u00e4".repeat(size / 2 - 1)))), text);
        assertInvalid(() -> check(headers(Map.of("a", "v".repeat(size / 2), "b", "v".repeat(size / 2 - 2)))), text);
    }

    @Test
    @Tag("documented")
    void tag_must_be_shorter_than_500_characters() {
        assertThatCode(() -> check(new PullMessage(Bytes.EMPTY, "\ud83d\ude00".repeat(499))))
                .doesNotThrowAnyException();
        assertInvalid(
                () -> check(new PullMessage(Bytes.EMPTY, "x".repeat(500))),
                "PullMessage.tag must be less than 500 characters.");
    }

    @Test
    @Tag("recorded")
    void schedule_time_is_at_most_720_hours_ahead() {
        Instant latest = NOW.plus(Duration.ofHours(720));

        assertThat(complete(Samples.POST, latest, PUSH).scheduleTime()).isEqualTo(latest);
        assertInvalid(
                () -> check(Samples.POST, latest.plusNanos(1)),
                "The Task.scheduleTime, 2026-01-31T19:04:05.000000001-08:00, is too far in the future. Schedule time must be no more"
                        + " than 720h in the future.");
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({
        "2100-01-01T00:00:00Z, 2099-12-31T16:00:00-08:00",
        "2100-07-01T00:00:00.5Z, 2100-06-30T17:00:00.5-07:00",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T15:59:59.999999999-08:00"
    })
    void error_shows_times_of_california(Instant time, String words) {
        assertInvalid(
                () -> check(Samples.POST, time),
                "The Task.scheduleTime, "
                        + words
                        + ", is too far in the future. Schedule time must be no more than 720h in the future.");
    }

    @Test
    @Tag("recorded")
    void time_after_the_year_9999_is_rejected() {
        assertInvalid(
                () -> check(Samples.POST, Instant.parse("+10000-01-01T00:00:00Z")),
                "Request contains an invalid argument.");
        assertInvalid(() -> check(Samples.POST, Instant.MAX), "Request contains an invalid argument.");
    }

    @Test
    @Tag("recorded")
    void schedule_time_is_truncated_to_microseconds_and_not_before_now() {
        assertThat(complete(Samples.POST, NOW.plusNanos(123_456_789), PUSH).scheduleTime())
                .isEqualTo(NOW.plusNanos(123_456_000));
        for (Instant past : new Instant[] {null, NOW, NOW.minusNanos(1), Instant.EPOCH.minusSeconds(1), Instant.MIN}) {
            assertThat(complete(Samples.POST, past, PUSH).scheduleTime()).isEqualTo(NOW);
        }
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_must_be_in_the_range_of_its_payload() {
        String text = "Task.dispatchDeadline must be between [15s, 30m].";
        assertThatCode(() -> check(Samples.POST, Duration.ofSeconds(15))).doesNotThrowAnyException();
        assertThatCode(() -> check(Samples.POST, Duration.ofMinutes(30))).doesNotThrowAnyException();
        assertInvalid(() -> check(Samples.POST, Duration.ofSeconds(15).minusNanos(1)), text);
        assertInvalid(() -> check(Samples.POST, Duration.ofMinutes(30).plusMillis(1)), text);
        assertInvalid(() -> check(Samples.POST, Duration.ZERO), text);
        assertInvalid(() -> check(Samples.POST, Duration.ofSeconds(Long.MIN_VALUE)), text);

        Payload appEngine = appEngine("/", HttpMethod.POST, Bytes.EMPTY);
        Duration longest = Duration.ofHours(24).plusSeconds(15);
        assertThatCode(() -> check(appEngine, longest)).doesNotThrowAnyException();
        assertInvalid(
                () -> check(appEngine, longest.plusMillis(1)), "Task.dispatchDeadline must be between [15s, 24h15s].");
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_has_a_default_only_for_http_and_whole_milliseconds() {
        assertThat(complete(Samples.POST, null, PUSH).dispatchDeadline()).isEqualTo(Duration.ofMinutes(10));
        assertThat(complete(appEngine("", HttpMethod.POST, Bytes.EMPTY), null, PUSH)
                        .dispatchDeadline())
                .isNull();
        assertThat(complete(new PullMessage(BODY, ""), null, PULL).dispatchDeadline())
                .isNull();
        NewTask requested = new NewTask("", Samples.POST, null, Duration.ofNanos(20_123_456_789L), null);
        assertThat(rules.complete(Samples.QUEUE.task("t"), true, requested, PUSH, NOW)
                        .dispatchDeadline())
                .isEqualTo(Duration.ofMillis(20_123));
    }

    @Test
    @Tag("documented")
    void payload_must_fit_the_type_of_the_queue() {
        Payload appEngine = appEngine("/", HttpMethod.POST, Bytes.EMPTY);
        PullMessage pull = new PullMessage(BODY, "");
        String name = Samples.QUEUE.toString();

        assertThat(complete(Samples.POST, null, PUSH)).isNotNull();
        assertThat(complete(Samples.POST, null, HTTP)).isNotNull();
        assertThat(complete(appEngine, null, PUSH)).isNotNull();
        assertThat(complete(pull, null, PULL)).isNotNull();
        assertInvalid(
                () -> complete(Samples.POST, null, PULL),
                "Task.http_request cannot be set: queue '" + name + "' is a pull queue.");
        assertInvalid(
                () -> complete(pull, null, PUSH),
                "Task.pull_message cannot be set: queue '" + name + "' is not a pull queue.");
        assertInvalid(
                () -> complete(pull, null, HTTP),
                "Task.pull_message cannot be set: queue '" + name + "' is not a pull queue.");
        String noAppEngine =
                "Task.app_engine_http_request cannot be set: queue '" + name + "' has no App Engine target.";
        assertInvalid(() -> complete(appEngine, null, HTTP), noAppEngine);
        assertInvalid(() -> complete(appEngine, null, PULL), noAppEngine);
    }

    @Test
    @Tag("documented")
    void app_engine_task_is_stored_with_its_host_and_a_slash() {
        AppEngineHttpRequest stored =
                (AppEngineHttpRequest) complete(appEngine("", HttpMethod.POST, Bytes.EMPTY), null, PUSH)
                        .payload();

        assertThat(stored.relativeUri()).isEqualTo("/");
        assertThat(stored.appEngineRouting().host()).isEqualTo("p.appspot.com");
    }

    @Test
    @Tag("documented")
    void task_size_is_limited_to_the_byte() {
        assertLargest(1_048_569, size -> http("http://x", HttpMethod.POST, bytes(size)), PUSH);
        assertLargest(100 * 1024, size -> appEngine("/", HttpMethod.POST, bytes(size)), PUSH);
        assertLargest(1024 * 1024, size -> new PullMessage(bytes(size), "tag"), PULL);
    }

    /** Grows the body to the limit. The size of the rest of the task is almost constant. */
    private void assertLargest(int limit, IntFunction<Payload> payload, Queue queue) {
        int body = limit - 1_000;
        for (int i = 0; i < 3; i++) {
            body += (int) (limit - EncodedSize.of(complete(payload.apply(body), null, queue)));
        }
        int largest = body;

        assertThat(EncodedSize.of(complete(payload.apply(largest), null, queue)))
                .isEqualTo(limit);
        assertInvalid(() -> complete(payload.apply(largest + 1), null, queue), "Task size too large");
    }

    private void check(Payload payload) {
        rules.check(new NewTask("", payload, null, null, null), NOW);
    }

    private void check(Payload payload, Instant scheduleTime) {
        rules.check(new NewTask("", payload, scheduleTime, null, null), NOW);
    }

    private void check(Payload payload, Duration deadline) {
        rules.check(new NewTask("", payload, null, deadline, null), NOW);
    }

    private Task complete(Payload payload, Instant scheduleTime, Queue queue) {
        NewTask requested = new NewTask("", payload, scheduleTime, null, null);
        rules.check(requested, NOW);
        return rules.complete(Samples.QUEUE.task("t"), true, requested, queue, NOW);
    }

    private static HttpRequest http(String url, HttpMethod method, Bytes body) {
        return new HttpRequest(url, method, Map.of(), body, null);
    }

    private static HttpRequest headers(Map<String, String> headers) {
        return new HttpRequest("http://x", HttpMethod.POST, headers, Bytes.EMPTY, null);
    }

    private static AppEngineHttpRequest appEngine(String uri, HttpMethod method, Bytes body) {
        return new AppEngineHttpRequest(method, null, uri, Map.of(), body);
    }

    private static Bytes bytes(int size) {
        return Bytes.wrap(new byte[size]);
    }
}
