package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GetTask: the attempts, counts and times that a task shows.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class GettingTasksContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push().backoff(MINUTE, MINUTE, 0));
    }

    @Test
    @Tag("recorded")
    void get_task_of_a_missing_task_is_not_found() {
        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.getTask(fixture.task("q", "missing")));
    }

    @Test
    @Tag("documented")
    void task_in_flight_shows_its_attempt_without_outcome() {
        fixture.createTask("q", "t", TaskBuilder.http());
        Instant due = fixture.now();
        fixture.settle();

        Task task = service.getTask(fixture.task("q", "t"));

        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.responseCount()).isZero();
        assertThat(task.lastAttempt()).isEqualTo(new Attempt(due, due, null, null));
        assertThat(task.scheduleTime()).isEqualTo(due);
    }

    @Test
    @Tag("recorded")
    void failed_task_shows_its_last_attempt_and_next_schedule_time() {
        fixture.createTask("q", "t", TaskBuilder.http());
        Instant due = fixture.now();
        fixture.settle();
        fixture.advance(Duration.ofMillis(1500));

        fixture.dispatcher().next().respond(404);

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.lastAttempt())
                .isEqualTo(new Attempt(due, due, due.plusMillis(1500), new Outcome.Responded(404)));
        assertThat(task.scheduleTime()).isEqualTo(due.plusMillis(1500).plus(MINUTE));
    }

    @Test
    @Tag("recorded")
    void first_attempt_shows_only_its_dispatch_time() {
        fixture.createTask("q", "t", TaskBuilder.http());
        Instant first = fixture.now();
        fixture.settle();
        fixture.dispatcher().next().respond(404);

        assertThat(service.getTask(fixture.task("q", "t")).firstAttempt())
                .isEqualTo(new Attempt(null, first, null, null));

        fixture.advance(MINUTE);
        fixture.dispatcher().next().respond(404);

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.firstAttempt()).isEqualTo(new Attempt(null, first, null, null));
        assertThat(task.lastAttempt().dispatchTime()).isEqualTo(first.plus(MINUTE));
        assertThat(task.lastAttempt().scheduleTime()).isEqualTo(first.plus(MINUTE));
        assertThat(task.dispatchCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 403, 404, 405, 409, 410, 418, 429, 499})
    @Tag("recorded")
    void response_count_includes_only_statuses_below_500__counted(int status) {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(status);

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.responseCount()).isEqualTo(1);
        assertThat(task.lastAttempt().outcome().httpStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 503, 504, 505, 507})
    @Tag("recorded")
    void response_count_includes_only_statuses_below_500__not_counted(int status) {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().respond(status);

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.responseCount()).isZero();
        assertThat(task.lastAttempt().outcome().httpStatus()).isEqualTo(status);
    }

    @Test
    @Tag("recorded")
    void timeout_shows_status_504_and_is_no_response() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.DeadlineExceeded());

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.responseCount()).isZero();
        assertThat(task.lastAttempt().outcome().httpStatus()).isEqualTo(504);
    }

    @Test
    @Tag("recorded")
    void unreachable_target_shows_status_0_and_is_no_response() {
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.Unreachable("no such host"));

        Task task = service.getTask(fixture.task("q", "t"));
        assertThat(task.responseCount()).isZero();
        assertThat(task.lastAttempt().outcome().httpStatus()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    @Tag("recorded")
    void response_count_of_app_engine_tasks_includes_every_status(int status) {
        fixture.createTask("q", "t", TaskBuilder.appEngine("/"));
        fixture.settle();

        fixture.dispatcher().next().respond(status);

        assertThat(service.getTask(fixture.task("q", "t")).responseCount()).isEqualTo(1);
    }

    @Test
    @Tag("recorded")
    void all_times_are_whole_microseconds() {
        Duration odd = Duration.ofNanos(1_234_567_891);
        fixture.createQueue("odd", QueueBuilder.push().rate(3).burst(1).backoff(odd, odd, 0));
        for (String id : new String[] {"a", "b", "c"}) {
            fixture.createTask("odd", id, TaskBuilder.http());
        }
        fixture.dispatcher().respondToAllWith(500);

        fixture.advance(Duration.ofSeconds(1));

        assertThat(service.listTasks(fixture.queue("odd"), 0, "").items())
                .hasSize(3)
                .allSatisfy(task -> {
                    assertThat(task.scheduleTime().getNano() % 1000)
                            .as("schedule time")
                            .isZero();
                    assertThat(task.lastAttempt().dispatchTime().getNano() % 1000)
                            .as("dispatch time")
                            .isZero();
                    assertThat(task.lastAttempt().responseTime().getNano() % 1000)
                            .as("response time")
                            .isZero();
                });
    }
}
