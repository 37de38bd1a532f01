package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveQueueTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();

    @Test
    @Tag("inferred")
    void dispatcher_that_throws_costs_an_attempt_and_loses_no_task() {
        Dispatcher throwing = dispatch -> {
            if (dispatch.retryCount() == 0) {
                throw new IllegalStateException("simulated failure");
            }
            return dispatcher.deliver(dispatch);
        };
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)), throwing);
        create(queue, "a", Samples.START);
        create(queue, "b", Samples.START);

        timeline.settle();
        assertThat(queue.stats().concurrentDispatchesCount()).isZero();

        timeline.advance(SECOND);
        assertThat(dispatcher.taskIds()).containsExactly("a", "b");
    }

    @Test
    @Tag("inferred")
    void dispatcher_that_fails_or_returns_null_costs_an_attempt() {
        List<CompletableFuture<DeliveryResult>> stages = new ArrayList<>(List.of(
                CompletableFuture.failedFuture(new IllegalStateException("simulated failure")),
                CompletableFuture.completedFuture(null)));
        Dispatcher failing = dispatch -> stages.isEmpty() ? dispatcher.deliver(dispatch) : stages.removeFirst();
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)), failing);
        create(queue, "a", Samples.START);

        timeline.settle();
        timeline.advance(SECOND);
        timeline.advance(SECOND);

        assertThat(dispatcher.taskIds()).containsExactly("a");
        assertThat(dispatcher.inFlight().getFirst().dispatch().retryCount()).isEqualTo(2);
    }

    @Test
    @Tag("inferred")
    void dispatcher_without_a_stage_costs_an_attempt() {
        Dispatcher broken = dispatch -> dispatch.retryCount() == 0 ? null : dispatcher.deliver(dispatch);
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)), broken);
        create(queue, "a", Samples.START);

        timeline.settle();
        timeline.advance(SECOND);

        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void immediate_outcomes_do_not_overflow_the_stack() {
        int[] deepest = new int[1];
        int[] delivered = new int[1];
        Dispatcher atOnce = dispatch -> {
            delivered[0]++;
            deepest[0] = Math.max(deepest[0], new Throwable().getStackTrace().length);
            return CompletableFuture.completedFuture(DeliveryResult.of(ManualDispatcher.OK));
        };
        LiveQueue queue = live(Samples.push(new RateLimits(500, 500, 1), RetryConfig.UNSET), atOnce);
        int here = new Throwable().getStackTrace().length;
        for (int i = 0; i < 400; i++) {
            create(queue, "t" + i, Samples.START);
        }

        timeline.settle();

        assertThat(delivered[0]).isEqualTo(400);
        assertThat(deepest[0]).isLessThan(here + 30);
    }

    @Test
    @Tag("inferred")
    void very_long_backoff_does_not_overflow() {
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        RetryConfig config = new RetryConfig(5, ages, ages, ages, 16);
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, config), dispatcher);
        create(queue, "a", Samples.START);
        timeline.settle();

        dispatcher.take().complete(ManualDispatcher.FAILED);

        Task task = queue.withLock((tasks, now) -> tasks.get("a", now));
        assertThat(task.scheduleTime()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
        assertThat(queue.stats().oldestEstimatedArrivalTime()).isEqualTo(task.scheduleTime());
    }

    @Test
    @Tag("recorded")
    void schedule_time_after_a_retry_has_whole_microseconds() {
        RetryConfig config = new RetryConfig(5, null, Duration.ofNanos(1_234_567_891), Duration.ofHours(1), 16);
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, config), dispatcher);
        create(queue, "a", Samples.START);
        timeline.settle();

        dispatcher.take().complete(ManualDispatcher.FAILED);

        Task task = queue.withLock((tasks, now) -> tasks.get("a", now));
        assertThat(task.scheduleTime()).isEqualTo(Samples.START.plusNanos(1_234_567_000));
    }

    @Test
    @Tag("inferred")
    void outcome_after_the_queue_is_deleted_has_no_effect() {
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, RetryConfig.UNSET), dispatcher);
        create(queue, "a", Samples.START);
        create(queue, "b", Samples.START.plusSeconds(1));
        timeline.settle();

        queue.close(FinishReason.QUEUE_DELETED);
        dispatcher.take().complete(ManualDispatcher.FAILED);
        timeline.advance(Duration.ofDays(40));

        assertThat(dispatcher.inFlight()).isEmpty();
        assertThatThrownBy(() -> create(queue, "c", Samples.START)).isInstanceOf(ApiException.class);
        assertThat(queue.stats()).isNull();
        assertThat(queue.replace(queue.queue(), queue.queue())).isFalse();
    }

    @Test
    @Tag("inferred")
    void failed_operation_leaves_the_alarm_set() {
        LiveQueue queue = live(Samples.push(RateLimits.UNSET, RetryConfig.UNSET), dispatcher);
        assertThatThrownBy(() -> queue.withLock((tasks, now) -> {
                    tasks.create(Samples.task("a", now.plusSeconds(1)), now);
                    throw new IllegalStateException("simulated failure");
                }))
                .hasMessage("simulated failure");

        timeline.advance(SECOND);

        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    @Tag("unlike")
    void call_that_has_found_a_replaced_queue_uses_the_restored_one() {
        LiveQueue restored = live(Samples.push(RateLimits.UNSET, RetryConfig.UNSET), dispatcher);
        LiveQueue replaced = live(Samples.push(RateLimits.UNSET, RetryConfig.UNSET), dispatcher, restored);
        replaced.close(FinishReason.RESET);

        create(replaced, "a", Samples.START.plusSeconds(60));

        assertThat(restored.stats().tasksCount()).isEqualTo(1);
    }

    @Test
    @Tag("unlike")
    void call_that_has_found_a_replaced_queue_is_not_applied_to_one_of_another_kind() {
        LiveQueue restored = live(Samples.pull(), dispatcher);
        LiveQueue replaced = live(Samples.push(RateLimits.UNSET, RetryConfig.UNSET), dispatcher, restored);
        replaced.close(FinishReason.RESET);

        assertThatThrownBy(() -> create(replaced, "a", Samples.START))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("Queue does not exist.");
    }

    private LiveQueue live(NewQueue settings, Dispatcher dispatcher) {
        return live(settings, dispatcher, null);
    }

    private LiveQueue live(NewQueue settings, Dispatcher dispatcher, @Nullable LiveQueue successor) {
        return new LiveQueue(
                TaskQueue.of(Samples.queue(settings), Limits.DEFAULTS, new StoredBytes(Long.MAX_VALUE)),
                timeline,
                dispatcher,
                Journal.NONE,
                new IdleMonitor(),
                new EventPublisher(List.of()),
                name -> successor);
    }

    private static void create(LiveQueue queue, String id, Instant scheduleTime) {
        queue.withLock((tasks, now) -> tasks.create(Samples.task(id, scheduleTime), now));
    }
}
