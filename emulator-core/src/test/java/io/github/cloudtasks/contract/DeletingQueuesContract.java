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

/** To remove a queue, and what a queue that is not there answers. */
public abstract class DeletingQueuesContract extends ServiceContract {
    @Test
    @Tag("recorded")
    void a_deleted_queue_is_gone() {
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
    void a_queue_goes_with_its_tasks() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(1)));

        service.deleteQueue(fixture.queue("q"));
        fixture.advance(Duration.ofSeconds(2));

        fixture.dispatcher().assertNoMore();
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void an_attempt_that_outlives_its_queue_ends_without_effect() {
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
    void a_missing_queue_does_not_exist(ResourceMethod rpc) {
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> rpc.call(service, fixture.queue("missing")));
    }

    @Test
    @Tag("recorded")
    void a_missing_queue_cannot_be_deleted() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.deleteQueue(fixture.queue("missing")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GetTask", "DeleteTask"})
    @Tag("recorded")
    void a_task_of_a_missing_queue_is_not_found(ResourceMethod rpc) {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> rpc.call(service, fixture.task("missing", "t")));
    }

    @Test
    @Tag("recorded")
    void a_task_to_run_on_a_missing_queue_finds_no_queue() {
        assertRejected(NOT_FOUND, ExpectedErrors.QUEUE_MISSING, () -> service.runTask(fixture.task("missing", "t")));
    }

    @Test
    @Tag("inferred")
    void a_lease_on_a_missing_queue_finds_no_queue() {
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
    void the_name_of_a_deleted_queue_cannot_be_used_at_once() {
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
