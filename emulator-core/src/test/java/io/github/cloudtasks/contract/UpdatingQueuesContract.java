package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To replace the settings of a queue, or to make one that is missing. */
public abstract class UpdatingQueuesContract extends ServiceContract {
    @Test
    @Tag("recorded")
    void an_update_creates_a_queue_that_is_missing() {
        Queue queue =
                service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(queue);
    }

    @Test
    @Tag("recorded")
    void an_update_without_a_mask_replaces_every_field() {
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
    void an_update_keeps_the_state() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));

        assertThat(service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build())
                        .state())
                .isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void an_update_keeps_the_purge_time() {
        fixture.createQueue("q", QueueBuilder.push());
        Queue purged = service.purgeQueue(fixture.queue("q"));

        assertThat(service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build())
                        .purgeTime())
                .isEqualTo(purged.purgeTime());
    }

    @Test
    @Tag("documented")
    void an_update_keeps_the_tasks() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        service.updateQueue(fixture.queue("q"), QueueBuilder.slow().build());

        assertThat(service.getTask(fixture.task("q", "t")).id()).isEqualTo("t");
    }

    @Test
    @Tag("inferred")
    void an_update_without_a_target_keeps_it_where_it_is_the_kind_of_a_queue() {
        assumeTrue(service.dialect().oneTargetPerQueue());
        HttpTarget http = new HttpTarget(null, null, List.of(new HttpTarget.Header("X-Queue", "q")), null);
        fixture.createQueue("http", QueueBuilder.over(http));

        NewQueue without = QueueBuilder.unspecified().build();

        assertThat(service.updateQueue(fixture.queue("http"), without).target())
                .isEqualTo(new Target.PushTarget(null, http));
    }

    @Test
    @Tag("recorded")
    void an_update_without_an_http_target_takes_it_away_where_every_push_queue_may_have_one() {
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
    void an_update_without_a_target_keeps_a_pull_queue() {
        fixture.createQueue("pull", QueueBuilder.pull());

        assertThat(service.updateQueue(
                                fixture.queue("pull"),
                                QueueBuilder.unspecified().build())
                        .isPull())
                .isTrue();
    }

    @Test
    @Tag("documented")
    void an_update_cannot_change_the_kind_of_queue() {
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
    void an_update_may_change_what_is_in_the_target() {
        fixture.createQueue("q", QueueBuilder.to(new Target.PushTarget(new AppEngineRouting("old", "", "", ""), null)));

        Queue queue = service.updateQueue(
                fixture.queue("q"),
                QueueBuilder.to(new Target.PushTarget(new AppEngineRouting("new", "", "", ""), null))
                        .build());

        assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
                .isEqualTo(new AppEngineRouting("new", "", "", "new." + fixture.project() + ".appspot.com"));
    }
}
