package io.github.cloudtasks.grpc.queueyaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversions and messages are those of the App Engine SDK and its legacy server, whose code is published. */
class QueueYamlTest {

    @Test
    @Tag("documented")
    void push_queue_gets_queue_yaml_defaults_instead_of_api_defaults() {
        UploadedQueue queue = parse("queue:\n- name: q\n  rate: 5/s\n").queues().get("q");

        assertThat(queue)
                .isEqualTo(new UploadedQueue(
                        new NewQueue(
                                PushTarget.PLAIN,
                                new RateLimits(5, 5, 1000),
                                new RetryConfig(-1, null, Duration.ofMillis(100), Duration.ofHours(1), 16),
                                Duration.ofSeconds(315_360_000),
                                Duration.ofSeconds(777_600),
                                null,
                                true),
                        false));
    }

    @Test
    @Tag("documented")
    void every_push_queue_attribute_is_converted() {
        QueueYaml file = parse("""
            total_storage_limit: 120M
            resume_paused_queues: 'False'
            queue:
            - name: mail
              mode: push
              rate: 30/m
              bucket_size: 40
              max_concurrent_requests: 10
              target: v1.worker
              acl:
              - user_email: a@example.com
              retry_parameters:
                task_retry_limit: 7
                task_age_limit: 2d
                min_backoff_seconds: 10
                max_backoff_seconds: 200.5
                max_doublings: 3
            """);

        assertThat(file.resumePausedQueues()).isFalse();
        NewQueue settings = file.queues().get("mail").settings();
        assertThat(settings.target()).isEqualTo(new PushTarget(new AppEngineRouting("worker", "v1", "", ""), null));
        assertThat(settings.rateLimits()).isEqualTo(new RateLimits(0.5, 40, 10));
        assertThat(settings.retryConfig())
                .isEqualTo(
                        new RetryConfig(8, Duration.ofDays(2), Duration.ofSeconds(10), Duration.ofMillis(200_500), 3));
    }

