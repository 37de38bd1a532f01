package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * DeleteQueue, and the responses of all methods for a queue that does not exist.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class DeletingQueuesContract extends ServiceContract {
    @Test
    @Tag("recorded")
    void deleted_queue_no_longer_exists() {
        fixture.createQueue("q", QueueBuilder.push());

        service.deleteQueue(fixture.queue("q"));

        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> service.getQueue(fixture.queue("q")));
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.deleteQueue(fixture.queue("q")));
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> service.pauseQueue(fixture.queue("q")));
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> fixture.createTask("q", "t", TaskBuilder.http()));
        assertThat(service.listQueues(fixture.location(), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("documented")
    void delete_queue_deletes_its_tasks() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(1)));

        service.deleteQueue(fixture.queue("q"));
        fixture.advance(Duration.ofSeconds(2));

        fixture.dispatcher().assertNoMore();
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void outcome_after_delete_queue_is_ignored() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        service.deleteQueue(fixture.queue("q"));
        fixture.dispatcher().next().respond(500);
        fixture.advance(Duration.ofHours(1));

        fixture.dispatcher().assertNoMore();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {
                "GetQueue",
                "PurgeQueue",
                "PauseQueue",
                "ResumeQueue",
                "GetIamPolicy",
                "SetIamPolicy",
                "ListTasks",
                "CreateTask"
            })
    @Tag("recorded")
    void missing_queue_is_not_found__queue_methods(ResourceMethod method) {
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> method.call(service, fixture.queue("missing")));
    }

    @Test
    @Tag("recorded")
    void missing_queue_is_not_found__delete_queue() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.deleteQueue(fixture.queue("missing")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GetTask", "DeleteTask"})
    @Tag("recorded")
    void missing_queue_is_not_found__task_methods(ResourceMethod method) {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> method.call(service, fixture.task("missing", "t")));
    }

    @Test
    @Tag("recorded")
    void missing_queue_is_not_found__run_task() {
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> service.runTask(fixture.task("missing", "t")));
    }

    @Test
    @Tag("inferred")
    void missing_queue_is_not_found__lease_methods() {
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.QUEUE_MISSING,
                () -> service.leaseTasks(fixture.queue("missing"), 1, Duration.ofMinutes(1), ""));
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.QUEUE_MISSING,
                () -> service.acknowledgeTask(fixture.task("missing", "t"), fixture.now()));
    }

    @Test
    @Tag("recorded")
    void name_of_a_deleted_queue_cannot_be_reused_at_once() {
        fixture.createQueue("q", QueueBuilder.push());
        service.deleteQueue(fixture.queue("q"));

        assertRejected(
                FAILED_PRECONDITION,
                ExpectedErrors.QUEUE_NAME_TOO_RECENT,
                () -> fixture.createQueue("q", QueueBuilder.push()));
        assertRejected(
                FAILED_PRECONDITION,
                ExpectedErrors.QUEUE_NAME_TOO_RECENT,
                () -> service.updateQueue(
                        fixture.queue("q"), QueueBuilder.push().build()));
    }
}
