package io.github.cloudtasks.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueuesFileTest {
    private static final String A = "name: " + InitialQueueEngine.LOCATION + "/queues/a";
    private static final String B = "name: " + InitialQueueEngine.LOCATION + "/queues/b";

    @TempDir
    private Path directory;

    private InitialQueueEngine started;

    @BeforeEach
    void start() {
        started = new InitialQueueEngine(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- {" + A + "}~- {" + B + "}~",
                "---~" + A + "~---~" + B + "~",
                "queues:~- " + A + "~- " + B + "~nextPageToken: x~",
                "{\"queues\": [{\"name\": \"" + InitialQueueEngine.LOCATION + "/queues/a\"},"
                        + " {\"name\": \"projects\\/p\\/locations\\/us-central1\\/queues\\/b\"}]}",
                "[~\t{~\t\t\"name\": \"" + InitialQueueEngine.LOCATION + "/queues/a\"~\t},~\t{ " + B + " }~]~",
            })
    void lists_documents_and_list_responses_are_accepted(String text) {
        started.createFromQueuesFile(text);

        assertThat(started.ids()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# none~", "[]", "queues: []", "---~---~", "{\"queues\": []}"})
    void file_without_queues_is_accepted(String text) {
        started.createFromQueuesFile(text);

        assertThat(started.ids()).isEmpty();
    }

    /** A dump is restored, except for output-only fields. Each version has names of its own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      v2 | appEngineRoutingOverride: {service: worker, version: 2, host: 2.worker.p.appspot.com} | maxDispatchesPerSecond | maxConcurrentDispatches
      v2beta3 | appEngineHttpQueue: {appEngineRoutingOverride: {service: worker, version: 2}}~type: PUSH~taskTtl: 2678400s | maxDispatchesPerSecond | maxConcurrentDispatches
      v2beta2 | appEngineHttpTarget: {appEngineRoutingOverride: {service: worker, version: 2}} | maxTasksDispatchedPerSecond | maxConcurrentTasks
      """)
    void saved_queue_is_restored(String version, String target, String rate, String concurrency) {
        started.createFromQueuesFile("""
        %s
        %s
        purgeTime: 2025-06-02T18:09:29.939615Z
        rateLimits: {maxBurstSize: 10, %s: 0.5, %s: 7}
        retryConfig: {maxAttempts: 3, maxBackoff: 60s, maxDoublings: 2, maxRetryDuration: 600s, minBackoff: 0.100s}
        state: PAUSED
        """.formatted(A, target, rate, concurrency));

        Queue queue = started.queue("a");
        assertThat(queue.target())
                .isEqualTo(new PushTarget(new AppEngineRouting("worker", "2", "", "2.worker.p.appspot.com"), null));
        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(0.5, 10, 7));
        assertThat(queue.retryConfig())
                .isEqualTo(
                        new RetryConfig(3, Duration.ofMinutes(10), Duration.ofMillis(100), Duration.ofMinutes(1), 2));
        assertThat(queue.state()).isEqualTo(QueueState.PAUSED);
        assertThat(queue.purgeTime()).isNull();
    }

    @Test
    void ttls_and_burst_sizes_are_restored_in_versions_that_have_them() {
        started.createFromQueuesFile(A + "~taskTtl: 864000s~tombstoneTtl: 7200s~rateLimits: {maxBurstSize: 20}");

        assertThat(started.queue("a").taskTtl()).isEqualTo(Duration.ofDays(10));
        assertThat(started.queue("a").tombstoneTtl()).isEqualTo(Duration.ofHours(2));
        assertThat(started.queue("a").rateLimits().maxBurstSize()).isEqualTo(20);
    }

    @Test
    void snake_case_field_names_are_accepted() {
        started.createFromQueuesFile(
                A + "~rate_limits: {max_tasks_dispatched_per_second: 5}~retry_config: {max_attempts: 3}");

        assertThat(started.queue("a").rateLimits().maxDispatchesPerSecond()).isEqualTo(5);
        assertThat(started.queue("a").retryConfig().maxAttempts()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pullTarget: {}~retryConfig: {unlimitedAttempts: true}",
                "type: PULL~retryConfig: {maxAttempts: -1}"
            })
    void pull_queue_is_recognized_by_pull_target_or_type(String text) {
        started.createFromQueuesFile(A + "~" + text);

        assertThat(started.queue("a").target()).isEqualTo(new PullTarget());
        assertThat(started.queue("a").retryConfig().maxAttempts()).isEqualTo(RetryConfig.UNLIMITED);
    }

    @ParameterizedTest
    @CsvSource({"PAUSED,PAUSED", "DISABLED,DISABLED", "RUNNING,RUNNING", "STATE_UNSPECIFIED,RUNNING", "2,PAUSED"})
    void queue_starts_in_the_state_of_the_file(String shown, QueueState state) {
        started.createFromQueuesFile(A + "~state: " + shown);

        assertThat(started.queue("a").state()).isEqualTo(state);
    }

    /** Queues that App Engine made are shown so. */
    @Test
    void task_ttl_of_10_000_years_becomes_the_maximum() {
        started.createFromQueuesFile(A + "~taskTtl: 315576000000.999999999s");

        assertThat(started.queue("a").taskTtl()).isEqualTo(Duration.ofDays(3650));
    }

    @Test
    void null_values_are_ignored() {
        started.createFromQueuesFile(A + "~rateLimits:~retryConfig: {maxAttempts: null}~state: ~");

        assertThat(started.queue("a").retryConfig().maxAttempts()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
      maxDoublings: 0 | PT0.1S | PT1H | 0
      max_doublings: 0 | PT0.1S | PT1H | 0
      maxDoublings: 0, minBackoff: 10s, maxBackoff: 20s | PT10S | PT20S | 0
      minBackoff: 0s | PT0S | PT1H | 16
      minBackoff: 0s, maxBackoff: 0.05s | PT0S | PT0.05S | 16
      minBackoff: 0s, maxBackoff: 0s, maxDoublings: 3 | PT0S | PT0S | 3
      maxDoublings: null, minBackoff: null | PT0.1S | PT1H | 16
      maxRetryDuration: 0s | PT0.1S | PT1H | 16
      """)
    void written_zero_in_the_retry_config_is_a_value(String retryConfig, Duration min, Duration max, int doublings) {
        started.createFromQueuesFile(A + "~retryConfig: {" + retryConfig + "}~");

        assertThat(started.queue("a").retryConfig()).isEqualTo(new RetryConfig(100, null, min, max, doublings));
    }

    @Test
    void written_zero_in_the_rates_of_a_pull_queue_is_ignored() {
        started.createFromQueuesFile(A + "~type: PULL~rateLimits: {maxDispatchesPerSecond: 0, maxBurstSize: 0}~");

        assertThat(started.queue("a").isPull()).isTrue();
    }

    /** A mistake in the second queue of the file; its name is on line 3, what the row has begins on line 4. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      retryConfig: {maxAttempts: 0} | 4, retryConfig.maxAttempts: 0 is not possible here; leave the field out for the default.
      rateLimits: {max_dispatches_per_second: 0} | 4, rateLimits.max_dispatches_per_second: 0 is not possible here; leave the field out for the default.
      rateLimits: {maxConcurrentTasks: 0.0} | 4, rateLimits.maxConcurrentTasks: 0 is not possible here; leave the field out for the default.
      rateLimits: {maxBurstSize: 0} | 4, rateLimits.maxBurstSize: 0 is not possible here; leave the field out for the default.
      retryConfig: {minBackoff: 0s, maxBackoff: -1s} | 4, retryConfig.maxBackoff: RetryConfig.maxBackoff cannot be negative.
      retryConfig: {minBackoff: -1s} | 4, retryConfig.minBackoff: RetryConfig.minBackoff cannot be negative.
      retryConfig:~  maxAttempts: 3~  minBackoff: -1s | 6, retryConfig.minBackoff: RetryConfig.minBackoff cannot be negative.
      retry_config:~  min_backoff: -1s | 5, retry_config.min_backoff: RetryConfig.minBackoff cannot be negative.
      retryConfig:~  maxBackoff: 1s~  minBackoff: 2s | 6, retryConfig.minBackoff: RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.
      retryConfig:~  maxBackoff: 0.05s | 5, retryConfig.maxBackoff: RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.
      retryConfig:~  maxRetryDuration: -1s | 5, retryConfig.maxRetryDuration: RetryConfig.max_retry_duration.seconds cannot be negative.
      rateLimits:~  maxConcurrentTasks: 5001 | 5, rateLimits.maxConcurrentTasks: RateLimits.maxConcurrentTasks must be less than or equal to 5000.
      rateLimits:~  maxDispatchesPerSecond: 600 | 5, rateLimits.maxDispatchesPerSecond: RateLimits.maxDispatchesPerSecond must be less than or equal to 500.
      rateLimits:~  maxTasksDispatchedPerSecond: 600 | 5, rateLimits.maxTasksDispatchedPerSecond: RateLimits.maxTasksDispatchedPerSecond must be less than or equal to 500.
      taskTtl: 1s | 4, taskTtl: Queue.task_ttl must be between [864000s, 315360000s].
      httpTarget: {uriOverride: {host: a/b}} | 4, httpTarget.uriOverride.host: Error in parsing HttpTarget. Invalid Host.
      pullTarget: {}~rateLimits: {maxTask: 1} | 5, rateLimits.maxTask: Unknown name "maxTask" at 'rate_limits': Cannot find field.
      rateLimits: {maxTasks: 1} | 4, rateLimits.maxTasks: Unknown name "maxTasks" at 'rate_limits': Cannot find field.
      name2: x | 4, name2: Unknown name "name2": Cannot find field.
      rateLimits:~  maxBurstSize: many | 5, rateLimits.maxBurstSize: Invalid value at 'rate_limits.max_burst_size' (TYPE_INT32), "many".
      httpTarget:~  headerOverrides:~  - header: {key: a}~  - header:~      key: [b] | 8, httpTarget.headerOverrides.header.key: Unknown name "key" at 'http_target.header_overrides[1].header': Proto field is not repeating, cannot start list.
      pullTarget: {}~httpTarget: {} | 5, httpTarget: Invalid value (oneof), oneof field 'target_type' is already set. Cannot set 'httpTarget'.
      rateLimits: 5 | 4, rateLimits: Invalid value at 'rate_limits' (type.googleapis.com/google.cloud.tasks.v2beta3.RateLimits), "5".
      state: ASLEEP | 4, state: Invalid value at 'state' (type.googleapis.com/google.cloud.tasks.v2beta3.Queue.State), "ASLEEP".
      name: x | 4, name: "name" is given twice.
      ? [x]~: y | 4: a field name must be a string.
      x: &x [*x] | 4: this is nested too deeply.
      """)
    void error_names_file_line_and_field(String text, String sentence) {
        assertMistake(A + "~---~" + B + "~" + text, ", line " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      - rateLimits: {} | line 1: Queue name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".
      -~  name: a | line 2, name: Queue name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".
      - {name: projects/p/locations/l/queues/a_b} | line 1, name: Queue ID "a_b" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). Queue ID must be between 1 and 100 characters.
      - {name: projects/p/locations/l/queues/a}~- name: projects/p/locations/l/queues/a | line 2, name: A queue of this name has been configured already.
      queues: 5 | line 1, queues: this must be a list of Queue resources.
      queues: []~more: 1 | line 2, more: there is no such field beside queues.
      - a | line 1: this must be a Queue resource.
      hello | line 1: this must be a Queue resource.
      - name: "a | line 1: found unexpected end of stream.
      [{"name": "a"} | line 1: expected ',' or ']', but got <stream end>.
      """)
    void error_outside_of_a_field_names_file_and_line(String text, String sentence) {
        assertMistake(text, ", " + sentence);
    }

    @Test
    void unreadable_file_is_named() {
        Path missing = directory.resolve("none.yaml");

        assertThatThrownBy(() -> started.create(InitialQueues.NONE.withQueuesFile(missing)))
                .isInstanceOf(InitialQueueException.class)
                .hasMessage("Cannot read " + missing + ": there is no such file.");
        assertThatThrownBy(() -> started.create(InitialQueues.NONE.withQueuesFile(directory)))
                .hasMessage("Cannot read " + directory + ": it is a directory.");
        assertThatThrownBy(() -> started.create(InitialQueues.NONE.withQueuesFile(Path.of("/dev/zero"))))
                .hasMessage("Cannot read /dev/zero: it is larger than 16 MiB.");
    }

    private void assertMistake(String text, String sentence) {
        assertThatThrownBy(() -> started.createFromQueuesFile(text))
                .isInstanceOf(InitialQueueException.class)
                .hasMessage(directory.resolve("queues.yaml") + sentence);
    }
}
