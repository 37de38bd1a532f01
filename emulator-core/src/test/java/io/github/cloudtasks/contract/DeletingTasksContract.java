package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * DeleteTask.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class DeletingTasksContract extends ServiceContract {

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void delete_task_removes_the_task_and_blocks_its_name() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        service.deleteTask(fixture.task("q", "t"));

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http()));
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.deleteTask(fixture.task("q", "t")));
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "t")));
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void delete_task_of_a_missing_task_is_not_found() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.deleteTask(fixture.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void deleted_task_is_not_dispatched() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));
        service.deleteTask(fixture.task("q", "t"));

        fixture.advance(Duration.ofHours(1));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("documented")
    void task_in_flight_can_be_deleted() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        service.deleteTask(fixture.task("q", "t"));
        fixture.dispatcher().next().respond(500);
        fixture.advance(Duration.ofHours(2));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("inferred")
    void deleted_task_in_flight_keeps_its_concurrency_slot() {
        fixture.createQueue("one", QueueBuilder.push().concurrency(1));
        fixture.createTask("one", "a", TaskBuilder.http());
        fixture.createTask("one", "b", TaskBuilder.http());
        fixture.settle();
        FakeDispatcher.SentAttempt first = fixture.dispatcher().next();

        service.deleteTask(fixture.task("one", first.taskId()));
        fixture.settle();
        fixture.dispatcher().assertNoMore();

        first.respond(200);
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("inferred")
    void deleted_task_makes_way_for_the_next_task() {
        fixture.createQueue("slow", QueueBuilder.push().rate(1).burst(1));
        for (String id : new String[] {"a", "b", "c"}) {
            fixture.createTask("slow", id, TaskBuilder.http());
        }
        fixture.settle();

        service.deleteTask(fixture.task("slow", "b"));
        fixture.advance(Duration.ofSeconds(1));

        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "c");
    }

    @Test
    @Tag("documented")
    void leased_task_can_be_deleted_without_the_lease_token() {
        fixture.createQueue("pull", QueueBuilder.pull());
        fixture.createTask("pull", "t", TaskBuilder.pull());
        service.leaseTasks(fixture.queue("pull"), 1, Duration.ofMinutes(1), "");

        service.deleteTask(fixture.task("pull", "t"));

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("pull", "t")));
    }
}
