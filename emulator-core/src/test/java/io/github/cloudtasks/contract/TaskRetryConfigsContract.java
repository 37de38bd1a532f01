package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The retry config of a single task.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class TaskRetryConfigsContract extends ServiceContract {

    @Test
    @Tag("recorded")
    void retry_config_of_a_task_is_stored() {
        fixture.createQueue("q", QueueBuilder.push());
        RetryConfig requested =
                new RetryConfig(3, Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(4), 1);

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().retry(requested))
                        .retryConfig())
                .isEqualTo(requested);
        assertThat(service.getTask(fixture.task("q", "t")).retryConfig()).isEqualTo(requested);
    }

    @Test
    @Tag("recorded")
    void missing_fields_get_the_defaults() {
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().retry(attempts(3)))
                        .retryConfig())
                .isEqualTo(new RetryConfig(3, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    }

    @Test
    @Tag("recorded")
    void task_without_retry_config_shows_none() {
        fixture.createQueue("q", QueueBuilder.push().attempts(3));

        assertThat(fixture.createTask("q", "t", TaskBuilder.http()).retryConfig())
                .isNull();
    }

    @Test
    @Tag("recorded")
    void invalid_retry_config_is_rejected_as_in_a_queue__out_of_range() {
        fixture.createQueue("q", QueueBuilder.push());

        assertRejected(
                INVALID_ARGUMENT,
                "RetryConfig.maxAttempts must be greater or equal to -1.",
                () -> fixture.createTask("q", "t", TaskBuilder.http().retry(attempts(-2))));
    }

    @Test
    @Tag("recorded")
    void invalid_retry_config_is_rejected_as_in_a_queue__contradiction() {
        fixture.createQueue("q", QueueBuilder.push());
        RetryConfig contradiction = new RetryConfig(1, null, Duration.ofSeconds(2), Duration.ofSeconds(1), 0);

        assertRejected(
                INVALID_ARGUMENT,
                "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.",
                () -> fixture.createTask("q", "t", TaskBuilder.http().retry(contradiction)));
    }

    @Test
    @Tag("recorded")
    void retry_config_of_a_task_overrides_the_queue() {
        Duration second = Duration.ofSeconds(1);
        fixture.createQueue("q", QueueBuilder.push().attempts(10).backoff(second, second, 0));
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http().retry(new RetryConfig(2, null, second, second, 0)));

        fixture.advance(Duration.ofHours(1));

        assertThat(fixture.dispatcher().count()).isEqualTo(2);
    }

    private static RetryConfig attempts(int max) {
        return new RetryConfig(max, null, null, null, 0);
    }
}
