package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.FakeDispatcher.SentAttempt;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The content of a queue.yaml file, as UploadQueueYaml reads it. Only v2beta2 has this method.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/python/config/queueref">queue.yaml</a>
 */
public abstract class QueueYamlContract extends ApiContract {

    @Test
    @Tag("documented")
    void push_entry_sets_rates_and_retries() {
        upload("""
        queue:
        - name: q
          rate: 30/m
          bucket_size: 7
          max_concurrent_requests: 3
          retry_parameters:
            task_retry_limit: 7
            task_age_limit: 2d
            min_backoff_seconds: 10
            max_backoff_seconds: 200
            max_doublings: 2
        """);

        Queue queue = queue("q");
        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(0.5, 7, 3));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(8, Duration.ofDays(2), Duration.ofSeconds(10), Duration.ofSeconds(200), 2));
        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(3650));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofDays(9));
    }

    @Test
    @Tag("documented")
    void missing_settings_get_the_app_engine_defaults() {
        upload("""
        queue:
        - name: q
          rate: 1/s
        """);

        assertThat(queue("q").rateLimits()).isEqualTo(new RateLimits(1, 5, 1000));
        assertThat(queue("q").retryConfig())
                .isEqualTo(
                        new RetryConfig(RetryConfig.UNLIMITED, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    }

    @Test
    @Tag("documented")
    void written_0_is_no_default__max_doublings() {
        upload("""
        queue:
        - name: q
          rate: 5/s
          retry_parameters:
            min_backoff_seconds: 10
            max_backoff_seconds: 200
            max_doublings: 0
        """);
        assertThat(queue("q").retryConfig().maxDoublings()).isZero();

        assertThat(retriesAfter(Duration.ofSeconds(10 + 20 + 30)))
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    @Tag("documented")
    void written_0_is_no_default__task_retry_limit() {
        upload("queue:\n- name: q\n  rate: 5/s\n  retry_parameters:\n    task_retry_limit: 0\n");

        assertThat(queue("q").retryConfig().maxAttempts()).isEqualTo(1);
        assertThat(retriesAfter(Duration.ofHours(2))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"min_backoff_seconds: 0", "max_backoff_seconds: 0"})
    @Tag("inferred")
    void written_0_is_no_default__backoffs(String backoff) {
        upload("queue:\n- name: q\n  rate: 1/s\n  bucket_size: 1\n  retry_parameters:\n    " + backoff + "\n");

        assertThat(queue("q").retryConfig().minBackoff()).isEqualTo(Duration.ZERO);
        assertThat(retriesAfter(Duration.ofSeconds(2)))
                .as("times that only the rate limits")
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    /** The App Engine SDK reads it as the default, because a queue without tokens would dispatch nothing. */
    @Test
    @Tag("documented")
    void bucket_size_of_0_is_the_default() {
        upload("queue:\n- name: q\n  rate: 1/s\n  bucket_size: 0\n");

        assertThat(queue("q").rateLimits()).isEqualTo(new RateLimits(1, 5, 1000));
    }

    @Test
    @Tag("inferred")
    void update_keeps_a_written_0_outside_of_its_mask() {
        upload("queue:\n- name: q\n  rate: 5/s\n  retry_parameters:\n    max_doublings: 0\n");
        NewQueue attempts = QueueBuilder.unspecified().attempts(7).build();

        assertThat(api().updateQueue(fixture.queue("q"), attempts, List.of("retry_config.max_attempts"))
                        .retryConfig())
                .isEqualTo(new RetryConfig(7, null, Duration.ofMillis(100), Duration.ofHours(1), 0));
        assertThat(api().updateQueue(fixture.queue("q"), attempts, List.of("retry_config"))
                        .retryConfig())
                .isEqualTo(new RetryConfig(7, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    }

    /** Lets a task of the queue fail for some time, and returns the times of its retries since its first attempt. */
    private List<Duration> retriesAfter(Duration time) {
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.advance(time);
        List<SentAttempt> attempts = fixture.dispatcher().all();
        return attempts.stream()
                .skip(1)
                .map(attempt -> Duration.between(attempts.getFirst().sentAt(), attempt.sentAt()))
                .toList();
    }

    @Test
    @Tag("documented")
    void pull_entry_creates_a_pull_queue() {
        upload("""
        queue:
        - name: limited
          mode: pull
          retry_parameters:
            task_retry_limit: 4
        - name: unlimited
          mode: pull
        """);

        assertThat(queue("limited").isPull()).isTrue();
        assertThat(queue("limited").retryConfig().maxAttempts()).isEqualTo(5);
        assertThat(queue("unlimited").retryConfig().maxAttempts()).isEqualTo(RetryConfig.UNLIMITED);
    }

    @Test
    @Tag("documented")
    void queue_missing_from_the_file_is_disabled() {
        fixture.createQueue("dropped", QueueBuilder.push());

        upload("queue:\n- name: q\n  rate: 5/s\n");

        assertThat(queue("dropped").state()).isEqualTo(QueueState.DISABLED);
        assertThat(queue("q").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("documented")
    void rate_0_pauses_the_queue() {
        upload("queue:\n- name: q\n  rate: 0\n");

        assertThat(queue("q").state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void push_entry_requires_a_rate() {
        assertRejected(
                INVALID_ARGUMENT,
                "Invalid queue configuration. Refill rate must be specified for push-based queue.",
                () -> upload("queue:\n- name: q\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"queue: [", "just text", "queue:\n- rate: 1/s\n", "queue:\n- name: q\n  rate: fast\n", "\u0000"})
    @Tag("inferred")
    void invalid_file_is_rejected_and_changes_nothing(String yaml) {
        Queue before = fixture.createQueue("q", QueueBuilder.push());

        assertRejected(INVALID_ARGUMENT, () -> upload(yaml));

        assertThat(service.listQueues(fixture.location(), 0, "").items()).containsExactly(before);
    }

    private void upload(String yaml) {
        api().uploadYaml(fixture.project(), yaml);
    }

    private Queue queue(String id) {
        return service.getQueue(fixture.queue(id));
    }
}
