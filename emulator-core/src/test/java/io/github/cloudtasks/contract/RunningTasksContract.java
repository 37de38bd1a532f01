package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.FakeDispatcher.SentAttempt;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.RetryAfter;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * RunTask.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class RunningTasksContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push().backoff(MINUTE, MINUTE, 0));
    }

    @Test
    @Tag("recorded")
    void run_task_responds_before_the_attempt_and_counts_it() {
        Instant tomorrow = fixture.now().plus(DAY);
        Task created = fixture.createTask("q", "t", TaskBuilder.http().at(tomorrow));

        Task response = service.runTask(fixture.task("q", "t"));

        assertThat(response.name()).isEqualTo(created.name());
        assertThat(response.dispatchCount()).isEqualTo(1);
        assertThat(response.responseCount()).isZero();
        assertThat(response.scheduleTime()).isEqualTo(tomorrow);
        assertThat(response.firstAttempt()).isNull();
        assertThat(response.lastAttempt()).isEqualTo(new Attempt(tomorrow, null, null, null));
    }

    @Test
    @Tag("documented")
    void run_task_dispatches_before_the_schedule_time() {
        Instant tomorrow = fixture.now().plus(DAY);
        fixture.createTask("q", "t", TaskBuilder.http().at(tomorrow));

        service.runTask(fixture.task("q", "t"));

        SentAttempt attempt = fixture.dispatcher().next();
        assertThat(attempt.sentAt()).isEqualTo(fixture.now());
        assertThat(attempt.dispatch().task().lastAttempt().scheduleTime()).isEqualTo(tomorrow);
    }

    @Test
    @Tag("recorded")
    void run_task_works_on_a_paused_queue() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.pauseQueue(fixture.queue("q"));

        service.runTask(fixture.task("q", "t"));

        fixture.dispatcher().next().respond(200);
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("documented")
    void run_task_ignores_the_concurrency_limit() {
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
    void run_task_ignores_the_rate_and_takes_no_token() {
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
    void failed_run_is_retried_after_its_backoff() {
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
    @Tag("inferred")
    void failed_run_waits_for_retry_after() {
        fixture.createQueue("patient", QueueBuilder.push().backoff(MINUTE, DAY, 0));
        fixture.createTask("patient", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.runTask(fixture.task("patient", "t"));
        Duration requested = MINUTE.plusSeconds(1);

        fixture.dispatcher().next().complete(new Outcome.Responded(503, new RetryAfter.Delay(requested)));

        Task task = service.getTask(fixture.task("patient", "t"));
        assertThat(task.scheduleTime()).isEqualTo(fixture.now().plus(requested));
    }

    @Test
    @Tag("recorded")
    void run_replaces_the_scheduled_attempt__successful() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(MINUTE)));
        service.runTask(fixture.task("q", "t"));
        fixture.dispatcher().next().respond(200);

        fixture.advance(Duration.ofHours(1));

        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("inferred")
    void run_replaces_the_scheduled_attempt__in_flight() {
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(MINUTE)));
        service.runTask(fixture.task("q", "t"));

        fixture.advance(Duration.ofHours(1));

        assertThat(fixture.dispatcher().count()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void run_task_starts_a_second_attempt_of_a_task_in_flight() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        Task response = service.runTask(fixture.task("q", "t"));

        assertThat(response.dispatchCount()).isEqualTo(2);
        assertThat(fixture.dispatcher().count()).isEqualTo(2);
    }

    @Test
    @Tag("inferred")
    void first_success_of_two_attempts_completes_the_task() {
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
    void failure_of_one_of_two_attempts_leaves_the_task_to_the_other() {
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
    void run_counts_as_an_attempt() {
        fixture.createQueue("once", QueueBuilder.push().attempts(1));
        fixture.createTask("once", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.runTask(fixture.task("once", "t"));

        fixture.dispatcher().next().respond(500);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("once", "t")));
    }

    @Test
    @Tag("documented")
    void task_can_be_run_between_its_attempts() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.dispatcher().next().respond(503);

        service.runTask(fixture.task("q", "t"));

        SentAttempt second = fixture.dispatcher().next();
        assertThat(second.dispatch().retryCount()).isEqualTo(1);
        assertThat(second.dispatch().previous().outcome().httpStatus()).isEqualTo(503);
    }

    @Test
    @Tag("inferred")
    void run_carries_the_body() {
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
    void outcome_of_a_run_is_ignored_by_a_recreated_task__deleted() {
        useLimits(Limits.DEFAULTS.withTaskNameReuse(Duration.ZERO));
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));
        service.runTask(fixture.task("q", "t"));
        service.deleteTask(fixture.task("q", "t"));
        Task recreated =
                fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));

        fixture.dispatcher().next().respond(200);

        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(recreated);
    }

    @Test
    @Tag("inferred")
    void outcome_of_a_run_is_ignored_by_a_recreated_task__purged() {
        useLimits(Limits.DEFAULTS.withHardResetOnPurge(true));
        fixture.createQueue("q", QueueBuilder.push().attempts(1));
        fixture.createTask("q", "t", TaskBuilder.http());
        service.runTask(fixture.task("q", "t"));
        service.purgeQueue(fixture.queue("q"));
        Task recreated =
                fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plus(DAY)));

        fixture.dispatcher().next().respond(500);

        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(recreated);
    }

    @Test
    @Tag("recorded")
    void run_task_of_a_missing_task_is_not_found__unknown() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void run_task_of_a_missing_task_is_not_found__completed() {
        fixture.dispatcher().respondToAllWith(200);
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void run_task_of_a_pull_task_is_rejected() {
        fixture.createQueue("pull", QueueBuilder.pull());
        fixture.createTask("pull", "t", TaskBuilder.pull());

        assertRejected(FAILED_PRECONDITION, () -> service.runTask(fixture.task("pull", "t")));
        assertThat(service.getTask(fixture.task("pull", "t")).dispatchCount()).isZero();
    }
}
