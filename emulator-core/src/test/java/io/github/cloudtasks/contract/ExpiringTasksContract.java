package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The lifetime of tasks, and how long the names of tasks and queues stay blocked afterwards.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ExpiringTasksContract extends ServiceContract {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    @Tag("documented")
    void task_expires_31_days_after_creation() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));
        Instant end = fixture.now().plus(Duration.ofDays(31));
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advanceToJustBefore(end);
        assertThat(service.getTask(fixture.task("q", "t")).id()).isEqualTo("t");
        fixture.advance(TICK);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
        assertThat(service.queueStats(fixture.queue("q")).tasksCount()).isZero();
    }

    @Test
    @Tag("documented")
    void task_ttl_of_the_queue_sets_the_expiry() {
        fixture.createQueue("q", QueueBuilder.push().taskTtl(Duration.ofDays(10)));
        service.pauseQueue(fixture.queue("q"));
        Instant end = fixture.now().plus(Duration.ofDays(10));
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advanceToJustBefore(end);
        assertThat(service.getTask(fixture.task("q", "t")).id()).isEqualTo("t");
        fixture.advance(TICK);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("documented")
    void task_expires_even_in_flight_or_leased() {
        fixture.createQueue("push", QueueBuilder.push());
        fixture.createQueue("pull", QueueBuilder.pull().attempts(-1));
        fixture.createTask("push", "in-flight", TaskBuilder.http());
        fixture.createTask("pull", "leased", TaskBuilder.pull());
        fixture.advance(Duration.ofDays(30));
        Task leased = service.leaseTasks(fixture.queue("pull"), 1, WEEK, "").getFirst();

        fixture.advance(Duration.ofDays(1));

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("push", "in-flight")));
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("pull", "leased")));
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> service.acknowledgeTask(fixture.task("pull", "leased"), leased.scheduleTime()));
    }

    @Test
    @Tag("documented")
    void expired_task_is_not_dispatched() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.advance(Duration.ofDays(31));

        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("documented")
    void task_name_can_be_reused_1_hour_after_the_task_ends__exact_time() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(1)));
        service.deleteTask(fixture.task("q", "t"));
        Instant free = fixture.now().plus(HOUR);

        fixture.advanceToJustBefore(free);
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http()));
        fixture.advance(TICK);

        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "t")));
        assertThat(fixture.createTask("q", "t", TaskBuilder.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void task_name_can_be_reused_1_hour_after_the_task_ends__not_after_creation() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.advance(Duration.ofMinutes(50));
        fixture.dispatcher().next().respond(200);

        fixture.advance(Duration.ofMinutes(50));

        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("documented")
    void tombstone_ttl_of_the_queue_sets_when_a_task_name_can_be_reused() {
        fixture.createQueue("q", QueueBuilder.push().tombstoneTtl(Duration.ofHours(5)));
        fixture.createTask("q", "t", TaskBuilder.http());
        service.purgeQueue(fixture.queue("q"));
        Instant free = fixture.now().plus(Duration.ofHours(5));

        fixture.advanceToJustBefore(free);
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http()));
        fixture.advance(TICK);

        assertThat(fixture.createTask("q", "t", TaskBuilder.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("inferred")
    void reused_name_is_blocked_again() {
        fixture.createQueue("q", QueueBuilder.push());
        for (int i = 0; i < 3; i++) {
            fixture.createTask("q", "t", TaskBuilder.http());
            service.deleteTask(fixture.task("q", "t"));
            fixture.advance(HOUR.minus(TICK));
            assertRejected(
                    ALREADY_EXISTS,
                    ExpectedErrors.TASK_NAME_TOO_RECENT,
                    () -> fixture.createTask("q", "t", TaskBuilder.http()));
            fixture.advance(TICK);
        }
    }

    @Test
    @Tag("documented")
    void queue_name_can_be_reused_7_days_after_deletion() {
        fixture.createQueue("q", QueueBuilder.push());
        service.deleteQueue(fixture.queue("q"));
        Instant free = fixture.now().plus(WEEK);

        fixture.advanceToJustBefore(free);
        assertRejected(
                FAILED_PRECONDITION,
                ExpectedErrors.QUEUE_NAME_TOO_RECENT,
                () -> fixture.createQueue("q", QueueBuilder.push()));
        fixture.advance(TICK);

        assertThat(fixture.createQueue("q", QueueBuilder.push().rate(7))
                        .rateLimits()
                        .maxDispatchesPerSecond())
                .isEqualTo(7);
    }

    @Test
    @Tag("inferred")
    void recreated_queue_does_not_block_names_of_former_tasks() {
        fixture.createQueue("q", QueueBuilder.push().tombstoneTtl(Duration.ofDays(9)));
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(Duration.ofDays(20))));
        service.deleteQueue(fixture.queue("q"));
        fixture.advance(WEEK);

        fixture.createQueue("q", QueueBuilder.push());

        assertThat(fixture.createTask("q", "t", TaskBuilder.http()).id()).isEqualTo("t");
    }

    @Test
    @Tag("unlike")
    void queue_name_reuse_0_frees_queue_names_at_once() {
        useLimits(Limits.DEFAULTS.withQueueNameReuse(Duration.ZERO));
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        service.deleteQueue(fixture.queue("q"));

        fixture.createQueue("q", QueueBuilder.push());

        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("unlike")
    void task_name_reuse_0_frees_task_names_at_once() {
        useLimits(Limits.DEFAULTS.withTaskNameReuse(Duration.ZERO));
        fixture.createQueue("q", QueueBuilder.push());
        fixture.dispatcher().respondToAllWith(200);

        for (int i = 0; i < 3; i++) {
            fixture.createTask("q", "t", TaskBuilder.http());
            fixture.settle();
            assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "t")));
        }

        assertThat(fixture.dispatcher().taskIds()).containsExactly("t", "t", "t");
    }
}
