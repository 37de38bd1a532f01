package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** To remove a queue, and what a queue that is not there answers. */
public abstract class DeletingQueuesChapter extends Chapter {
    @Test
    @Tag("recorded")
    void a_deleted_queue_is_gone() {
        bench.create("q", AQueue.push());

        service.deleteQueue(bench.queue("q"));

        refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.getQueue(bench.queue("q")));
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteQueue(bench.queue("q")));
        refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.pauseQueue(bench.queue("q")));
        refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> bench.add("q", "t", ATask.http()));
        assertThat(service.listQueues(bench.location(), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("documented")
    void a_queue_goes_with_its_tasks() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(1)));

        service.deleteQueue(bench.queue("q"));
        bench.advance(Duration.ofSeconds(2));

        bench.attempts().noneLeft();
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void an_attempt_that_outlives_its_queue_ends_without_effect() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());
        bench.settle();

        service.deleteQueue(bench.queue("q"));
        bench.attempts().take().answered(500);
        bench.advance(Duration.ofHours(1));

        bench.attempts().noneLeft();
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
    void a_missing_queue_does_not_exist(Rpc rpc) {
        refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> rpc.call(service, bench.queue("missing")));
    }

    @Test
    @Tag("recorded")
    void a_missing_queue_cannot_be_deleted() {
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteQueue(bench.queue("missing")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GetTask", "DeleteTask"})
    @Tag("recorded")
    void a_task_of_a_missing_queue_is_not_found(Rpc rpc) {
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> rpc.call(service, bench.task("missing", "t")));
    }

    @Test
    @Tag("recorded")
    void a_task_to_run_on_a_missing_queue_finds_no_queue() {
        refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.runTask(bench.task("missing", "t")));
    }

    @Test
    @Tag("inferred")
    void a_lease_on_a_missing_queue_finds_no_queue() {
        refused(
                NOT_FOUND,
                Answers.QUEUE_MISSING,
                () -> service.leaseTasks(bench.queue("missing"), 1, Duration.ofMinutes(1), ""));
        refused(
                NOT_FOUND,
                Answers.QUEUE_MISSING,
                () -> service.acknowledgeTask(bench.task("missing", "t"), bench.now()));
    }

    @Test
    @Tag("recorded")
    void the_name_of_a_deleted_queue_cannot_be_used_at_once() {
        bench.create("q", AQueue.push());
        service.deleteQueue(bench.queue("q"));

        refused(FAILED_PRECONDITION, Answers.QUEUE_NAME_TOO_RECENT, () -> bench.create("q", AQueue.push()));
        refused(
                FAILED_PRECONDITION,
                Answers.QUEUE_NAME_TOO_RECENT,
                () -> service.updateQueue(bench.queue("q"), AQueue.push().build()));
    }
}
