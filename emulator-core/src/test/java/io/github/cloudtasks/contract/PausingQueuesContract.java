package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To pause and to resume. */
public abstract class PausingQueuesContract extends ServiceContract {

    @Test
    @Tag("recorded")
    void to_pause_and_to_resume_return_the_whole_queue() {
        Queue created = fixture.createQueue("q", QueueBuilder.push().rate(5).attempts(3));

        assertThat(service.pauseQueue(fixture.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.resumeQueue(fixture.queue("q"))).isEqualTo(created);
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(created);
    }

    @Test
    @Tag("recorded")
    void to_pause_and_to_resume_may_be_repeated() {
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(service.pauseQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.pauseQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.resumeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.RUNNING);
        assertThat(service.resumeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("recorded")
    void a_paused_queue_takes_tasks_and_keeps_them() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));

        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.advance(Duration.ofDays(1));

        fixture.dispatcher().assertNoMore();
        assertThat(service.getTask(fixture.task("q", "t")).dispatchCount()).isZero();
    }

    @Test
    @Tag("documented")
    void a_pause_holds_the_backlog_too() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "due", TaskBuilder.http());
        fixture.createTask("q", "later", TaskBuilder.http().at(fixture.now().plusSeconds(5)));

        service.pauseQueue(fixture.queue("q"));
        fixture.advance(Duration.ofSeconds(10));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("recorded")
    void a_resumed_queue_dispatches_what_has_become_due_at_once() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.advance(Duration.ofSeconds(10));

        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        assertThat(fixture.dispatcher().next().sentAt()).isEqualTo(fixture.now());
    }

    @Test
    @Tag("inferred")
    void a_pause_does_not_end_attempts_in_flight() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        service.pauseQueue(fixture.queue("q"));

        fixture.dispatcher().next().respond(200);

        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void an_attempt_that_fails_on_a_paused_queue_is_retried_after_the_pause() {
        fixture.createQueue("q", QueueBuilder.push().backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        service.pauseQueue(fixture.queue("q"));
        fixture.dispatcher().next().respond(500);
        fixture.advance(Duration.ofMinutes(1));
        fixture.dispatcher().assertNoMore();

        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        assertThat(fixture.dispatcher().next().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void a_paused_pull_queue_leases_nothing() {
        fixture.createQueue("q", QueueBuilder.pull());
        fixture.createTask("q", "t", TaskBuilder.pull());
        service.pauseQueue(fixture.queue("q"));

        assertRejected(FAILED_PRECONDITION, () -> service.leaseTasks(fixture.queue("q"), 1, Duration.ofMinutes(1), ""));

        service.resumeQueue(fixture.queue("q"));
        assertThat(service.leaseTasks(fixture.queue("q"), 1, Duration.ofMinutes(1), ""))
                .hasSize(1);
    }
}
