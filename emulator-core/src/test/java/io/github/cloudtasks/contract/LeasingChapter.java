package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tasks a worker gets, how many, and for how long. */
public abstract class LeasingChapter extends Chapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.pull());
    }

    @Test
    @Tag("documented")
    void a_lease_moves_the_schedule_time_to_its_end_and_counts_as_a_dispatch() {
        bench.add("q", "t", ATask.pull("work", "tag"));
        bench.advance(Duration.ofNanos(1_123_456_000));

        Task leased = lease(1).getFirst();

        assertThat(leased.scheduleTime()).isEqualTo(bench.now().plus(MINUTE));
        assertThat(leased.dispatchCount()).isEqualTo(1);
        assertThat(leased.payload()).isEqualTo(new PullMessage(ATask.bytes("work"), "tag"));
        assertThat(service.getTask(bench.task("q", "t"))).isEqualTo(leased);
    }

    @Test
    @Tag("documented")
    void a_leased_task_is_not_leased_again_before_the_lease_ends() {
        bench.add("q", "t", ATask.pull());
        Instant end = lease(1).getFirst().scheduleTime();

        bench.advanceToJustBefore(end);
        assertThat(lease(1)).isEmpty();
        bench.advance(TICK);

        assertThat(lease(1)).extracting(Task::dispatchCount).containsExactly(2);
    }

    @Test
    @Tag("documented")
    void a_task_is_not_leased_before_it_is_due() {
        Instant due = bench.now().plusSeconds(5);
        bench.add("q", "t", ATask.pull().at(due));

        bench.advanceToJustBefore(due);
        assertThat(lease(1)).isEmpty();
        bench.advance(TICK);

        assertThat(lease(1)).hasSize(1);
    }

    @Test
    @Tag("inferred")
    void an_empty_queue_leases_nothing() {
        assertThat(lease(10)).isEmpty();
    }

    @Test
    @Tag("documented")
    void the_earliest_tasks_are_leased_first() {
        Instant now = bench.now();
        bench.add("q", "c", ATask.pull().at(now.plusSeconds(2)));
        bench.add("q", "a", ATask.pull().at(now.plusSeconds(3)));
        bench.add("q", "z", ATask.pull().at(now.plusSeconds(1)));
        bench.add("q", "b", ATask.pull().at(now.plusSeconds(2)));
        bench.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(3))).containsExactly("z", "b", "c");
        assertThat(ids(lease(3))).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void no_more_tasks_are_leased_than_were_asked_for() {
        add("a", "b", "c");

        assertThat(lease(2)).hasSize(2);
        assertThat(lease(2)).hasSize(1);
        assertThat(lease(2)).isEmpty();
    }

    @Test
    @Tag("documented")
    void at_most_1000_tasks_are_leased_at_once() {
        for (int i = 0; i < 1001; i++) {
            bench.add("q", "", ATask.pull());
        }

        assertThat(lease(1000)).hasSize(1000);
        assertThat(lease(1000)).hasSize(1);
        refused(INVALID_ARGUMENT, () -> lease(1001));
        refused(INVALID_ARGUMENT, () -> lease(-1));
    }

    @Test
    @Tag("inferred")
    void who_does_not_say_how_many_gets_as_many_as_there_may_be() {
        for (int i = 0; i < 1001; i++) {
            bench.add("q", "", ATask.pull());
        }

        assertThat(lease(0)).hasSize(1000);
        assertThat(lease(0)).hasSize(1);
    }

    @Test
    @Tag("documented")
    void the_tasks_of_one_answer_are_at_most_32_megabytes() {
        String message = "m".repeat(1_000_000);
        for (int i = 0; i < 35; i++) {
            bench.add("q", "t%02d".formatted(i), ATask.pull(message, ""));
        }

        List<Task> first = lease(1000);
        List<Task> rest = lease(1000);

        assertThat(first).hasSize(33);
        assertThat(rest).hasSize(2);
    }

    @Test
    @Tag("documented")
    void a_lease_lasts_from_a_second_to_a_week() {
        add("a", "b");
        Instant now = bench.now();

        assertThat(lease(1, Duration.ofSeconds(1)).getFirst().scheduleTime()).isEqualTo(now.plusSeconds(1));
        assertThat(lease(1, WEEK).getFirst().scheduleTime()).isEqualTo(now.plus(WEEK));
        refused(INVALID_ARGUMENT, () -> lease(1, WEEK.plusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-0.5S", "PT0.999999999S"})
    @Tag("inferred")
    void a_lease_of_less_than_a_second_is_refused(Duration duration) {
        refused(INVALID_ARGUMENT, () -> lease(1, duration));
    }

    @Test
    @Tag("documented")
    void a_lease_has_a_duration() {
        refused(INVALID_ARGUMENT, () -> lease(1, null));
    }

    @Test
    @Tag("documented")
    void a_lease_lasts_whole_seconds() {
        add("a");

        assertThat(lease(1, Duration.ofMillis(1999)).getFirst().scheduleTime())
                .isEqualTo(bench.now().plusSeconds(1));
    }

    @Test
    @Tag("documented")
    void a_push_queue_leases_nothing() {
        bench.create("push", AQueue.push());

        refused(FAILED_PRECONDITION, () -> service.leaseTasks(bench.queue("push"), 1, MINUTE, ""));
    }

    @Test
    @Tag("documented")
    void a_task_whose_attempts_are_used_up_is_removed_instead_of_leased() {
        bench.create("twice", AQueue.pull().attempts(2));
        bench.add("twice", "t", ATask.pull());
        for (int i = 1; i <= 2; i++) {
            assertThat(leaseFrom("twice")).extracting(Task::dispatchCount).containsExactly(i);
            bench.advance(MINUTE);
        }

        assertThat(leaseFrom("twice")).isEmpty();

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("twice", "t")));
    }

    @Test
    @Tag("documented")
    void the_last_lease_may_still_be_acknowledged() {
        bench.create("once", AQueue.pull().attempts(1));
        bench.add("once", "t", ATask.pull());
        Task leased = leaseFrom("once").getFirst();
        assertThat(leaseFrom("once")).isEmpty();

        service.acknowledgeTask(bench.task("once", "t"), leased.scheduleTime());

        refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("once", "t")));
    }

    @Test
    @Tag("documented")
    void a_pull_task_with_both_limits_is_leased_until_both_are_reached() {
        bench.create("both", AQueue.pull().attempts(2).retryFor(Duration.ofSeconds(150)));
        bench.add("both", "t", ATask.pull());
        int leases = 0;
        while (leases < 10 && !leaseFrom("both").isEmpty()) {
            leases++;
            bench.advance(MINUTE);
        }

        assertThat(leases).isEqualTo(3);
    }

    @Test
    @Tag("documented")
    void a_hundred_leases_are_given_unless_told_otherwise() {
        bench.add("q", "t", ATask.pull());
        int leases = 0;
        while (leases < 200 && !lease(1).isEmpty()) {
            leases++;
            bench.advance(MINUTE);
        }

        assertThat(leases).isEqualTo(100);
    }

    @Test
    @Tag("unlike")
    void the_rate_of_a_pull_queue_is_not_enforced() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            bench.add("q", "", ATask.pull());
        }
        ids.addAll(ids(lease(1000)));
        ids.addAll(ids(lease(1000)));

        assertThat(ids).hasSize(1200).doesNotHaveDuplicates();
    }

    private void add(String... ids) {
        for (String id : ids) {
            bench.add("q", id, ATask.pull());
        }
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(bench.queue("q"), max, duration, "");
    }

    private List<Task> leaseFrom(String queueId) {
        return service.leaseTasks(bench.queue(queueId), 0, MINUTE, "");
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
