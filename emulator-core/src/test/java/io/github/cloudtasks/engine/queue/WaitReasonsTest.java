package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Why a task is not dispatched at the moment, in push and pull queues. */
class WaitReasonsTest {
    private static final Instant NOW = Samples.START;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final StoredBytes stored = new StoredBytes(Long.MAX_VALUE);
    private TaskQueue queue = push(RateLimits.UNSET);

    @Test
    void due_task_has_no_reason() {
        create("a", NOW);
        assertThat(reasons("a", NOW)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = QueueState.class,
            names = {"PAUSED", "DISABLED"})
    void queue_that_is_not_running_is_a_reason_in_addition_to_the_schedule_time(QueueState state) {
        create("due", NOW);
        create("later", NOW.plusSeconds(5));
        queue.changeState(state, NOW);

        assertThat(reasons("due", NOW)).containsExactly(new WaitReason.NotRunning(state));
        assertThat(reasons("later", NOW))
                .containsExactly(new WaitReason.NotRunning(state), new WaitReason.Scheduled(NOW.plusSeconds(5)));
    }

    @Test
    void task_waits_for_its_schedule_time() {
        create("a", NOW.plusSeconds(5));

        assertThat(reasons("a", NOW)).containsExactly(new WaitReason.Scheduled(NOW.plusSeconds(5)));
        assertThat(reasons("a", NOW.plusSeconds(5))).isEmpty();
    }

    @Test
    void task_in_flight_has_an_attempt_with_number_and_start() {
        create("a", NOW);
        Dispatch first = takeDue(NOW).getFirst();
        push().settle(first, ManualDispatcher.FAILED, NOW);
        takeDue(NOW.plusSeconds(1));

        assertThat(reasons("a", NOW.plusSeconds(2))).containsExactly(new WaitReason.InFlight(2, NOW.plusSeconds(1)));
    }

    @Test
    void failed_task_waits_for_its_backoff() {
        create("a", NOW);
        push().settle(takeDue(NOW).getFirst(), ManualDispatcher.FAILED, NOW);

        assertThat(reasons("a", NOW))
                .containsExactly(new WaitReason.Backoff(NOW.plusSeconds(1), 1, ManualDispatcher.FAILED));
    }

    @Test
    void concurrency_limit_names_the_tasks_in_flight() {
        queue = push(new RateLimits(500, 100, 2));
        create("a", NOW);
        create("b", NOW);
        create("c", NOW);
        takeDue(NOW);

        assertThat(reasons("c", NOW)).containsExactly(new WaitReason.ConcurrencyLimit(2, List.of("a", "b")));
    }

    @Test
    void settled_and_deleted_tasks_do_not_hold_slots_by_name() {
        queue = push(new RateLimits(500, 100, 3));
        create("a", NOW);
        create("b", NOW);
        create("c", NOW);
        create("d", NOW);
        Dispatch a = takeDue(NOW).getFirst();
        queue.delete("b", NOW);
        push().settle(a, ManualDispatcher.OK, NOW);
        takeDue(NOW);

        create("e", NOW);
        assertThat(reasons("e", NOW)).containsExactly(new WaitReason.ConcurrencyLimit(3, List.of("c", "d")));
    }

    @Test
    void rate_limit_states_the_next_token_and_the_tasks_before() {
        queue = push(new RateLimits(0.5, 1, 10));
        create("a", NOW);
        create("b", NOW);
        create("c", NOW);
        takeDue(NOW);

        assertThat(reasons("b", NOW)).containsExactly(new WaitReason.RateLimit(NOW.plusSeconds(2), 0.5));
        assertThat(reasons("c", NOW))
                .containsExactly(new WaitReason.RateLimit(NOW.plusSeconds(2), 0.5), new WaitReason.EarlierTasks(1));
    }

    @Test
    void pull_task_is_scheduled_available_or_leased() {
        queue = new PullQueue(Samples.queue(Samples.pull()), Limits.DEFAULTS.withLeaseCallsPerSecond(0), stored);
        queue.create(Samples.pullTask("a", "", NOW.plusSeconds(1)), NOW);

        assertThat(reasons("a", NOW)).containsExactly(new WaitReason.Scheduled(NOW.plusSeconds(1)));
        assertThat(reasons("a", NOW.plusSeconds(1))).containsExactly(new WaitReason.Available());

        ((PullQueue) queue).lease(1, SECOND, new LeaseFilter.Any(), NOW.plusSeconds(1));
        assertThat(reasons("a", NOW.plusSeconds(1))).containsExactly(new WaitReason.Leased(NOW.plusSeconds(2)));
        assertThat(reasons("a", NOW.plusSeconds(2))).containsExactly(new WaitReason.Available());

        queue.changeState(QueueState.PAUSED, NOW);
        assertThat(reasons("a", NOW.plusSeconds(2)))
                .containsExactly(new WaitReason.NotRunning(QueueState.PAUSED), new WaitReason.Available());
    }

    private void create(String id, Instant scheduleTime) {
        queue.create(Samples.task(id, scheduleTime), NOW);
    }

    private List<WaitReason> reasons(String id, Instant now) {
        Task task = queue.get(id, now);
        return queue.waitReasons(task, now);
    }

    private List<Dispatch> takeDue(Instant now) {
        return push().takeDue(now);
    }

    private PushQueue push() {
        return (PushQueue) queue;
    }

    private PushQueue push(RateLimits rates) {
        return new PushQueue(Samples.queue(Samples.push(rates, Samples.every(SECOND, 100))), stored);
    }
}
