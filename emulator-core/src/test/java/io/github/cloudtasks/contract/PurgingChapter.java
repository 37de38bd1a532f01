package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueState;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To remove all tasks of a queue. */
public abstract class PurgingChapter extends Chapter {

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.push());
    }

    @Test
    @Tag("recorded")
    void a_purge_returns_the_queue_and_when_it_was() {
        bench.advance(Duration.ofNanos(939_615_000));
        Queue before = service.getQueue(bench.queue("q"));

        Queue purged = service.purgeQueue(bench.queue("q"));

        assertThat(purged).isEqualTo(before.purgedAt(bench.now()));
        assertThat(service.getQueue(bench.queue("q"))).isEqualTo(purged);
    }

    @Test
    @Tag("recorded")
    void a_purge_removes_every_task() {
        bench.add("q", "later", ATask.http().at(bench.now().plusSeconds(60)));
        bench.add("q", "due", ATask.http());

        service.purgeQueue(bench.queue("q"));
        bench.advance(Duration.ofHours(2));

        bench.attempts().noneLeft();
        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void a_purge_blocks_the_names() {
        bench.add("q", "t", ATask.http());

        service.purgeQueue(bench.queue("q"));

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
    }

    @Test
    @Tag("recorded")
    void a_purge_keeps_tasks_created_after_it() {
        bench.add("q", "before", ATask.http());
        service.purgeQueue(bench.queue("q"));
        bench.add("q", "after", ATask.http());

        bench.settle();

        assertThat(bench.attempts().taskIds()).containsExactly("after");
        assertThat(service.listTasks(bench.queue("q"), 0, "").items())
                .extracting(Task::id)
                .containsExactly("after");
    }

    @Test
    @Tag("recorded")
    void a_purge_keeps_the_state() {
        service.pauseQueue(bench.queue("q"));

        assertThat(service.purgeQueue(bench.queue("q")).state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("inferred")
    void an_attempt_in_flight_ends_without_effect_after_a_purge() {
        bench.add("q", "t", ATask.http());
        bench.settle();

        service.purgeQueue(bench.queue("q"));
        bench.attempts().take().answered(500);
        bench.advance(Duration.ofHours(2));

        bench.attempts().noneLeft();
        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void an_attempt_in_flight_keeps_its_slot_over_a_purge() {
        bench.create("one", AQueue.push().concurrency(1));
        bench.add("one", "before", ATask.http());
        bench.settle();
        Attempts.Sent inFlight = bench.attempts().take();

        service.purgeQueue(bench.queue("one"));
        bench.add("one", "after", ATask.http());
        bench.settle();
        bench.attempts().noneLeft();

        inFlight.answered(200);
        assertThat(bench.attempts().take().taskId()).isEqualTo("after");
    }

    @Test
    @Tag("inferred")
    void a_purge_gives_back_no_tokens_and_takes_none() {
        bench.create("slow", AQueue.push().rate(1).burst(2));
        bench.add("slow", "a", ATask.http());
        bench.add("slow", "b", ATask.http());
        bench.add("slow", "c", ATask.http());
        bench.settle();
        service.purgeQueue(bench.queue("slow"));

        bench.add("slow", "d", ATask.http());
        bench.advanceToJustBefore(bench.now().plusSeconds(1));
        assertThat(bench.attempts().taskIds()).containsExactly("a", "b");
        bench.advance(TICK);

        assertThat(bench.attempts().taskIds()).containsExactly("a", "b", "d");
    }

    @Test
    @Tag("documented")
    void a_purge_takes_leased_tasks_too() {
        bench.create("pull", AQueue.pull());
        bench.add("pull", "t", ATask.pull());
        Task leased = service.leaseTasks(bench.queue("pull"), 1, Duration.ofMinutes(1), "")
                .getFirst();

        service.purgeQueue(bench.queue("pull"));

        refused(
                NOT_FOUND,
                Answers.NOT_FOUND,
                () -> service.acknowledgeTask(bench.task("pull", "t"), leased.scheduleTime()));
    }

    @Test
    @Tag("unlike")
    void a_purge_forgets_the_names_where_the_user_says_so() {
        workUnder(Limits.OF_THE_SERVICE.withHardResetOnPurge(true));
        bench.create("q", AQueue.push());
        bench.add("q", "present", ATask.http());
        bench.add("q", "deleted", ATask.http());
        service.deleteTask(bench.task("q", "deleted"));

        service.purgeQueue(bench.queue("q"));

        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "present")));
        assertThat(bench.add("q", "present", ATask.http()).id()).isEqualTo("present");
        assertThat(bench.add("q", "deleted", ATask.http()).id()).isEqualTo("deleted");
    }
}
