package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.Attempts.Sent;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.HttpTarget;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Target.PushTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When tasks leave, in which order, how many at once, and what goes with them. */
public abstract class DispatchingChapter extends Chapter {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @Tag("documented")
    void a_task_without_a_schedule_time_leaves_at_once() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());

        bench.settle();

        assertThat(bench.attempts().take().at()).isEqualTo(bench.now());
    }

    @Test
    @Tag("documented")
    void a_task_leaves_at_its_schedule_time() {
        bench.create("q", AQueue.push());
        Instant due = bench.now().plusSeconds(5).plusNanos(123_456_000);
        bench.add("q", "t", ATask.http().at(due));

        bench.advanceToJustBefore(due);
        bench.attempts().noneLeft();
        bench.advance(TICK);

        assertThat(bench.attempts().take().at()).isEqualTo(due);
    }

    @Test
    @Tag("documented")
    void a_task_leaves_once() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());

        bench.advance(Duration.ofHours(1));

        assertThat(bench.attempts().count()).isEqualTo(1);
    }

    @Test
    @Tag("inferred")
    void tasks_leave_in_the_order_of_their_schedule_times_and_then_of_their_ids() {
        bench.create("q", AQueue.push().concurrency(1));
        bench.attempts().allAnswered(200);
        Instant soon = bench.now().plusSeconds(10);
        bench.add("q", "b", ATask.http().at(soon));
        bench.add("q", "z", ATask.http().at(soon.minus(TICK)));
        bench.add("q", "c", ATask.http().at(soon));
        bench.add("q", "a", ATask.http().at(soon));
        bench.add("q", "0", ATask.http().at(soon.plus(TICK)));

        bench.advance(MINUTE);

        assertThat(bench.attempts().taskIds()).containsExactly("z", "a", "b", "c", "0");
    }

    @Test
    @Tag("inferred")
    void a_backlog_leaves_in_the_order_of_its_schedule_times() {
        bench.create("q", AQueue.push().concurrency(1));
        bench.attempts().allAnswered(200);
        service.pauseQueue(bench.queue("q"));
        Instant now = bench.now();
        bench.add("q", "a", ATask.http().at(now.plusSeconds(3)));
        bench.add("q", "b", ATask.http().at(now.plusSeconds(2)));
        bench.add("q", "c", ATask.http().at(now.plusSeconds(1)));
        bench.advance(MINUTE);

        service.resumeQueue(bench.queue("q"));
        bench.settle();

        assertThat(bench.attempts().taskIds()).containsExactly("c", "b", "a");
    }

    @Test
    @Tag("documented")
    void no_more_attempts_run_at_once_than_the_queue_allows() {
        bench.create("q", AQueue.push().concurrency(2));
        for (String id : List.of("a", "b", "c", "d")) {
            bench.add("q", id, ATask.http());
        }
        bench.advance(MINUTE);
        assertThat(bench.attempts().taskIds()).containsExactly("a", "b");

        bench.attempts().take();
        bench.attempts().take().answered(200);

        assertThat(bench.attempts().taskIds()).containsExactly("a", "b", "c");
    }

    @Test
    @Tag("documented")
    void an_attempt_that_fails_makes_room_as_one_that_succeeds_does() {
        bench.create("q", AQueue.push().concurrency(1).backoff(MINUTE, MINUTE, 0));
        bench.add("q", "a", ATask.http());
        bench.add("q", "b", ATask.http());
        bench.settle();

        bench.attempts().take().answered(500);

        assertThat(bench.attempts().take().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("documented")
    void more_concurrency_counts_at_once() {
        bench.create("q", AQueue.push().concurrency(1));
        for (String id : List.of("a", "b", "c")) {
            bench.add("q", id, ATask.http());
        }
        bench.settle();

        service.updateQueue(bench.queue("q"), AQueue.push().concurrency(2).build());
        bench.settle();

        assertThat(bench.attempts().taskIds()).containsExactly("a", "b");
    }

    @Test
    @Tag("inferred")
    void less_concurrency_waits_for_attempts_to_end() {
        bench.create("q", AQueue.push().concurrency(2));
        for (String id : List.of("a", "b", "c")) {
            bench.add("q", id, ATask.http());
        }
        bench.settle();
        Sent first = bench.attempts().take();
        Sent second = bench.attempts().take();

        service.updateQueue(bench.queue("q"), AQueue.push().concurrency(1).build());
        first.answered(200);
        bench.settle();
        bench.attempts().noneLeft();
        second.answered(200);

        assertThat(bench.attempts().take().taskId()).isEqualTo("c");
    }

    @Test
    @Tag("documented")
    void queues_do_not_wait_for_each_other() {
        bench.create("full", AQueue.push().concurrency(1));
        bench.create("free", AQueue.push());
        bench.add("full", "a", ATask.http());
        bench.add("full", "b", ATask.http());
        bench.add("free", "c", ATask.http());

        bench.settle();

        assertThat(bench.attempts().taskIds()).containsExactlyInAnyOrder("a", "c");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    @Tag("documented")
    void an_answer_from_200_to_299_ends_a_task(int status) {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http());
        bench.settle();

        bench.attempts().take().answered(status);

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("q", "t")));
        bench.advance(Duration.ofHours(2));
        bench.attempts().noneLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 302, 304, 400, 404, 429, 500, 503, 599, 999})
    @Tag("documented")
    void any_other_answer_does_not(int status) {
        bench.create("q", AQueue.push().backoff(SECOND, SECOND, 0));
        bench.add("q", "t", ATask.http());
        bench.settle();

        bench.attempts().take().answered(status);
        bench.advance(SECOND);

        assertThat(bench.attempts().take().taskId()).isEqualTo("t");
    }

    @Test
    @Tag("recorded")
    void an_attempt_carries_the_task_and_its_queue() {
        HttpTarget target = new HttpTarget(null, HttpMethod.PUT, List.of(new HttpTarget.Header("X-Queue", "q")), null);
        bench.create("q", AQueue.over(target));
        bench.add("q", "t", ATask.http(ATask.URL, HttpMethod.POST, Map.of("X-Task", "t"), "hi"));
        bench.settle();

        Dispatch dispatch = bench.attempts().take().dispatch();

        HttpRequest request = (HttpRequest) dispatch.task().payload();
        assertThat(request.url()).isEqualTo(ATask.URL);
        assertThat(request.body()).isEqualTo(ATask.bytes("hi"));
        assertThat(request.headers()).containsEntry("X-Task", "t");
        assertThat(dispatch.queue().target()).isEqualTo(new PushTarget(null, target));
    }

    @Test
    @Tag("recorded")
    void a_new_http_target_holds_for_tasks_that_are_there() {
        bench.create("q", AQueue.over(new HttpTarget(null, null, List.of(), null)));
        service.pauseQueue(bench.queue("q"));
        bench.add("q", "t", ATask.http());
        HttpTarget changed = new HttpTarget(null, HttpMethod.PUT, List.of(), null);

        service.updateQueue(bench.queue("q"), AQueue.over(changed).build());
        service.resumeQueue(bench.queue("q"));
        bench.settle();

        assertThat(bench.attempts().take().dispatch().queue().target()).isEqualTo(new PushTarget(null, changed));
    }

    @Test
    @Tag("recorded")
    void an_attempt_tells_how_the_one_before_it_ended_and_counts_answers_below_500() {
        bench.create("q", AQueue.push().backoff(SECOND, SECOND, 0));
        bench.add("q", "t", ATask.http());

        attemptTells(0, 0, null, 503);
        attemptTells(1, 0, 503, 404);
        attemptTells(2, 1, 404, 429);
        attemptTells(3, 2, 429, 500);
        attemptTells(4, 2, 500, 302);
        attemptTells(5, 3, 302, 200);
    }

    @Test
    @Tag("recorded")
    void an_attempt_at_an_app_counts_every_answer() {
        bench.create("q", AQueue.push().backoff(SECOND, SECOND, 0));
        bench.add("q", "t", ATask.appEngine("/"));

        attemptTells(0, 0, null, 503);
        attemptTells(1, 1, 503, 404);
        attemptTells(2, 2, 404, 429);
        attemptTells(3, 3, 429, 500);
        attemptTells(4, 4, 500, 302);
        attemptTells(5, 5, 302, 200);
    }

    @Test
    @Tag("recorded")
    void an_attempt_knows_when_it_was_due() {
        bench.create("q", AQueue.push().concurrency(1).backoff(MINUTE, MINUTE, 0));
        Instant due = bench.now().plusSeconds(2).plusMillis(120);
        bench.add("q", "t", ATask.http().at(due));
        bench.advance(Duration.ofSeconds(3));

        Sent first = bench.attempts().take();
        assertThat(first.dispatch().task().lastAttempt().scheduleTime()).isEqualTo(due);

        first.answered(500);
        Instant again = bench.now().plus(MINUTE);
        bench.advance(MINUTE);
        assertThat(bench.attempts().take().dispatch().task().lastAttempt().scheduleTime())
                .isEqualTo(again);
    }

    private void attemptTells(int retryCount, int responsesBefore, Integer previousStatus, int answer) {
        bench.advance(SECOND);
        Sent attempt = bench.attempts().take();
        assertThat(attempt.dispatch().retryCount()).isEqualTo(retryCount);
        assertThat(attempt.dispatch().responsesBefore()).isEqualTo(responsesBefore);
        if (previousStatus == null) {
            assertThat(attempt.dispatch().previous()).isNull();
        } else {
            assertThat(attempt.dispatch().previous().outcome().shownStatus()).isEqualTo(previousStatus);
        }
        attempt.answered(answer);
    }
}
