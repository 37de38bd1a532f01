package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To make a task: what it must be, and what the service makes of it. */
public abstract class CreatingTasksChapter extends Chapter {
    @BeforeEach
    void queues() {
        bench.create("push", AQueue.push());
    }

    @Test
    @Tag("recorded")
    void a_task_comes_back_as_it_is_stored() {
        Task task =
                bench.add("push", "t", ATask.http(ATask.URL, HttpMethod.POST, Map.of("X-Mixed-Case", "kept"), "hi"));

        assertThat(task.name()).hasToString(bench.task("push", "t"));
        assertThat(task.dispatchCount()).isZero();
        assertThat(task.responseCount()).isZero();
        assertThat(task.firstAttempt()).isNull();
        assertThat(task.lastAttempt()).isNull();
        assertThat(service.getTask(bench.task("push", "t"))).isEqualTo(task);
    }

    @Test
    @Tag("recorded")
    void a_task_without_a_name_gets_an_id_of_digits() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Task task = bench.add("push", "", ATask.http());
            assertThat(task.name().queue()).hasToString(bench.queue("push"));
            assertThat(task.id()).matches("[0-9]+");
            ids.add(task.id());
        }

        assertThat(ids).hasSize(20);
    }

    @Test
    @Tag("recorded")
    void a_create_time_and_a_schedule_time_are_now() {
        bench.advance(Duration.ofNanos(123_456_000));

        Task task = bench.add("push", "t", ATask.http());

        assertThat(task.createTime()).isBetween(bench.now().minusSeconds(1), bench.now());
        assertThat(task.scheduleTime()).isEqualTo(bench.now());
    }

    @Test
    @Tag("recorded")
    void a_task_to_create_needs_a_full_name() {
        refused(
                INVALID_ARGUMENT,
                Answers.TASK_NAME_FORMAT,
                () -> service.createTask(
                        bench.queue("push"), ATask.http().named("bad").build()),
                Answers.TASK_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void a_task_to_create_is_named_in_its_queue() {
        String elsewhere = bench.task("other", "t");

        refused(
                INVALID_ARGUMENT,
                "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
                        .formatted(bench.queue("push"), bench.queue("other")),
                () -> service.createTask(
                        bench.queue("push"), ATask.http().named(elsewhere).build()));
    }

    @Test
    @Tag("recorded")
    void a_task_cannot_be_created_twice() {
        bench.add("push", "t", ATask.http().at(bench.now().plusSeconds(60)));

        refused(ALREADY_EXISTS, Answers.TASK_EXISTS, () -> bench.add("push", "t", ATask.http()));
    }

    @Test
    @Tag("inferred")
    void a_task_in_flight_exists() {
        bench.add("push", "t", ATask.http());
        bench.settle();

        refused(ALREADY_EXISTS, Answers.TASK_EXISTS, () -> bench.add("push", "t", ATask.http()));
    }

    @Test
    @Tag("recorded")
    void the_name_of_a_task_that_succeeded_cannot_be_used_at_once() {
        bench.attempts().allAnswered(200);
        bench.add("push", "t", ATask.http());
        bench.settle();

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("push", "t")));
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("push", "t", ATask.http()));
    }

    @Test
    @Tag("recorded")
    void the_name_of_a_task_that_was_given_up_cannot_be_used_at_once() {
        bench.create("once", AQueue.push().attempts(1));
        bench.attempts().allAnswered(500);
        bench.add("once", "t", ATask.http());
        bench.settle();

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("once", "t")));
        refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("once", "t", ATask.http()));
    }

    @Test
    @Tag("documented")
    void queues_do_not_share_the_names_of_their_tasks() {
        bench.create("other", AQueue.push());
        bench.add("push", "t", ATask.http());

        assertThat(bench.add("other", "t", ATask.http()).name()).hasToString(bench.task("other", "t"));
    }

    @Test
    @Tag("inferred")
    void a_task_that_is_wrong_and_has_no_queue_is_wrong_first() {
        refused(INVALID_ARGUMENT, "Task.payload_type is not set.", () -> bench.add("missing", "t", ATask.with(null)));
    }

    @Test
    @Tag("inferred")
    void a_refused_task_leaves_its_name_free() {
        ATask elsewhere = ATask.http("https://example.com/", new OAuthToken("a@example.com", ""));
        refused(INVALID_ARGUMENT, () -> bench.add("push", "t", elsewhere));

        assertThat(bench.add("push", "t", ATask.http()).id()).isEqualTo("t");
    }
}
