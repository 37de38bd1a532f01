package io.github.cloudtasks.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialQueuesTest {
    private static final String A = InitialQueueEngine.LOCATION + "/queues/a";

    @TempDir
    private Path directory;

    private InitialQueueEngine started;

    @BeforeEach
    void start() {
        started = new InitialQueueEngine(directory);
    }

    @Test
    void queues_can_have_full_names_or_ids() {
        started.create(InitialQueues.NONE
                .withQueue(InitialQueue.named(A))
                .withQueue(new InitialQueue("b", NewQueue.DEFAULT, true))
                .withProject("p"));

        assertThat(started.ids()).containsExactly("a", "b");
        assertThat(started.queue("a").state()).isEqualTo(QueueState.RUNNING);
        assertThat(started.queue("b").state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    void id_without_project_is_rejected() {
        assertMistake(
                InitialQueues.NONE.withQueue(InitialQueue.named("a")),
                "Queue a needs a project: add --project PROJECT, or write projects/PROJECT/locations/LOCATION/queues/a.");
    }

    @Test
    void invalid_name_is_rejected_with_the_expected_format() {
        assertMistake(
                InitialQueues.NONE.withQueue(InitialQueue.named("projects/p/queues/a")),
                "Queue projects/p/queues/a: Queue name must be formatted:"
                        + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".");
    }

    @Test
    void invalid_setting_is_named() {
        NewQueue fast = new NewQueue(null, new RateLimits(600, 0, 0), RetryConfig.UNSET, null, null, null);

        assertMistake(
                InitialQueues.NONE.withQueue(new InitialQueue(A, fast, false)),
                "Queue " + A + ": RateLimits.maxDispatchesPerSecond must be less than or equal to 500.");
    }

    @Test
    void queue_configured_twice_is_rejected() {
        Path file = started.file("queues.yaml", "name: " + A);

        assertMistake(
                InitialQueues.NONE.withQueuesFile(file).withQueue(InitialQueue.named(A)),
                "Queue " + A + ": A queue of this name has been configured already.");
    }

    private void assertMistake(InitialQueues queues, String sentence) {
        assertThatThrownBy(() -> started.create(queues))
                .isInstanceOf(InitialQueueException.class)
                .hasMessage(sentence);
    }
}
