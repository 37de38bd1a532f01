package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.FakeDispatcher.SentAttempt;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The time, order, concurrency and content of attempts.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class DispatchingTasksContract extends ServiceContract {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @Tag("documented")
    void task_is_dispatched_at_its_schedule_time__none_set() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.settle();

        assertThat(fixture.dispatcher().next().sentAt()).isEqualTo(fixture.now());
    }

    @Test
    @Tag("documented")
    void task_is_dispatched_at_its_schedule_time__future() {
        fixture.createQueue("q", QueueBuilder.push());
        Instant due = fixture.now().plusSeconds(5).plusNanos(123_456_000);
        fixture.createTask("q", "t", TaskBuilder.http().at(due));

        fixture.advanceToJustBefore(due);
        fixture.dispatcher().assertNoMore();
        fixture.advance(TICK);

        assertThat(fixture.dispatcher().next().sentAt()).isEqualTo(due);
    }

    @Test
    @Tag("documented")
    void task_is_dispatched_once() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advance(Duration.ofHours(1));

        assertThat(fixture.dispatcher().count()).isEqualTo(1);
    }

    @Test
    @Tag("inferred")
    void tasks_are_dispatched_by_schedule_time_and_then_creation__on_time() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(1));
        fixture.dispatcher().respondToAllWith(200);
        Instant soon = fixture.now().plusSeconds(10);
        fixture.createTask("q", "b", TaskBuilder.http().at(soon));
        fixture.createTask("q", "z", TaskBuilder.http().at(soon.minus(TICK)));
        fixture.createTask("q", "c", TaskBuilder.http().at(soon));
        fixture.createTask("q", "a", TaskBuilder.http().at(soon));
        fixture.createTask("q", "0", TaskBuilder.http().at(soon.plus(TICK)));

        fixture.advance(MINUTE);

        assertThat(fixture.dispatcher().taskIds()).containsExactly("z", "b", "c", "a", "0");
    }

    @Test
    @Tag("inferred")
    void tasks_are_dispatched_by_schedule_time_and_then_creation__backlog() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(1));
        fixture.dispatcher().respondToAllWith(200);
        service.pauseQueue(fixture.queue("q"));
        Instant now = fixture.now();
        fixture.createTask("q", "a", TaskBuilder.http().at(now.plusSeconds(3)));
        fixture.createTask("q", "b", TaskBuilder.http().at(now.plusSeconds(2)));
        fixture.createTask("q", "c", TaskBuilder.http().at(now.plusSeconds(1)));
        fixture.advance(MINUTE);

        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        assertThat(fixture.dispatcher().taskIds()).containsExactly("c", "b", "a");
    }

    @Test
    @Tag("documented")
    void max_concurrent_dispatches_limits_the_attempts_in_flight() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(2));
        for (String id : List.of("a", "b", "c", "d")) {
            fixture.createTask("q", id, TaskBuilder.http());
        }
        fixture.advance(MINUTE);
        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "b");

        fixture.dispatcher().next();
        fixture.dispatcher().next().respond(200);

        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "b", "c");
    }

    @Test
    @Tag("documented")
    void failed_attempt_frees_its_concurrency_slot() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(1).backoff(MINUTE, MINUTE, 0));
        fixture.createTask("q", "a", TaskBuilder.http());
        fixture.createTask("q", "b", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(500);

        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("b");
    }

    @Test
    @Tag("documented")
    void new_concurrency_limit_applies_at_once__higher() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(1));
        for (String id : List.of("a", "b", "c")) {
            fixture.createTask("q", id, TaskBuilder.http());
        }
        fixture.settle();

        service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().concurrency(2).build());
        fixture.settle();

        assertThat(fixture.dispatcher().taskIds()).containsExactly("a", "b");
    }

    @Test
    @Tag("inferred")
    void new_concurrency_limit_applies_at_once__lower() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(2));
        for (String id : List.of("a", "b", "c")) {
            fixture.createTask("q", id, TaskBuilder.http());
        }
        fixture.settle();
        SentAttempt first = fixture.dispatcher().next();
        SentAttempt second = fixture.dispatcher().next();

        service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().concurrency(1).build());
        first.respond(200);
        fixture.settle();
        fixture.dispatcher().assertNoMore();
        second.respond(200);

        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("c");
    }

    @Test
    @Tag("documented")
    void queues_dispatch_independently() {
        fixture.createQueue("full", QueueBuilder.push().concurrency(1));
        fixture.createQueue("free", QueueBuilder.push());
        fixture.createTask("full", "a", TaskBuilder.http());
        fixture.createTask("full", "b", TaskBuilder.http());
        fixture.createTask("free", "c", TaskBuilder.http());

        fixture.settle();

        assertThat(fixture.dispatcher().taskIds()).containsExactlyInAnyOrder("a", "c");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    @Tag("documented")
    void status_200_to_299_completes_the_task(int status) {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(status);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        fixture.advance(Duration.ofHours(2));
        fixture.dispatcher().assertNoMore();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                100, 101, 103, 199, 300, 301, 302, 303, 305, 306, 307, 308, 399, 400, 404, 425, 429, 499, 500, 503, 504,
                599, 999
            })
    @Tag("documented")
    void any_other_status_is_retried(int status) {
        fixture.createQueue("q", QueueBuilder.push().backoff(SECOND, SECOND, 0));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(status);
        fixture.advance(SECOND);

        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("t");
    }

    /** Seen at the service by its users, who report that it contradicts the documentation (google/nomulus PR 2118). */
    @Test
    @Tag("recorded")
    void status_304_completes_an_http_task() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(304);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        fixture.advance(Duration.ofHours(2));
        fixture.dispatcher().assertNoMore();
    }

    @Test
    @Tag("documented")
    void status_304_is_retried_in_an_app_engine_task() {
        fixture.createQueue("q", QueueBuilder.push().backoff(SECOND, SECOND, 0));
        fixture.createTask("q", "t", TaskBuilder.appEngine("/work"));
        fixture.settle();

        fixture.dispatcher().next().respond(304);
        fixture.advance(SECOND);

        Dispatch retry = fixture.dispatcher().next().dispatch();
        assertThat(retry.retryCount()).isEqualTo(1);
        assertThat(retry.responsesBefore()).isEqualTo(1);
    }

    @Test
    @Tag("recorded")
    void attempt_carries_the_task_and_its_queue() {
        HttpTarget target = new HttpTarget(null, HttpMethod.PUT, List.of(new HttpTarget.Header("X-Queue", "q")), null);
        fixture.createQueue("q", QueueBuilder.over(target));
        fixture.createTask("q", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of("X-Task", "t"), "hi"));
        fixture.settle();

        Dispatch dispatch = fixture.dispatcher().next().dispatch();

        HttpRequest request = (HttpRequest) dispatch.task().payload();
        assertThat(request.url()).isEqualTo(TaskBuilder.URL);
        assertThat(request.body()).isEqualTo(TaskBuilder.bytes("hi"));
        assertThat(request.headers()).containsEntry("X-Task", "t");
        assertThat(dispatch.queue().target()).isEqualTo(new PushTarget(null, target));
    }

    @Test
    @Tag("recorded")
    void new_http_target_applies_to_existing_tasks() {
        fixture.createQueue("q", QueueBuilder.over(new HttpTarget(null, null, List.of(), null)));
        service.pauseQueue(fixture.queue("q"));
        fixture.createTask("q", "t", TaskBuilder.http());
        HttpTarget changed = new HttpTarget(null, HttpMethod.PUT, List.of(), null);

        service.updateQueue(fixture.queue("q"), QueueBuilder.over(changed).build());
        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        assertThat(fixture.dispatcher().next().dispatch().queue().target()).isEqualTo(new PushTarget(null, changed));
    }

    @Test
    @Tag("recorded")
    void attempt_reports_the_previous_status_and_counts_statuses_below_500() {
        fixture.createQueue("q", QueueBuilder.push().backoff(SECOND, SECOND, 0));
        fixture.createTask("q", "t", TaskBuilder.http());

        assertAttemptReports(0, 0, null, 503);
        assertAttemptReports(1, 0, 503, 404);
        assertAttemptReports(2, 1, 404, 429);
        assertAttemptReports(3, 2, 429, 500);
        assertAttemptReports(4, 2, 500, 302);
        assertAttemptReports(5, 3, 302, 200);
    }

    @Test
    @Tag("recorded")
    void app_engine_attempt_counts_every_response() {
        fixture.createQueue("q", QueueBuilder.push().backoff(SECOND, SECOND, 0));
        fixture.createTask("q", "t", TaskBuilder.appEngine("/"));

        assertAttemptReports(0, 0, null, 503);
        assertAttemptReports(1, 1, 503, 404);
        assertAttemptReports(2, 2, 404, 429);
        assertAttemptReports(3, 3, 429, 500);
        assertAttemptReports(4, 4, 500, 302);
        assertAttemptReports(5, 5, 302, 200);
    }

    @Test
    @Tag("recorded")
    void attempt_reports_its_schedule_time() {
        fixture.createQueue("q", QueueBuilder.push().concurrency(1).backoff(MINUTE, MINUTE, 0));
        Instant due = fixture.now().plusSeconds(2).plusMillis(120);
        fixture.createTask("q", "t", TaskBuilder.http().at(due));
        fixture.advance(Duration.ofSeconds(3));

        SentAttempt first = fixture.dispatcher().next();
        assertThat(first.dispatch().task().lastAttempt().scheduleTime()).isEqualTo(due);

        first.respond(500);
        Instant again = fixture.now().plus(MINUTE);
        fixture.advance(MINUTE);
        assertThat(fixture.dispatcher().next().dispatch().task().lastAttempt().scheduleTime())
                .isEqualTo(again);
    }

    private void assertAttemptReports(int retryCount, int responsesBefore, Integer previousStatus, int status) {
        fixture.advance(SECOND);
        SentAttempt attempt = fixture.dispatcher().next();
        assertThat(attempt.dispatch().retryCount()).isEqualTo(retryCount);
        assertThat(attempt.dispatch().responsesBefore()).isEqualTo(responsesBefore);
        if (previousStatus == null) {
            assertThat(attempt.dispatch().previous()).isNull();
        } else {
            assertThat(attempt.dispatch().previous().outcome().httpStatus()).isEqualTo(previousStatus);
        }
        attempt.respond(status);
    }
}
