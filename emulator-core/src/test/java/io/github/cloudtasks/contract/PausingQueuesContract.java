package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PauseQueue and ResumeQueue.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class PausingQueuesContract extends ServiceContract {

    @Test
    @Tag("recorded")
    void pause_and_resume_return_the_queue() {
        Queue created = fixture.createQueue("q", QueueBuilder.push().rate(5).attempts(3));

        assertThat(service.pauseQueue(fixture.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.resumeQueue(fixture.queue("q"))).isEqualTo(created);
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(created);
    }

    @Test
    @Tag("recorded")
    void pause_and_resume_can_be_repeated() {
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(service.pauseQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.pauseQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.resumeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.RUNNING);
        assertThat(service.resumeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("recorded")
    void paused_queue_accepts_tasks_and_dispatches_nothing__new_task() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));

        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.advance(Duration.ofDays(1));

        fixture.dispatcher().assertNoMore();
        assertThat(service.getTask(fixture.task("q", "t")).dispatchCount()).isZero();
    }

    @Test
    @Tag("documented")
    void paused_queue_accepts_tasks_and_dispatches_nothing__backlog() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "due", TaskBuilder.http());
        fixture.createTask("q", "later", TaskBuilder.http().at(fixture.now().plusSeconds(5)));

        service.pauseQueue(fixture.queue("q"));
        fixture.advance(Duration.ofSeconds(10));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("recorded")
    void resumed_queue_dispatches_due_tasks_at_once() {
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
    void pause_does_not_end_attempts_in_flight() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        service.pauseQueue(fixture.queue("q"));

        fixture.dispatcher().next().respond(200);

        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void failed_attempt_on_a_paused_queue_is_retried_after_resume() {
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
    void lease_from_a_paused_queue_is_rejected() {
        fixture.createQueue("q", QueueBuilder.pull());
        fixture.createTask("q", "t", TaskBuilder.pull());
        service.pauseQueue(fixture.queue("q"));

        assertRejected(FAILED_PRECONDITION, () -> service.leaseTasks(fixture.queue("q"), 1, Duration.ofMinutes(1), ""));

        service.resumeQueue(fixture.queue("q"));
        assertThat(service.leaseTasks(fixture.queue("q"), 1, Duration.ofMinutes(1), ""))
                .hasSize(1);
    }
}
