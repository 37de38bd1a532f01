package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueState;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To pause and to resume. */
public abstract class QueueStatesChapter extends Chapter {

    @Test
    @Tag("recorded")
    void to_pause_and_to_resume_return_the_whole_queue() {
        Queue created = bench.create("q", AQueue.push().rate(5).attempts(3));

        assertThat(service.pauseQueue(bench.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.getQueue(bench.queue("q"))).isEqualTo(created.withState(QueueState.PAUSED));
        assertThat(service.resumeQueue(bench.queue("q"))).isEqualTo(created);
        assertThat(service.getQueue(bench.queue("q"))).isEqualTo(created);
    }

    @Test
    @Tag("recorded")
    void to_pause_and_to_resume_may_be_repeated() {
        bench.create("q", AQueue.push());

        assertThat(service.pauseQueue(bench.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.pauseQueue(bench.queue("q")).state()).isEqualTo(QueueState.PAUSED);
        assertThat(service.resumeQueue(bench.queue("q")).state()).isEqualTo(QueueState.RUNNING);
        assertThat(service.resumeQueue(bench.queue("q")).state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("recorded")
    void a_paused_queue_takes_tasks_and_keeps_them() {
        bench.create("q", AQueue.push());
        service.pauseQueue(bench.queue("q"));

        bench.add("q", "t", ATask.http());
        bench.advance(Duration.ofDays(1));

        bench.attempts().noneLeft();
        assertThat(service.getTask(bench.task("q", "t")).dispatchCount()).isZero();
    }

    @Test
    @Tag("documented")
    void a_pause_holds_the_backlog_too() {
        bench.create("q", AQueue.push());
        bench.add("q", "due", ATask.http());
        bench.add("q", "later", ATask.http().at(bench.now().plusSeconds(5)));

        service.pauseQueue(bench.queue("q"));
        bench.advance(Duration.ofSeconds(10));

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("recorded")
    void a_resumed_queue_dispatches_what_has_become_due_at_once() {
        bench.create("q", AQueue.push());
        service.pauseQueue(bench.queue("q"));
        bench.add("q", "t", ATask.http());
        bench.advance(Duration.ofSeconds(10));

        service.resumeQueue(bench.queue("q"));
        bench.settle();

        assertThat(bench.attempts().take().at()).isEqualTo(bench.now());
    }

    @Test
    @Tag("inferred")
    void a_pause_does_not_end_attempts_in_flight() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());
        bench.settle();
        service.pauseQueue(bench.queue("q"));

        bench.attempts().take().answered(200);

        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void an_attempt_that_fails_on_a_paused_queue_is_retried_after_the_pause() {
        bench.create("q", AQueue.push().backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
        bench.add("q", "t", ATask.http());
        bench.settle();
        service.pauseQueue(bench.queue("q"));
        bench.attempts().take().answered(500);
        bench.advance(Duration.ofMinutes(1));
        bench.attempts().noneLeft();

        service.resumeQueue(bench.queue("q"));
        bench.settle();

        assertThat(bench.attempts().take().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void a_paused_pull_queue_leases_nothing() {
        bench.create("q", AQueue.pull());
        bench.add("q", "t", ATask.pull());
        service.pauseQueue(bench.queue("q"));

        refused(FAILED_PRECONDITION, () -> service.leaseTasks(bench.queue("q"), 1, Duration.ofMinutes(1), ""));

        service.resumeQueue(bench.queue("q"));
        assertThat(service.leaseTasks(bench.queue("q"), 1, Duration.ofMinutes(1), ""))
                .hasSize(1);
    }
}