    @Test
    @Tag("documented")
    void pull_queue_has_unlimited_attempts_by_default() {
        QueueYaml file = parse("""
            queue:
            - name: a
              mode: pull
            - name: b
              mode: pull
              retry_parameters: {task_retry_limit: 0}
            """);

        assertThat(file.queues()).containsOnlyKeys("a", "b");
        assertThat(file.queues().get("a").settings())
                .isEqualTo(new NewQueue(
                        new Target.PullTarget(),
                        RateLimits.UNSET,
                        new RetryConfig(-1, null, null, null, 0),
                        Duration.ofSeconds(315_360_000),
                        Duration.ofSeconds(777_600),
                        null));
        assertThat(file.queues().get("b").settings().retryConfig().maxAttempts())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({
        "5/s, 5",
        "0.25/s, 0.25",
        "1/m, 0.016666667",
        "2000/h, 0.555555556",
        "1/d, 0.000011574",
        "500/s, 500",
        "5./s, 5"
    })
    void rate_is_converted_to_tasks_per_second(String rate, double perSecond) {
        UploadedQueue queue =
                parse("queue:\n- name: q\n  rate: " + rate).queues().get("q");

        assertThat(queue.settings().rateLimits().maxDispatchesPerSecond()).isEqualTo(perSecond);
        assertThat(queue.paused()).isFalse();
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(strings = {"0", "'0'", "0/s"})
    void rate_of_0_pauses_the_queue(String rate) {
        UploadedQueue queue =
                parse("queue:\n- name: q\n  rate: " + rate).queues().get("q");

        assertThat(queue.paused()).isTrue();
        assertThat(queue.settings().rateLimits().maxDispatchesPerSecond()).isZero();
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"5s, 5", "1.5m, 90", "2h, 7200", "1d, 86400", "1.9s, 1"})
    void age_limit_is_converted_to_whole_seconds(String limit, long seconds) {
        assertThat(retry("task_age_limit: " + limit).maxRetryDuration()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    @Tag("documented")
    void default_backoff_is_adjusted_to_the_given_one() {
        RetryConfig highMin = retry("min_backoff_seconds: 7200");
        RetryConfig lowMax = retry("max_backoff_seconds: 0.05");

        assertThat(highMin.maxBackoff()).isEqualTo(Duration.ofHours(2));
        assertThat(lowMax.minBackoff()).isEqualTo(Duration.ofMillis(50));
        assertThat(retry("min_backoff_seconds: 1").maxBackoff()).isEqualTo(Duration.ofHours(1));
        assertThat(retry("max_backoff_seconds: 1").minBackoff()).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"0, 1", "1, 1", "5000, 5000", "5001, 5000", "-3, 1", "2147483647, 5000"})
    void max_concurrent_requests_is_limited_to_the_range_of_the_service(int requests, int allowed) {
        UploadedQueue queue = parse("queue: [{name: q, rate: 1/s, max_concurrent_requests: " + requests + "}]")
                .queues()
                .get("q");

        assertThat(queue.settings().rateLimits().maxConcurrentDispatches()).isEqualTo(allowed);
    }

    @Test
    @Tag("documented")
    void target_is_a_service_or_a_version_and_a_service() {
        assertThat(target("worker")).isEqualTo(new AppEngineRouting("worker", "", "", ""));
        assertThat(target("v1.worker")).isEqualTo(new AppEngineRouting("worker", "v1", "", ""));
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource(delimiter = '|', textBlock = """
          mode: push                                | Refill rate must be specified for push-based queue.
          rate: 600/s                               | Refill rate must not exceed 500 per second (is 600.0).
          mode: pull, rate: 1/s                     | Refill rate must not be specified for pull-based queue.
          mode: pull, max_concurrent_requests: 1 | Max concurrent requests must not be specified for pull-based queue.
          mode: pull, bucket_size: 1                | Bucket size must not be specified for pull-based queue.
          mode: pull, target: s                     | Target must not be specified for pull-based queue.
          """)
    void invalid_queue_is_rejected_with_the_message_of_the_legacy_server(String attributes, String message) {
        assertInvalid("{name: q, " + attributes + "}", message);
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource(delimiter = '|', textBlock = """
          task_retry_limit: -1                 | Task retry limit must not be less than zero.
          task_age_limit: 0s                   | Task age limit must be greater than zero.
          task_age_limit: -1s                  | Task age limit must be greater than zero.
          min_backoff_seconds: -1              | Min backoff seconds must not be less than zero.
          max_backoff_seconds: -1              | Max backoff seconds must not be less than zero.
          max_doublings: -1                    | Max doublings must not be less than zero.
          min_backoff_seconds: 2, max_backoff_seconds: 1|Min backoff sec must not be greater than than max backoff sec.
          """)
    void invalid_retry_parameters_are_rejected_with_the_message_of_the_legacy_server(
            String parameters, String message) {
        assertInvalid("{name: q, rate: 1/s, retry_parameters: {" + parameters + "}}", message);
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(
            strings = {"task_age_limit: 1s", "min_backoff_seconds: 1", "max_backoff_seconds: 1", "max_doublings: 1"})
    void pull_queue_rejects_backoff_parameters(String parameter) {
        assertInvalid(
                "{name: q, mode: pull, retry_parameters: {" + parameter + "}}",
                "Can't specify " + parameter.substring(0, parameter.indexOf(':')) + " for a pull queue.");
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource(delimiter = '|', textBlock = """
          -1  | Error updating queue "q": The queue rate is invalid.
          501 | Error updating queue "q": Maximum bucket size is 500.
          """)
    void invalid_bucket_size_is_rejected_with_the_queue_name(int size, String message) {
        assertThatThrownBy(() -> parse("queue: [{name: q, rate: 1/s, bucket_size: " + size + "}]"))
                .hasMessage(message);
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', textBlock = """
          {rate: 1/s}                            | A queue must have a name.
          {name: '', rate: 1/s}                  | A queue must have a name.
          {name: q, mode: both, rate: 1/s}       | Mode must be push or pull (is both).
          {name: q, rate: 5}                     | Refill rate must be 0 or a number with /s, /m, /h or /d (is 5).
          {name: q, rate: fast}                  | Refill rate must be 0 or a number with /s, /m, /h or /d (is fast).
          {name: q, rate: -1/s}                  | Refill rate must be 0 or a number with /s, /m, /h or /d (is -1/s).
          {name: q, rate: 1/s, target: a.b.c}    | Target must be a service or version.service (is a.b.c).
          {name: q, rate: 1/s, target: .b}       | Target must be a service or version.service (is .b).
          {name: q, rate: 1/s}, {name: q, rate: 1/s} | Queue "q" is defined twice.
          """)
    void other_invalid_values_are_rejected(String queues, String message) {
        assertInvalid(queues, message);
    }

    @Test
    @Tag("inferred")
    void age_limit_needs_a_unit_and_has_a_maximum() {
        assertInvalid(
                "{name: q, rate: 1/s, retry_parameters: {task_age_limit: 5}}",
                "Task age limit must be a number with s, m, h or d (is 5).");
        assertInvalid(
                "{name: q, rate: 1/s, retry_parameters: {task_age_limit: 999999999999d}}",
                "Task age limit must not exceed 10,000 years.");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          queue:~- name: q~  rate: 1/s~ bad: x          | Error parsing queue.yaml at line 4
          queue:~- name: "q                             | Error parsing queue.yaml at line 2
          queue: ]                                      | Error parsing queue.yaml at line 1
          queue:~- name: q~  rate: 1/s~  red: 1         | Error parsing queue.yaml at line 4: unknown attribute "red".
          queue:~- name: q~  rate: 1/s~  name: r        | Error parsing queue.yaml at line 4: "name" is given twice.
          cron: []                                      | Error parsing queue.yaml at line 1: unknown attribute "cron".
          queue: {name: q}                              | Error parsing queue.yaml at line 1: "queue" must be a list.
          queue:~- q                                    | Error parsing queue.yaml at line 2: expected a mapping.
          - queue                                       | Error parsing queue.yaml at line 1: expected a mapping.
          queue:~- name: [q]                            | Error parsing queue.yaml at line 2: expected a single value.
          queue:~- name: q~  bucket_size: x~  rate: 1/s | Error parsing queue.yaml at line 3: "bucket_size" must be
          resume_paused_queues: perhaps            | Error parsing queue.yaml at line 1: "resume_paused_queues" must be
          queue: &a [*a]                                | Error parsing queue.yaml at line 1: expected a mapping.
          {a: 1}~---~{b: 2}                             | Error parsing queue.yaml at line 2
          """)
    void yaml_error_names_its_line(String file, String message) {
        assertThatThrownBy(() -> parse(file.replace('~', '\n')))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    @Tag("inferred")
    void file_without_queues_is_accepted() {
        for (String file : new String[] {"", "# nothing\n", "queue:\n", "queue: []", "total_storage_limit: 1M", "~"}) {
            assertThat(parse(file)).isEqualTo(new QueueYaml(Map.of(), Map.of(), true));
        }
    }

    @Test
    @Tag("inferred")
    void queue_name_is_taken_as_written() {
        assertThat(parse("queue: [{name: on, rate: 1/s}, {name: 007, rate: 1/s}, {name: 1e3, rate: 1/s}]")
                        .queues())
                .containsOnlyKeys("on", "007", "1e3");
    }

    @Test
    @Tag("inferred")
    void file_that_is_not_utf_8_is_rejected() {
        assertThatThrownBy(() -> QueueYaml.parse(Bytes.wrap(new byte[] {'#', (byte) 0xff})))
                .hasMessage("Error parsing queue.yaml: it is not UTF-8.");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          queue:~- name: q~  rate: 600/s              | 3 | rate | Refill rate must not exceed 500 per second (is 600.0).
          queue:~- name: q~  mode: push               | 2 | rate | Refill rate must be specified for push-based queue.
          queue:~- name: q~  rate: 1/s~  bucket_size: 501 | 4 | bucket_size | Maximum bucket size is 500.
          queue:~- rate: 1/s                          | 2 | name | A queue must have a name.
          queue:~- {name: q, rate: 1/s}~- {name: q, rate: 1/s} | 3 | name | Queue "q" is defined twice.
          queue:~- name: q~  rate: 1/s~  red: 1       | 4 | red  | unknown attribute "red".
          queue:~- name: q~  rate: [1/s]              | 3 | rate | expected a single value.
          queue:~- name: "q                           | 2 | ``   | found unexpected end of stream.
          """)
    void error_names_its_line_and_field(String file, int line, String field, String what) {
        assertMistake(file, line, field, what);
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', textBlock = """
          max_doublings: -1                                 | 5 | max_doublings | Max doublings must not be less than zero.
          min_backoff_seconds: 2~    max_backoff_seconds: 1 | 5 | min_backoff_seconds | Min backoff sec must not be greater
          task_retry_limit: 1~    task_age_limit: 5         | 6 | task_age_limit | Task age limit must be a number with
          retries: 1                                        | 5 | retries | unknown attribute "retries".
          """)
    void error_in_retry_parameters_names_its_line_and_field(String parameters, int line, String field, String what) {
        assertMistake(
                "queue:~- name: q~  rate: 1/s~  retry_parameters:~    " + parameters,
                line,
                "retry_parameters." + field,
                what);
    }

    @Test
    @Tag("inferred")
    void line_of_each_queue_is_known() {
        assertThat(parse("queue:\n- name: a\n  rate: 1/s\n- rate: 1/s\n  name: b\n")
                        .lines())
                .isEqualTo(Map.of("a", 2, "b", 5));
    }

    @Test
    void yaml_tag_that_names_a_class_is_rejected() {
        assertThatThrownBy(() -> parse("queue: [{name: !!java.lang.Thread q, rate: 1/s}]"))
                .hasMessageStartingWith("Error parsing queue.yaml at line 1: Global tag is not allowed");
    }

    private static void assertInvalid(String queues, String message) {
        assertThatThrownBy(() -> parse("queue: [" + queues + "]"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessage("Invalid queue configuration. " + message);
    }

    private static void assertMistake(String file, int line, String field, String what) {
        assertThatThrownBy(
                        () -> QueueYaml.read(Bytes.wrap(file.replace('~', '\n').getBytes(UTF_8))))
                .isInstanceOfSatisfying(InvalidQueueYamlException.class, mistake -> {
                    assertThat(mistake.line()).isEqualTo(line);
                    assertThat(mistake.field()).isEqualTo(field);
                    assertThat(mistake.description()).startsWith(what);
                });
    }

    private static RetryConfig retry(String parameters) {
        return parse("queue: [{name: q, rate: 1/s, retry_parameters: {" + parameters + "}}]")
                .queues()
                .get("q")
                .settings()
                .retryConfig();
    }

    private static AppEngineRouting target(String target) {
        UploadedQueue queue = parse("queue: [{name: q, rate: 1/s, target: " + target + "}]")
                .queues()
                .get("q");
        return ((PushTarget) queue.settings().target()).appEngineRoutingOverride();
    }

    private static QueueYaml parse(String file) {
        return QueueYaml.parse(Bytes.wrap(file.getBytes(UTF_8)));
    }
}
