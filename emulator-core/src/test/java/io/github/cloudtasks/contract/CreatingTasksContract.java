package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * CreateTask: names, times and duplicates.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class CreatingTasksContract extends ServiceContract {
    @BeforeEach
    void createQueues() {
        fixture.createQueue("push", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void create_task_returns_the_stored_task() {
        Task task = fixture.createTask(
                "push", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of("X-Mixed-Case", "kept"), "hi"));

        assertThat(task.name()).hasToString(fixture.task("push", "t"));
        assertThat(task.dispatchCount()).isZero();
        assertThat(task.responseCount()).isZero();
        assertThat(task.firstAttempt()).isNull();
        assertThat(task.lastAttempt()).isNull();
        assertThat(service.getTask(fixture.task("push", "t"))).isEqualTo(task);
    }

    @Test
    @Tag("recorded")
    void task_without_name_gets_a_numeric_id() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Task task = fixture.createTask("push", "", TaskBuilder.http());
            assertThat(task.name().queue()).hasToString(fixture.queue("push"));
            assertThat(task.id()).matches("[0-9]+");
            ids.add(task.id());
        }

        assertThat(ids).hasSize(20);
    }

    @Test
    @Tag("recorded")
    void create_time_and_schedule_time_default_to_now() {
        fixture.advance(Duration.ofNanos(123_456_000));

        Task task = fixture.createTask("push", "t", TaskBuilder.http());

        assertThat(task.createTime()).isBetween(fixture.now().minusSeconds(1), fixture.now());
        assertThat(task.scheduleTime()).isEqualTo(fixture.now());
    }

    @Test
    @Tag("recorded")
    void create_task_requires_a_full_name_in_its_queue__short_name() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.TASK_NAME_FORMAT,
                () -> service.createTask(
                        fixture.queue("push"), TaskBuilder.http().named("bad").build()),
                ExpectedErrors.TASK_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void create_task_requires_a_full_name_in_its_queue__other_queue() {
        String elsewhere = fixture.task("other", "t");

        assertRejected(
                INVALID_ARGUMENT,
                "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
                        .formatted(fixture.queue("push"), fixture.queue("other")),
                () -> service.createTask(
                        fixture.queue("push"),
                        TaskBuilder.http().named(elsewhere).build()));
    }

    @Test
    @Tag("recorded")
    void create_task_with_an_existing_name_is_rejected__waiting_task() {
        fixture.createTask("push", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        assertRejected(
                ALREADY_EXISTS, ExpectedErrors.TASK_EXISTS, () -> fixture.createTask("push", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("inferred")
    void create_task_with_an_existing_name_is_rejected__task_in_flight() {
        fixture.createTask("push", "t", TaskBuilder.http());
        fixture.settle();

        assertRejected(
                ALREADY_EXISTS, ExpectedErrors.TASK_EXISTS, () -> fixture.createTask("push", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("recorded")
    void create_task_with_the_name_of_a_finished_task_is_rejected__succeeded() {
        fixture.dispatcher().respondToAllWith(200);
        fixture.createTask("push", "t", TaskBuilder.http());
        fixture.settle();

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("push", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("push", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("recorded")
    void create_task_with_the_name_of_a_finished_task_is_rejected__given_up() {
        fixture.createQueue("once", QueueBuilder.push().attempts(1));
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("once", "t", TaskBuilder.http());
        fixture.settle();

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("once", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("once", "t", TaskBuilder.http()));
    }

    @Test
    @Tag("documented")
    void task_names_are_separate_per_queue() {
        fixture.createQueue("other", QueueBuilder.push());
        fixture.createTask("push", "t", TaskBuilder.http());

        assertThat(fixture.createTask("other", "t", TaskBuilder.http()).name()).hasToString(fixture.task("other", "t"));
    }

    @Test
    @Tag("inferred")
    void invalid_task_is_reported_before_a_missing_queue() {
        assertRejected(
                INVALID_ARGUMENT,
                "Task.payload_type is not set.",
                () -> fixture.createTask("missing", "t", TaskBuilder.with(null)));
    }

    @Test
    @Tag("inferred")
    void rejected_task_does_not_use_up_its_name() {
        TaskBuilder elsewhere = TaskBuilder.http("https://example.com/", new OAuthToken("a@example.com", ""));
        assertRejected(INVALID_ARGUMENT, () -> fixture.createTask("push", "t", elsewhere));

        assertThat(fixture.createTask("push", "t", TaskBuilder.http()).id()).isEqualTo("t");
    }
}
