package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To remove one task by request. */
public abstract class DeletingTasksChapter extends Chapter {

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.push());
    }

    @Test
    @Tag("recorded")
    void a_deleted_task_is_gone_and_its_name_is_blocked() {
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(60)));

        service.deleteTask(bench.task("q", "t"));

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteTask(bench.task("q", "t")));
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.runTask(bench.task("q", "t")));
        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void a_task_that_never_was_cannot_be_deleted() {
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteTask(bench.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void a_deleted_task_is_not_dispatched() {
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(60)));
        service.deleteTask(bench.task("q", "t"));

        bench.advance(Duration.ofHours(1));

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("documented")
    void a_task_may_be_deleted_while_it_is_in_flight() {
        bench.add("q", "t", ATask.http());
        bench.settle();

        service.deleteTask(bench.task("q", "t"));
        bench.attempts().take().answered(500);
        bench.advance(Duration.ofHours(2));

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("inferred")
    void an_attempt_in_flight_keeps_its_slot_when_its_task_is_deleted() {
        bench.create("one", AQueue.push().concurrency(1));
        bench.add("one", "a", ATask.http());
        bench.add("one", "b", ATask.http());
        bench.settle();
        Attempts.Sent first = bench.attempts().take();

        service.deleteTask(bench.task("one", first.taskId()));
        bench.settle();
        bench.attempts().noneLeft();

        first.answered(200);
        assertThat(bench.attempts().take().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("inferred")
    void a_deleted_task_makes_way_for_the_next() {
        bench.create("slow", AQueue.push().rate(1).burst(1));
        for (String id : new String[] {"a", "b", "c"}) {
            bench.add("slow", id, ATask.http());
        }
        bench.settle();

        service.deleteTask(bench.task("slow", "b"));
        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.attempts().taskIds()).containsExactly("a", "c");
    }

    @Test
    @Tag("documented")
    void a_leased_task_may_be_deleted_without_its_lease() {
        bench.create("pull", AQueue.pull());
        bench.add("pull", "t", ATask.pull());
        service.leaseTasks(bench.queue("pull"), 1, Duration.ofMinutes(1), "");

        service.deleteTask(bench.task("pull", "t"));

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("pull", "t")));
    }
}
