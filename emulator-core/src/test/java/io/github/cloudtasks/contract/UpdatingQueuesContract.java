package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * UpdateQueue without a mask.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class UpdatingQueuesContract extends ServiceContract {
    @Test
    @Tag("recorded")
    void update_queue_creates_a_missing_queue() {
        Queue queue =
                service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(queue);
    }

    @Test
    @Tag("recorded")
    void update_queue_replaces_every_field() {
        fixture.createQueue("q", QueueBuilder.slow());

        Queue queue = service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().rate(100).build());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(100, 20, 1000));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(queue);
    }

    @Test
    @Tag("recorded")
    void update_queue_keeps_state_and_purge_time_and_tasks__state() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));

        assertThat(service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build())
                        .state())
                .isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void update_queue_keeps_state_and_purge_time_and_tasks__purge_time() {
        fixture.createQueue("q", QueueBuilder.push());
        Queue purged = service.purgeQueue(fixture.queue("q"));

        assertThat(service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build())
                        .purgeTime())
                .isEqualTo(purged.purgeTime());
    }

    @Test
    @Tag("documented")
    void update_queue_keeps_state_and_purge_time_and_tasks__tasks() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build());

        assertThat(service.getTask(fixture.task("q", "t")).id()).isEqualTo("t");
    }

    @Test
    @Tag("inferred")
    void missing_target_is_kept_in_v2beta2() {
        assumeTrue(service.dialect().oneTargetPerQueue());
        HttpTarget http = new HttpTarget(null, null, List.of(new HttpTarget.Header("X-Queue", "q")), null);
        fixture.createQueue("http", QueueBuilder.over(http));

        NewQueue without = QueueBuilder.unspecified().build();

        assertThat(service.updateQueue(fixture.queue("http"), without).target())
                .isEqualTo(new Target.PushTarget(null, http));
    }

    @Test
    @Tag("recorded")
    void missing_http_target_is_removed_in_v2_and_v2beta3() {
        assumeFalse(service.dialect().oneTargetPerQueue());
        fixture.createQueue(
                "q",
                QueueBuilder.over(new HttpTarget(null, null, List.of(new HttpTarget.Header("X-Queue", "q")), null)));

        assertThat(service.updateQueue(fixture.queue("q"), QueueBuilder.push().build())
                        .target())
                .isEqualTo(Target.PushTarget.PLAIN);
    }

    @Test
    @Tag("inferred")
    void missing_target_keeps_a_pull_queue() {
        fixture.createQueue("pull", QueueBuilder.pull());

        assertThat(service.updateQueue(
                                fixture.queue("pull"),
                                QueueBuilder.unspecified().build())
                        .isPull())
                .isTrue();
    }

    @Test
    @Tag("documented")
    void type_of_a_queue_cannot_be_changed() {
        String text = "Queue." + service.dialect().kindField() + " is immutable.";
        NewQueue push = QueueBuilder.push().build();
        NewQueue pull = QueueBuilder.pull().build();
        fixture.createQueue("push", QueueBuilder.push());
        fixture.createQueue("pull", QueueBuilder.pull());

        assertRejected(INVALID_ARGUMENT, text, () -> service.updateQueue(fixture.queue("push"), pull));
        assertRejected(INVALID_ARGUMENT, text, () -> service.updateQueue(fixture.queue("pull"), push));
        assertThat(service.getQueue(fixture.queue("push")).isPull()).isFalse();
        assertThat(service.getQueue(fixture.queue("pull")).isPull()).isTrue();
    }

    @Test
    @Tag("documented")
    void content_of_the_target_can_be_changed() {
        fixture.createQueue("q", QueueBuilder.to(new Target.PushTarget(new AppEngineRouting("old", "", "", ""), null)));

        Queue queue = service.updateQueue(
                fixture.queue("q"),
                QueueBuilder.to(new Target.PushTarget(new AppEngineRouting("new", "", "", ""), null))
                        .build());

        assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
                .isEqualTo(new AppEngineRouting("new", "", "", "new." + fixture.project() + ".appspot.com"));
    }
}
