package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rates and retries of a pull queue.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class PullQueueSettingsContract extends ServiceContract {
    @Test
    @Tag("documented")
    void rates_of_a_pull_queue_cannot_be_set() {
        Queue queue =
                fixture.createQueue("q", QueueBuilder.pull().concurrency(7).rate(3));

        assertThat(queue.rateLimits().maxConcurrentDispatches()).isEqualTo(-1);
        assertThat(queue.rateLimits().maxDispatchesPerSecond()).isEqualTo(500);
    }

    @Test
    @Tag("documented")
    void max_attempts_of_a_pull_queue_defaults_to_100() {
        fixture.createQueue("default", QueueBuilder.pull());
        fixture.createQueue("custom", QueueBuilder.pull().attempts(7).retryFor(Duration.ofSeconds(66)));
        fixture.createQueue("unlimited", QueueBuilder.pull().attempts(-1));

        assertThat(retryOf("default").maxAttempts()).isEqualTo(100);
        assertThat(retryOf("default").maxRetryDuration()).isNull();
        assertThat(retryOf("custom").maxAttempts()).isEqualTo(7);
        assertThat(retryOf("custom").maxRetryDuration()).isEqualTo(Duration.ofSeconds(66));
        assertThat(retryOf("unlimited").maxAttempts()).isEqualTo(RetryConfig.UNLIMITED);
    }

    @Test
    @Tag("documented")
    void backoff_of_a_pull_queue_cannot_be_set() {
        fixture.createQueue("q", QueueBuilder.pull().backoff(Duration.ofSeconds(5), Duration.ofSeconds(9), 3));

        assertThat(retryOf("q").minBackoff()).isNull();
        assertThat(retryOf("q").maxBackoff()).isNull();
        assertThat(retryOf("q").maxDoublings()).isZero();
    }

    @Test
    @Tag("documented")
    void cleared_settings_of_a_pull_queue_return_to_the_defaults() {
        fixture.createQueue("q", QueueBuilder.pull().attempts(7).retryFor(Duration.ofSeconds(66)));

        service.updateQueue(fixture.queue("q"), QueueBuilder.pull().build());

        assertThat(retryOf("q").maxAttempts()).isEqualTo(100);
        assertThat(retryOf("q").maxRetryDuration()).isNull();
    }

    private RetryConfig retryOf(String queueId) {
        return service.getQueue(fixture.queue(queueId)).retryConfig();
    }
}
