package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PurgeQueue.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class PurgingQueuesContract extends ServiceContract {

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void purge_queue_returns_the_queue_with_its_purge_time() {
        fixture.advance(Duration.ofNanos(939_615_000));
        Queue before = service.getQueue(fixture.queue("q"));

        Queue purged = service.purgeQueue(fixture.queue("q"));

        assertThat(purged).isEqualTo(before.purgedAt(fixture.now()));
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(purged);
    }

    @Test
    @Tag("recorded")
    void purge_queue_removes_all_tasks__waiting() {
        fixture.createTask("q", "later", TaskBuilder.http().at(fixture.now().plusSeconds(60)));
        fixture.createTask("q", "due", TaskBuilder.http());

        service.purgeQueue(fixture.queue("q"));
        fixture.advance(Duration.ofHours(2));

        fixture.dispatcher().assertNoMore();
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void purge_queue_blocks_the_task_names() {
        fixture.createTask("q", "t", TaskBuilder.http());

        service.purgeQueue(fixture.queue("q"));

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("recorded")
    void task_created_after_a_purge_is_kept() {
        fixture.createTask("q", "before", TaskBuilder.http());
        service.purgeQueue(fixture.queue("q"));
        fixture.createTask("q", "after", TaskBuilder.http());

        fixture.settle();

        assertThat(fixture.dispatcher().taskIds()).containsExactly("after");
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items())
                .extracting(Task::id)
                .containsExactly("after");
    }

    @Test
    @Tag("recorded")
    void purge_queue_keeps_the_queue_state() {
        service.pauseQueue(fixture.queue("q"));

        assertThat(service.purgeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("inferred")
    void outcome_after_a_purge_is_ignored() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        service.purgeQueue(fixture.queue("q"));
        fixture.dispatcher().next().respond(500);
        fixture.advance(Duration.ofHours(2));

        fixture.dispatcher().assertNoMore();
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void purged_task_in_flight_keeps_its_concurrency_slot() {
        fixture.createQueue("one", QueueBuilder.push().concurrency(1));
        fixture.createTask("one", "before", TaskBuilder.http());
        fixture.settle();
        FakeDispatcher.SentAttempt inFlight = fixture.dispatcher().next();

        service.purgeQueue(fixture.queue("one"));
        fixture.createTask("one", "after", TaskBuilder.http());
        fixture.settle();
        fixture.dispatcher().assertNoMore();

        inFlight.respond(200);
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("after");
    }

    @Test
    @Tag("inferred")
    void purge_queue_neither_returns_nor_takes_tokens() {
        fixture.createQueue("slow", QueueBuilder.push().rate(1).burst(2));
        fixture.createTask("slow", "a", TaskBuilder.http());
        fixture.createTask("slow", "b", TaskBuilder.http());
        fixture.createTask("slow", "c", TaskBuilder.http());
        fixture.settle();
        service.purgeQueue(fixture.queue("slow"));

        fixture.createTask("slow", "d", TaskBuilder.http());
        fixture.advanceToJustBefore(fixture.now().plusSeconds(1));
        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "b");
        fixture.advance(TICK);

        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "b", "d");
    }

    @Test
    @Tag("documented")
    void purge_queue_removes_all_tasks__leased() {
        fixture.createQueue("pull", QueueBuilder.pull());
        fixture.createTask("pull", "t", TaskBuilder.pull());
        Task leased = service.leaseTasks(fixture.queue("pull"), 1, Duration.ofMinutes(1), "")
                .getFirst();

        service.purgeQueue(fixture.queue("pull"));

        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> service.acknowledgeTask(fixture.task("pull", "t"), leased.scheduleTime()));
    }

    @Test
    @Tag("unlike")
    void hard_reset_on_purge_frees_the_task_names() {
        useLimits(Limits.DEFAULTS.withHardResetOnPurge(true));
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "present", TaskBuilder.http());
        fixture.createTask("q", "deleted", TaskBuilder.http());
        service.deleteTask(fixture.task("q", "deleted"));

        service.purgeQueue(fixture.queue("q"));

        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "present")));
        assertThat(fixture.createTask("q", "present", TaskBuilder.http()).id()).isEqualTo("present");
        assertThat(fixture.createTask("q", "deleted", TaskBuilder.http()).id()).isEqualTo("deleted");
    }
}
