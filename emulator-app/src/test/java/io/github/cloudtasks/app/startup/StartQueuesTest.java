package io.github.cloudtasks.app.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartQueuesTest {
    private static final String A = StartingQueues.LOCATION + "/queues/a";

    @TempDir
    private Path directory;

    private StartingQueues started;

    @BeforeEach
    void start() {
        started = new StartingQueues(directory);
    }

    @Test
    void queues_are_named_in_full_or_by_their_ids() {
        started.create(StartQueues.NONE
                .withQueue(StartQueue.named(A))
                .withQueue(new StartQueue("b", NewQueue.DEFAULT, true))
                .withProject("p"));

        assertThat(started.ids()).containsExactly("a", "b");
        assertThat(started.queue("a").state()).isEqualTo(QueueState.RUNNING);
        assertThat(started.queue("b").state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    void an_id_alone_needs_a_project() {
        assertMistake(
                StartQueues.NONE.withQueue(StartQueue.named("a")),
                "Queue a needs a project: say --project PROJECT, or projects/PROJECT/locations/LOCATION/queues/a.");
    }

    @Test
    void a_name_that_is_none_is_answered_with_what_a_name_looks_like() {
        assertMistake(
                StartQueues.NONE.withQueue(StartQueue.named("projects/p/queues/a")),
                "Queue projects/p/queues/a: Queue name must be formatted:"
                        + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".");
    }

    @Test
    void a_setting_that_the_service_refuses_is_named() {
        NewQueue fast = new NewQueue(null, new RateLimits(600, 0, 0), RetryConfig.UNSET, null, null, null);

        assertMistake(
                StartQueues.NONE.withQueue(new StartQueue(A, fast, false)),
                "Queue " + A + ": RateLimits.maxDispatchesPerSecond must be less than or equal to 500.");
    }

    @Test
    void a_queue_is_configured_once() {
        Path file = started.file("queues.yaml", "name: " + A);

        assertMistake(
                StartQueues.NONE.withQueuesFile(file).withQueue(StartQueue.named(A)),
                "Queue " + A + ": A queue of this name has been configured already.");
    }

    private void assertMistake(StartQueues queues, String sentence) {
        assertThatThrownBy(() -> started.create(queues))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }
}
