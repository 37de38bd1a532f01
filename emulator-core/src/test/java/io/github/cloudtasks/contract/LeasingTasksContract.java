package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LeaseTasks: which tasks a worker receives, how many, and for how long.
 *
 * @see <a
 *     href="https://cloud.google.com/tasks/docs/reference/rest/v2beta2/projects.locations.queues.tasks/lease">Lease</a>
 */
public abstract class LeasingTasksContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.pull());
    }

    @Test
    @Tag("documented")
    void lease_sets_the_schedule_time_to_its_end_and_counts_as_a_dispatch() {
        fixture.createTask("q", "t", TaskBuilder.pull("work", "tag"));
        fixture.advance(Duration.ofNanos(1_123_456_000));

        Task leased = lease(1).getFirst();

        assertThat(leased.scheduleTime()).isEqualTo(fixture.now().plus(MINUTE));
        assertThat(leased.dispatchCount()).isEqualTo(1);
        assertThat(leased.payload()).isEqualTo(new PullMessage(TaskBuilder.bytes("work"), "tag"));
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(leased);
    }

    @Test
    @Tag("documented")
    void leased_task_is_unavailable_until_the_lease_ends() {
        fixture.createTask("q", "t", TaskBuilder.pull());
        Instant end = lease(1).getFirst().scheduleTime();

        fixture.advanceToJustBefore(end);
        assertThat(lease(1)).isEmpty();
        fixture.advance(TICK);

        assertThat(lease(1)).extracting(Task::dispatchCount).containsExactly(2);
    }

    @Test
    @Tag("documented")
    void task_is_not_leased_before_its_schedule_time() {
        Instant due = fixture.now().plusSeconds(5);
        fixture.createTask("q", "t", TaskBuilder.pull().at(due));

        fixture.advanceToJustBefore(due);
        assertThat(lease(1)).isEmpty();
        fixture.advance(TICK);

        assertThat(lease(1)).hasSize(1);
    }

    @Test
    @Tag("inferred")
    void empty_queue_leases_nothing() {
        assertThat(lease(10)).isEmpty();
    }

    @Test
    @Tag("documented")
    void earliest_tasks_are_leased_first() {
        Instant now = fixture.now();
        fixture.createTask("q", "c", TaskBuilder.pull().at(now.plusSeconds(2)));
        fixture.createTask("q", "a", TaskBuilder.pull().at(now.plusSeconds(3)));
        fixture.createTask("q", "z", TaskBuilder.pull().at(now.plusSeconds(1)));
        fixture.createTask("q", "b", TaskBuilder.pull().at(now.plusSeconds(2)));
        fixture.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(3))).containsExactly("z", "c", "b");
        assertThat(ids(lease(3))).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void max_tasks_limits_the_number_of_tasks() {
        add("a", "b", "c");

        assertThat(lease(2)).hasSize(2);
        assertThat(lease(2)).hasSize(1);
        assertThat(lease(2)).isEmpty();
    }

    @Test
    @Tag("documented")
    void max_tasks_must_be_at_most_1000() {
        for (int i = 0; i < 1001; i++) {
            fixture.createTask("q", "", TaskBuilder.pull());
        }

        assertThat(lease(1000)).hasSize(1000);
        assertThat(lease(1000)).hasSize(1);
        assertRejected(INVALID_ARGUMENT, () -> lease(1001));
        assertRejected(INVALID_ARGUMENT, () -> lease(-1));
    }

    @Test
    @Tag("inferred")
    void max_tasks_defaults_to_1000() {
        for (int i = 0; i < 1001; i++) {
            fixture.createTask("q", "", TaskBuilder.pull());
        }

        assertThat(lease(0)).hasSize(1000);
        assertThat(lease(0)).hasSize(1);
    }

    @Test
    @Tag("documented")
    void response_is_limited_to_32_mb() {
        String message = "m".repeat(1_000_000);
        for (int i = 0; i < 35; i++) {
            fixture.createTask("q", "t%02d".formatted(i), TaskBuilder.pull(message, ""));
        }

        List<Task> first = lease(1000);
        List<Task> rest = lease(1000);

        assertThat(first).hasSize(33);
        assertThat(rest).hasSize(2);
    }

    @Test
    @Tag("documented")
    void lease_lasts_1_second_to_7_days__in_range() {
        add("a", "b");
        Instant now = fixture.now();

        assertThat(lease(1, Duration.ofSeconds(1)).getFirst().scheduleTime()).isEqualTo(now.plusSeconds(1));
        assertThat(lease(1, WEEK).getFirst().scheduleTime()).isEqualTo(now.plus(WEEK));
        assertRejected(INVALID_ARGUMENT, () -> lease(1, WEEK.plusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-0.5S", "PT0.999999999S"})
    @Tag("inferred")
    void lease_lasts_1_second_to_7_days__too_short(Duration duration) {
        assertRejected(INVALID_ARGUMENT, () -> lease(1, duration));
    }

    @Test
    @Tag("documented")
    void lease_duration_is_required() {
        assertRejected(INVALID_ARGUMENT, () -> lease(1, null));
    }

    @Test
    @Tag("documented")
    void lease_duration_is_truncated_to_whole_seconds() {
        add("a");

        assertThat(lease(1, Duration.ofMillis(1999)).getFirst().scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(1));
    }

    @Test
    @Tag("documented")
    void lease_from_a_push_queue_is_rejected() {
        fixture.createQueue("push", QueueBuilder.push());

        assertRejected(FAILED_PRECONDITION, () -> service.leaseTasks(fixture.queue("push"), 1, MINUTE, ""));
    }

    @Test
    @Tag("documented")
    void task_without_attempts_left_is_removed_instead_of_leased() {
        fixture.createQueue("twice", QueueBuilder.pull().attempts(2));
        fixture.createTask("twice", "t", TaskBuilder.pull());
        for (int i = 1; i <= 2; i++) {
            assertThat(leaseFrom("twice")).extracting(Task::dispatchCount).containsExactly(i);
            fixture.advance(MINUTE);
        }

        assertThat(leaseFrom("twice")).isEmpty();

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("twice", "t")));
    }

    @Test
    @Tag("documented")
    void last_lease_can_still_be_acknowledged() {
        fixture.createQueue("once", QueueBuilder.pull().attempts(1));
        fixture.createTask("once", "t", TaskBuilder.pull());
        Task leased = leaseFrom("once").getFirst();
        assertThat(leaseFrom("once")).isEmpty();

        service.acknowledgeTask(fixture.task("once", "t"), leased.scheduleTime());

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("once", "t")));
    }

    @Test
    @Tag("documented")
    void task_is_leased_until_every_set_retry_limit_is_reached() {
        fixture.createQueue("both", QueueBuilder.pull().attempts(2).retryFor(Duration.ofSeconds(150)));
        fixture.createTask("both", "t", TaskBuilder.pull());
        int leases = 0;
        while (leases < 10 && !leaseFrom("both").isEmpty()) {
            leases++;
            fixture.advance(MINUTE);
        }

        assertThat(leases).isEqualTo(3);
    }

    @Test
    @Tag("documented")
    void task_is_leased_100_times_by_default() {
        fixture.createTask("q", "t", TaskBuilder.pull());
        int leases = 0;
        while (leases < 200 && !lease(1).isEmpty()) {
            leases++;
            fixture.advance(MINUTE);
        }

        assertThat(leases).isEqualTo(100);
    }

    @Test
    @Tag("unlike")
    void rate_of_a_pull_queue_does_not_limit_leases() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            fixture.createTask("q", "", TaskBuilder.pull());
        }
        ids.addAll(ids(lease(1000)));
        ids.addAll(ids(lease(1000)));

        assertThat(ids).hasSize(1200).doesNotHaveDuplicates();
    }

    private void add(String... ids) {
        for (String id : ids) {
            fixture.createTask("q", id, TaskBuilder.pull());
        }
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(fixture.queue("q"), max, duration, "");
    }

    private List<Task> leaseFrom(String queueId) {
        return service.leaseTasks(fixture.queue(queueId), 0, MINUTE, "");
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
