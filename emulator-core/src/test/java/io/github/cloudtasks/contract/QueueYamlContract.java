package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import java.time.Duration;
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
