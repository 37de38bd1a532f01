package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The passive push queue: no clock, no thread, no mock. */
class PushQueueTest {
    private static final Instant NOW = Samples.START;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PushQueue queue = queue(RateLimits.UNSET, Samples.every(SECOND, 100));

    @Test
    @Tag("documented")
    void next_wake_up_is_the_latest_of_schedule_time_token_and_slot() {
        PushQueue slow = queue(new RateLimits(1, 1, 2), RetryConfig.UNSET);
        assertThat(slow.nextWakeUp(NOW)).isEqualTo(Instant.MAX);

        create(slow, "a", NOW.plusSeconds(10));
        assertThat(slow.nextWakeUp(NOW)).isEqualTo(NOW.plusSeconds(10));

        create(slow, "b", NOW);
        create(slow, "c", NOW);
        Dispatch first = slow.takeDue(NOW).getFirst();
        assertThat(first.task().id()).isEqualTo("b");
        assertThat(slow.nextWakeUp(NOW)).isEqualTo(NOW.plusSeconds(1));

        slow.takeDue(NOW.plusSeconds(1));
        assertThat(slow.nextWakeUp(NOW.plusSeconds(1))).isEqualTo(NOW.plus(Limits.DEFAULT_TASK_TTL));

        slow.settle(first, ManualDispatcher.OK, NOW.plusSeconds(2));
        assertThat(slow.nextWakeUp(NOW.plusSeconds(2))).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    @Tag("documented")
    void paused_queue_wakes_up_only_to_expire_tasks() {
        create("a", NOW);
        queue.changeState(QueueState.PAUSED, NOW);

        assertThat(queue.takeDue(NOW)).isEmpty();
        assertThat(queue.nextWakeUp(NOW)).isEqualTo(NOW.plus(Limits.DEFAULT_TASK_TTL));
    }

    @Test
    @Tag("inferred")
    void batch_size_is_limited_and_the_rest_is_due_at_once() {
        PushQueue fast = queue(new RateLimits(500, 500, 5000), RetryConfig.UNSET);
        for (int i = 0; i < 300; i++) {
            create(fast, "t" + i, NOW);
        }

        assertThat(fast.takeDue(NOW)).hasSize(128);
        assertThat(fast.nextWakeUp(NOW)).isBeforeOrEqualTo(NOW);
        assertThat(fast.takeDue(NOW)).hasSize(128);
        assertThat(fast.takeDue(NOW)).hasSize(44);
    }

    @Test
    @Tag("inferred")
    void outcome_frees_its_slot_even_if_the_task_is_gone() {
        PushQueue narrow = queue(new RateLimits(500, 100, 1), RetryConfig.UNSET);
        create(narrow, "a", NOW);
        create(narrow, "b", NOW);
        Dispatch first = narrow.takeDue(NOW).getFirst();
        narrow.delete("a", NOW);
        assertThat(narrow.takeDue(NOW)).isEmpty();

        assertThat(narrow.settleAndTakeDue(first, ManualDispatcher.FAILED, NOW))
                .extracting(d -> d.task().id())
                .containsExactly("b");
        assertThat(narrow.concurrentDispatches()).isEqualTo(1);
    }

    @Test
    @Tag("inferred")
    void recreated_task_is_not_settled_by_an_earlier_attempt() {
        PushQueue queueToPurge = queue(RateLimits.UNSET, RetryConfig.UNSET);
        create(queueToPurge, "a", NOW);
        Dispatch old = queueToPurge.takeDue(NOW).getFirst();
        queueToPurge.purge(NOW, true);
        create(queueToPurge, "a", NOW.plusSeconds(60));

        queueToPurge.settle(old, ManualDispatcher.OK, NOW);

        assertThat(queueToPurge.get("a", NOW).scheduleTime()).isEqualTo(NOW.plusSeconds(60));
        assertThat(queueToPurge.concurrentDispatches()).isZero();
    }

    @Test
    @Tag("inferred")
    void purge_blocks_chosen_names_and_the_latest_generated_ones() {
        int remembered = Limits.REMEMBERED_GENERATED_IDS;
        create("chosen", NOW);
        for (int i = 0; i < remembered + 2; i++) {
            Task task = Samples.task("g" + i, NOW.plusSeconds(60));
            queue.create(generated(task), NOW);
        }
        queue.delete("g" + remembered, NOW);

        queue.purge(NOW, false);

        assertThat(isBlocked("chosen")).isTrue();
        assertThat(isBlocked("g0")).isFalse();
        assertThat(isBlocked("g1")).isTrue();
        assertThat(isBlocked("g" + (remembered + 1))).isTrue();
    }

    private static Task generated(Task task) {
        return new Task(
                task.name(),
                0,
                task.payload(),
                task.createTime(),
                task.scheduleTime(),
                null,
                null,
                0,
                0,
                null,
                null,
                true);
    }

    /** Returns whether GetTask says that a task with the name existed recently. */
    private boolean isBlocked(String id) {
        return catchThrowable(() -> queue.get(id, NOW)).getMessage().contains("existed recently");
    }

    @Test
    @Tag("inferred")
    void failure_of_an_earlier_attempt_leaves_the_task_to_the_later_one() {
        create("a", NOW);
        Dispatch first = queue.takeDue(NOW).getFirst();
        Dispatch second = queue.run("a", NOW.plusSeconds(10));

        queue.settle(first, ManualDispatcher.FAILED, NOW.plusSeconds(20));
        assertThat(queue.takeDue(NOW.plusSeconds(60)))
                .as("the second attempt is in flight")
                .isEmpty();
        Attempt running = queue.get("a", NOW.plusSeconds(60)).lastAttempt();
        assertThat(running.dispatchTime()).isEqualTo(NOW.plusSeconds(10));
        assertThat(running.outcome()).isNull();

        queue.settle(second, ManualDispatcher.FAILED, NOW.plusSeconds(60));
        Task retried = queue.get("a", NOW.plusSeconds(60));
        assertThat(retried.scheduleTime()).isEqualTo(NOW.plusSeconds(61));
        assertThat(retried.lastAttempt().responseTime()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    @Tag("inferred")
    void late_failure_of_an_earlier_attempt_does_not_delay_the_retry() {
        create("a", NOW);
        Dispatch first = queue.takeDue(NOW).getFirst();
        Dispatch second = queue.run("a", NOW.plusSeconds(10));
        queue.settle(second, ManualDispatcher.FAILED, NOW.plusSeconds(11));

        queue.settle(first, ManualDispatcher.FAILED, NOW.plusMillis(11_500));

        assertThat(queue.get("a", NOW.plusSeconds(12)).scheduleTime()).isEqualTo(NOW.plusSeconds(12));
        List<Dispatch> retry = queue.takeDue(NOW.plusSeconds(12));
        assertThat(retry).hasSize(1);
        assertThat(retry.getFirst().retryCount()).isEqualTo(2);
        assertThat(retry.getFirst().previous().dispatchTime()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    @Tag("inferred")
    void success_of_an_earlier_attempt_completes_the_task() {
        create("a", NOW);
        Dispatch first = queue.takeDue(NOW).getFirst();
        Dispatch second = queue.run("a", NOW.plusSeconds(10));

        queue.settle(first, ManualDispatcher.OK, NOW.plusSeconds(11));
        queue.settle(second, ManualDispatcher.FAILED, NOW.plusSeconds(12));

        assertThat(queue.tasks.size()).isZero();
        assertThat(queue.takeDue(NOW.plusSeconds(600))).isEmpty();
    }

    @Test
    @Tag("inferred")
    void responses_of_overlapping_attempts_all_count() {
        create("a", NOW);
        Dispatch first = queue.takeDue(NOW).getFirst();
        Dispatch second = queue.run("a", NOW);

        queue.settle(first, new Outcome.Responded(404), NOW);
        queue.settle(second, new Outcome.Responded(404), NOW);

        assertThat(queue.get("a", NOW).responseCount()).isEqualTo(2);
        assertThat(queue.get("a", NOW).dispatchCount()).isEqualTo(2);
    }

    @Test
    @Tag("documented")
    void run_task_takes_no_token_or_slot_from_others() {
        PushQueue narrow = queue(new RateLimits(1, 1, 1), RetryConfig.UNSET);
        create(narrow, "a", NOW.plusSeconds(60));
        create(narrow, "b", NOW);

        Dispatch run = narrow.run("a", NOW);
        assertThat(narrow.takeDue(NOW)).as("the only slot is in use").isEmpty();

        assertThat(narrow.settleAndTakeDue(run, ManualDispatcher.OK, NOW))
                .as("a token is available")
                .hasSize(1);
    }

    @Test
    @Tag("inferred")
    void lower_concurrency_than_attempts_in_flight_holds_the_rest_back() {
        for (String id : List.of("a", "b", "c", "d")) {
            create(id, NOW);
        }
        List<Dispatch> dispatched = queue.takeDue(NOW);
        create("e", NOW);

        queue.change(Samples.queue(Samples.push(new RateLimits(500, 100, 2), RetryConfig.UNSET)), NOW);

        assertThat(queue.settleAndTakeDue(dispatched.get(0), ManualDispatcher.OK, NOW))
                .isEmpty();
        assertThat(queue.settleAndTakeDue(dispatched.get(1), ManualDispatcher.OK, NOW))
                .isEmpty();
        assertThat(queue.settleAndTakeDue(dispatched.get(2), ManualDispatcher.OK, NOW))
                .hasSize(1);
    }

    @Test
    @Tag("documented")
    void task_in_flight_expires_and_its_outcome_has_no_effect() {
        create("a", NOW);
        Dispatch dispatch = queue.takeDue(NOW).getFirst();
        Instant end = NOW.plus(Limits.DEFAULT_TASK_TTL);

        assertThat(queue.nextWakeUp(NOW)).isEqualTo(end);
        queue.expire(end.minusNanos(1000));
        assertThat(queue.tasks.size()).isEqualTo(1);
        queue.expire(end);
        assertThat(queue.tasks.size()).isZero();

        queue.settle(dispatch, ManualDispatcher.FAILED, end);
        assertThat(queue.nextWakeUp(end)).isEqualTo(Instant.MAX);
    }

    private void create(String id, Instant scheduleTime) {
        create(queue, id, scheduleTime);
    }

    private static void create(PushQueue queue, String id, Instant scheduleTime) {
        queue.create(Samples.task(id, scheduleTime), NOW);
    }

    private static PushQueue queue(RateLimits rates, RetryConfig retries) {
        return new PushQueue(Samples.queue(Samples.push(rates, retries)), new StoredBytes(Long.MAX_VALUE));
    }
}
