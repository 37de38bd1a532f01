package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long tasks live, and how long the names of tasks and queues stay blocked after that. */
public abstract class ExpiringChapter extends Chapter {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    @Tag("documented")
    void a_task_expires_31_days_after_its_creation() {
        bench.create("q", AQueue.push());
        service.pauseQueue(bench.queue("q"));
        Instant end = bench.now().plus(Duration.ofDays(31));
        bench.add("q", "t", ATask.http());

        bench.advanceToJustBefore(end);
        assertThat(service.getTask(bench.task("q", "t")).id()).isEqualTo("t");
        bench.advance(TICK);

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
        assertThat(service.stats(bench.queue("q")).tasksCount()).isZero();
    }

    @Test
    @Tag("documented")
    void a_task_expires_when_its_queue_says() {
        bench.create("q", AQueue.push().taskTtl(Duration.ofDays(10)));
        service.pauseQueue(bench.queue("q"));
        Instant end = bench.now().plus(Duration.ofDays(10));
        bench.add("q", "t", ATask.http());

        bench.advanceToJustBefore(end);
        assertThat(service.getTask(bench.task("q", "t")).id()).isEqualTo("t");
        bench.advance(TICK);

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
    }

    @Test
    @Tag("documented")
    void a_task_expires_whatever_happens_to_it() {
        bench.create("push", AQueue.push());
        bench.create("pull", AQueue.pull().attempts(-1));
        bench.add("push", "in-flight", ATask.http());
        bench.add("pull", "leased", ATask.pull());
        bench.advance(Duration.ofDays(30));
        Task leased = service.leaseTasks(bench.queue("pull"), 1, WEEK, "").getFirst();

        bench.advance(Duration.ofDays(1));

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("push", "in-flight")));
        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("pull", "leased")));
        refused(
                NOT_FOUND,
                Answers.NOT_FOUND,
                () -> service.acknowledgeTask(bench.task("pull", "leased"), leased.scheduleTime()));
    }

    @Test
    @Tag("documented")
    void an_expired_task_is_not_dispatched() {
        bench.create("q", AQueue.push());
        service.pauseQueue(bench.queue("q"));
        bench.add("q", "t", ATask.http());
        bench.advance(Duration.ofDays(31));

        service.resumeQueue(bench.queue("q"));
        bench.settle();

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("documented")
    void the_name_of_a_task_is_free_an_hour_after_its_end() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(1)));
        service.deleteTask(bench.task("q", "t"));
        Instant free = bench.now().plus(HOUR);

        bench.advanceToJustBefore(free);
        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
        bench.advance(TICK);

        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "t")));
        assertThat(bench.add("q", "t", ATask.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void the_hour_counts_from_the_end_and_not_from_the_creation() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());
        bench.settle();
        bench.advance(Duration.ofMinutes(50));
        bench.attempts().take().answered(200);

        bench.advance(Duration.ofMinutes(50));

        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
    }

    @Test
    @Tag("documented")
    void the_name_of_a_task_is_free_when_its_queue_says() {
        bench.create("q", AQueue.push().tombstoneTtl(Duration.ofHours(5)));
        bench.add("q", "t", ATask.http());
        service.purgeQueue(bench.queue("q"));
        Instant free = bench.now().plus(Duration.ofHours(5));

        bench.advanceToJustBefore(free);
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
        bench.advance(TICK);

        assertThat(bench.add("q", "t", ATask.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("inferred")
    void a_name_that_was_used_again_is_blocked_again() {
        bench.create("q", AQueue.push());
        for (int i = 0; i < 3; i++) {
            bench.add("q", "t", ATask.http());
            service.deleteTask(bench.task("q", "t"));
            bench.advance(HOUR.minus(TICK));
            refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("q", "t", ATask.http()));
            bench.advance(TICK);
        }
    }

    @Test
    @Tag("documented")
    void the_name_of_a_queue_is_free_7_days_after_its_end() {
        bench.create("q", AQueue.push());
        service.deleteQueue(bench.queue("q"));
        Instant free = bench.now().plus(WEEK);

        bench.advanceToJustBefore(free);
        refused(FAILED_PRECONDITION, Answers.QUEUE_NAME_TOO_RECENT, () -> bench.create("q", AQueue.push()));
        bench.advance(TICK);

        assertThat(bench.create("q", AQueue.push().rate(7)).rateLimits().maxDispatchesPerSecond())
                .isEqualTo(7);
    }

    @Test
    @Tag("inferred")
    void a_queue_that_returns_knows_nothing_of_its_former_tasks() {
        bench.create("q", AQueue.push().tombstoneTtl(Duration.ofDays(9)));
        bench.add("q", "t", ATask.http().at(bench.now().plus(Duration.ofDays(20))));
        service.deleteQueue(bench.queue("q"));
        bench.advance(WEEK);

        bench.create("q", AQueue.push());

        assertThat(bench.add("q", "t", ATask.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("unlike")
    void the_name_of_a_queue_is_free_at_once_where_the_user_says_so() {
        workUnder(Limits.OF_THE_SERVICE.withQueueNameReuse(Duration.ZERO));
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());
        service.deleteQueue(bench.queue("q"));

        bench.create("q", AQueue.push());

        assertThat(service.listTasks(bench.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("unlike")
    void the_name_of_a_task_is_free_at_once_where_the_user_says_so() {
        workUnder(Limits.OF_THE_SERVICE.withTaskNameReuse(Duration.ZERO));
        bench.create("q", AQueue.push());
        bench.attempts().allAnswered(200);

        for (int i = 0; i < 3; i++) {
            bench.add("q", "t", ATask.http());
            bench.settle();
            refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "t")));
        }

        assertThat(bench.attempts().taskIds()).containsExactly("t", "t", "t");
    }
}
