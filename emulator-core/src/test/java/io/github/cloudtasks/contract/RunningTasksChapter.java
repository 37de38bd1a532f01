package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.Attempts.Sent;
import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.Attempt;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Outcome;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To force a task to run now. */
public abstract class RunningTasksChapter extends Chapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.push().backoff(MINUTE, MINUTE, 0));
    }

    @Test
    @Tag("recorded")
    void the_answer_comes_before_the_dispatch_and_counts_it() {
        Instant tomorrow = bench.now().plus(DAY);
        Task created = bench.add("q", "t", ATask.http().at(tomorrow));

        Task answer = service.runTask(bench.task("q", "t"));

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
        Instant tomorrow = bench.now().plus(DAY);
        bench.add("q", "t", ATask.http().at(tomorrow));

        service.runTask(bench.task("q", "t"));

        Sent attempt = bench.attempts().take();
        assertThat(attempt.at()).isEqualTo(bench.now());
        assertThat(attempt.dispatch().task().lastAttempt().scheduleTime()).isEqualTo(tomorrow);
    }

    @Test
    @Tag("recorded")
    void a_task_runs_on_a_paused_queue() {
        bench.add("q", "t", ATask.http().at(bench.now().plus(DAY)));
        service.pauseQueue(bench.queue("q"));

        service.runTask(bench.task("q", "t"));

        bench.attempts().take().answered(200);
        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
    }

    @Test
    @Tag("documented")
    void a_task_runs_on_a_queue_that_is_full() {
        bench.create("full", AQueue.push().concurrency(1));
        bench.add("full", "a", ATask.http());
        bench.add("full", "b", ATask.http());
        bench.settle();
        assertThat(bench.attempts().take().taskId()).isEqualTo("a");

        service.runTask(bench.task("full", "b"));

        assertThat(bench.attempts().take().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("documented")
    void a_task_runs_on_a_queue_that_has_no_token_and_takes_none() {
        bench.create("slow", AQueue.push().rate(1).burst(1));
        bench.add("slow", "a", ATask.http());
        bench.add("slow", "b", ATask.http());
        bench.add("slow", "c", ATask.http());
        bench.settle();
        assertThat(bench.attempts().take().taskId()).isEqualTo("a");

        service.runTask(bench.task("slow", "c"));
        assertThat(bench.attempts().take().taskId()).isEqualTo("c");

        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.attempts().take().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("recorded")
    void a_task_that_ran_and_failed_is_due_after_its_wait_whenever_it_was_due_before() {
        bench.add("q", "t", ATask.http().at(bench.now().plus(DAY)));
        Instant called = bench.now();
        service.runTask(bench.task("q", "t"));
        bench.advance(Duration.ofSeconds(7));

        bench.attempts().take().answered(500);

        Task task = service.getTask(bench.task("q", "t"));
        assertThat(task.scheduleTime()).isEqualTo(bench.now().plus(MINUTE));
        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.firstAttempt()).isEqualTo(new Attempt(null, called, null, null));
        assertThat(task.lastAttempt())
                .isEqualTo(new Attempt(called.plus(DAY), called, bench.now(), new Outcome.Responded(500)));
        bench.advance(MINUTE);
        assertThat(bench.attempts().take().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    @Tag("recorded")
    void a_task_that_ran_and_succeeded_does_not_run_when_it_was_due() {
        bench.add("q", "t", ATask.http().at(bench.now().plus(MINUTE)));
        service.runTask(bench.task("q", "t"));
        bench.attempts().take().answered(200);

        bench.advance(Duration.ofHours(1));

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("inferred")
    void a_task_that_runs_when_it_becomes_due_does_not_leave_again() {
        bench.add("q", "t", ATask.http().at(bench.now().plus(MINUTE)));
        service.runTask(bench.task("q", "t"));

        bench.advance(Duration.ofHours(1));

        assertThat(bench.attempts().count()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void a_task_that_is_running_runs_again() {
        bench.add("q", "t", ATask.http());
        bench.settle();

        Task answer = service.runTask(bench.task("q", "t"));

        assertThat(answer.dispatchCount()).isEqualTo(2);
        assertThat(bench.attempts().count()).isEqualTo(2);
    }

    @Test
    @Tag("inferred")
    void the_first_success_of_two_attempts_ends_the_task() {
        bench.add("q", "t", ATask.http());
        bench.settle();
        service.runTask(bench.task("q", "t"));
        Sent first = bench.attempts().take();
        Sent second = bench.attempts().take();

        first.answered(200);
        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        second.answered(500);
        bench.advance(Duration.ofHours(2));

        bench.attempts().noneLeft();
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void a_failure_of_one_of_two_attempts_leaves_the_task_to_the_other() {
        bench.add("q", "t", ATask.http());
        bench.settle();
        service.runTask(bench.task("q", "t"));
        Sent first = bench.attempts().take();
        Sent second = bench.attempts().take();

        first.answered(500);
        assertThat(service.getTask(bench.task("q", "t")).dispatchCount()).isEqualTo(2);
        second.answered(200);
        bench.advance(Duration.ofHours(1));

        bench.attempts().noneLeft();
    }

    @Test
    @Tag("documented")
    void a_run_counts_as_an_attempt() {
        bench.create("once", AQueue.push().attempts(1));
        bench.add("once", "t", ATask.http().at(bench.now().plus(DAY)));
        service.runTask(bench.task("once", "t"));

        bench.attempts().take().answered(500);

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("once", "t")));
    }

    @Test
    @Tag("documented")
    void a_task_may_run_between_its_attempts() {
        bench.add("q", "t", ATask.http());
        bench.settle();
        bench.attempts().take().answered(503);

        service.runTask(bench.task("q", "t"));

        Sent again = bench.attempts().take();
        assertThat(again.dispatch().retryCount()).isEqualTo(1);
        assertThat(again.dispatch().previous().outcome().shownStatus()).isEqualTo(503);
    }

    @Test
    @Tag("inferred")
    void a_run_carries_the_body() {
        bench.add(
                "q",
                "t",
                ATask.http(ATask.URL, HttpMethod.POST, Map.of(), "hi")
                        .at(bench.now().plus(DAY)));

        service.runTask(bench.task("q", "t"));

        assertThat(((HttpRequest) bench.attempts().take().dispatch().task().payload()).body())
                .isEqualTo(ATask.bytes("hi"));
    }

    @Test
    @Tag("inferred")
    void a_run_that_outlives_its_task_ends_without_effect() {
        workUnder(Limits.OF_THE_SERVICE.withTaskNameReuse(Duration.ZERO));
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http().at(bench.now().plus(DAY)));
        service.runTask(bench.task("q", "t"));
        service.deleteTask(bench.task("q", "t"));
        Task reborn = bench.add("q", "t", ATask.http().at(bench.now().plus(DAY)));

        bench.attempts().take().answered(200);

        assertThat(service.getTask(bench.task("q", "t"))).isEqualTo(reborn);
    }

    @Test
    @Tag("inferred")
    void a_run_whose_queue_was_purged_does_not_touch_the_task_that_has_its_name_now() {
        workUnder(Limits.OF_THE_SERVICE.withHardResetOnPurge(true));
        bench.create("q", AQueue.push().attempts(1));
        bench.add("q", "t", ATask.http());
        service.runTask(bench.task("q", "t"));
        service.purgeQueue(bench.queue("q"));
        Task reborn = bench.add("q", "t", ATask.http().at(bench.now().plus(DAY)));

        bench.attempts().take().answered(500);

        assertThat(service.getTask(bench.task("q", "t"))).isEqualTo(reborn);
    }

    @Test
    @Tag("recorded")
    void a_task_that_never_was_cannot_run() {
        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.runTask(bench.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void a_task_that_is_done_cannot_run() {
        bench.attempts().allAnswered(200);
        bench.add("q", "t", ATask.http());
        bench.settle();

        refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.runTask(bench.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void a_pull_task_cannot_run() {
        bench.create("pull", AQueue.pull());
        bench.add("pull", "t", ATask.pull());

        refused(FAILED_PRECONDITION, () -> service.runTask(bench.task("pull", "t")));
        assertThat(service.getTask(bench.task("pull", "t")).dispatchCount()).isZero();
    }
}
