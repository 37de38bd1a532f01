package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.FakeDispatcher.SentAttempt;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To force a task to run now. */
public abstract class RunningTasksContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeEach
    void queue() {
        fixture.createQueue("q", QueueBuilder.push().backoff(MINUTE, MINUTE, 0));
    }

    @Test
    @Tag("recorded")
    void the_answer_comes_before_the_dispatch_and_counts_it() {
        Instant tomorrow = fixture.now().plus(DAY);
        Task created = fixture.createTask("q", "t", TaskBuilder.http().at(tomorrow));

        Task answer = service.runTask(fixture.task("q", "t"));

        assertThat(answer.name()).isEqualTo(created.name());
        assertThat(answer.dispatchCount()).isEqualTo(1);
        assertThat(answer.responseCount()).isZero();
        assertThat(answer.scheduleTime()).isEqualTo(tomorrow);
        assertThat(answer.firstAttempt()).isNull();
        assertThat(answer.lastAttempt()).isEqualTo(new Attempt(tomorrow, null, null, null));
    }

    @Test
    @Tag("documented")
    void a_task_runs_now_whenever_it_is_due() {
        Instant tomorrow = fixture.now().plus(DAY);
        fixture.createTask("q", "t", TaskBuilder.http().at(tomorrow));

        service.runTask(fixture.task("q", "t"));

        SentAttempt attempt = fixture.dispatcher().next();
        assertThat(attempt.sentAt()).isEqualTo(fixture.now());
        assertThat(attempt.dispatch().task().lastAttempt().scheduleTime()).isEqualTo(tomorrow);
    }

    @Test
    @Tag("recorded")
    void a_task_runs_on_a_paused_queue() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.pauseQueue(fixture.queue("q"));

        service.runTask(fixture.task("q", "t"));

        fixture.dispatcher().next().respond(200);
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("documented")
    void a_task_runs_on_a_queue_that_is_full() {
        fixture.createQueue("full", QueueBuilder.push().concurrency(1));
        fixture.createTask("full", "a", TaskBuilder.http());
        fixture.createTask("full", "b", TaskBuilder.http());
        fixture.settle();
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("a");

        service.runTask(fixture.task("full", "b"));

        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("documented")
    void a_task_runs_on_a_queue_that_has_no_token_and_takes_none() {
        fixture.createQueue("slow", QueueBuilder.push().rate(1).burst(1));
        fixture.createTask("slow", "a", TaskBuilder.http());
        fixture.createTask("slow", "b", TaskBuilder.http());
        fixture.createTask("slow", "c", TaskBuilder.http());
        fixture.settle();
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("a");

        service.runTask(fixture.task("slow", "c"));
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("c");

        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("recorded")
    void a_task_that_ran_and_failed_is_due_after_its_wait_whenever_it_was_due_before() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        Instant called = fixture.now();
        service.runTask(fixture.task("q", "t"));
        fixture.advance(Duration.ofSeconds(7));

        fixture.dispatcher().next().respond(500);

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.scheduleTime()).isEqualTo(fixture.now().plus(MINUTE));
        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.firstAttempt()).isEqualTo(new Attempt(null, called, null, null));
        assertThat(task.lastAttempt())
                .isEqualTo(new Attempt(called.plus(DAY), called, fixture.now(), new Outcome.Responded(500)));
        fixture.advance(MINUTE);
        assertThat(fixture.dispatcher().next().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    @Tag("recorded")
    void a_task_that_ran_and_succeeded_does_not_run_when_it_was_due() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(MINUTE)));
        service.runTask(fixture.task("q", "t"));
        fixture.dispatcher().next().respond(200);

        fixture.advance(Duration.ofHours(1));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("inferred")
    void a_task_that_runs_when_it_becomes_due_does_not_leave_again() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(MINUTE)));
        service.runTask(fixture.task("q", "t"));

        fixture.advance(Duration.ofHours(1));

        assertThat(fixture.dispatcher().count()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void a_task_that_is_running_runs_again() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        Task answer = service.runTask(fixture.task("q", "t"));

        assertThat(answer.dispatchCount()).isEqualTo(2);
        assertThat(fixture.dispatcher().count()).isEqualTo(2);
    }

    @Test
    @Tag("inferred")
    void the_first_success_of_two_attempts_ends_the_task() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        service.runTask(fixture.task("q", "t"));
        SentAttempt first = fixture.dispatcher().next();
        SentAttempt second = fixture.dispatcher().next();

        first.respond(200);
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        second.respond(500);
        fixture.advance(Duration.ofHours(2));

        fixture.dispatcher().assertNoMore();
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void a_failure_of_one_of_two_attempts_leaves_the_task_to_the_other() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        service.runTask(fixture.task("q", "t"));
        SentAttempt first = fixture.dispatcher().next();
        SentAttempt second = fixture.dispatcher().next();

        first.respond(500);
        assertThat(service.getTask(fixture.task("q", "t")).dispatchCount()).isEqualTo(2);
        second.respond(200);
        fixture.advance(Duration.ofHours(1));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("documented")
    void a_run_counts_as_an_attempt() {
        fixture.createQueue("once", QueueBuilder.push().attempts(1));
        fixture.createTask("once", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.runTask(fixture.task("once", "t"));

        fixture.dispatcher().next().respond(500);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("once", "t")));
    }

    @Test
    @Tag("documented")
    void a_task_may_run_between_its_attempts() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.dispatcher().next().respond(503);

        service.runTask(fixture.task("q", "t"));

        SentAttempt again = fixture.dispatcher().next();
        assertThat(again.dispatch().retryCount()).isEqualTo(1);
        assertThat(again.dispatch().previous().outcome().httpStatus()).isEqualTo(503);
    }

    @Test
    @Tag("inferred")
    void a_run_carries_the_body() {
        fixture.createTask(
                "q",
                "t",
                TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of(), "hi")
                        .at(fixture.now().plus(DAY)));

        service.runTask(fixture.task("q", "t"));

        assertThat(((HttpRequest) fixture.dispatcher().next().dispatch().task().payload()).body())
                .isEqualTo(TaskBuilder.bytes("hi"));
    }

    @Test
    @Tag("inferred")
    void a_run_that_outlives_its_task_ends_without_effect() {
        useLimits(Limits.DEFAULTS.withTaskNameReuse(Duration.ZERO));
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.runTask(fixture.task("q", "t"));
        service.deleteTask(fixture.task("q", "t"));
        Task reborn =
                fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));

        fixture.dispatcher().next().respond(200);

        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(reborn);
    }

    @Test
    @Tag("inferred")
    void a_run_whose_queue_was_purged_does_not_touch_the_task_that_has_its_name_now() {
        useLimits(Limits.DEFAULTS.withHardResetOnPurge(true));
        fixture.createQueue("q", QueueBuilder.push().attempts(1));
        fixture.createTask("q", "t", TaskBuilder.http());
        service.runTask(fixture.task("q", "t"));
        service.purgeQueue(fixture.queue("q"));
        Task reborn =
                fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));

        fixture.dispatcher().next().respond(500);

        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(reborn);
    }

    @Test
    @Tag("recorded")
    void a_task_that_never_was_cannot_run() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void a_task_that_is_done_cannot_run() {
        fixture.dispatcher().respondToAllWith(200);
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void a_pull_task_cannot_run() {
        fixture.createQueue("pull", QueueBuilder.pull());
        fixture.createTask("pull", "t", TaskBuilder.pull());

        assertRejected(FAILED_PRECONDITION, () -> service.runTask(fixture.task("pull", "t")));
        assertThat(service.getTask(fixture.task("pull", "t")).dispatchCount()).isZero();
    }
}
