package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.SystemTimeline;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineAdminTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String QUEUE = Samples.QUEUE.toString();

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher);
    private final EngineAdmin admin = engine.admin();

    /** A timeline whose clock stands still but is not frozen: tasks that are scheduled later are still expected. */
    private final SystemTimeline running = new SystemTimeline(Clock.fixed(Samples.START, ZoneOffset.UTC));

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void queues_without_tasks_are_idle() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));

        assertThat(admin.whenIdle()).isCompleted();
        assertThat(admin.whenIdle(QUEUE)).isCompleted();
        assertThat(admin.remaining()).isEmpty();
    }

    @Test
    void queue_is_idle_when_its_last_attempt_has_ended() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        create("a", Samples.START);
        create("b", Samples.START);
        timeline.settle();
        CompletableFuture<Void> idle = admin.whenIdle(QUEUE);

        dispatcher.take().complete(ManualDispatcher.OK);
        assertThat(idle).isNotDone();
        assertThat(admin.remaining()).containsExactly(QUEUE + " has 1 attempt in flight");

        dispatcher.take().complete(ManualDispatcher.OK);
        assertThat(idle).succeedsWithin(SECOND);
    }

    @Test
    void failed_task_keeps_its_queue_busy() {
        CloudTasks live = new CloudTasks(Limits.DEFAULTS, running, dispatcher);
        live.queues().createQueue(Samples.LOCATION, QUEUE, Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        live.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", Samples.START.plusSeconds(60)));
        live.tasks().runTask(QUEUE + "/tasks/a");
        CompletableFuture<Void> idle = live.admin().whenIdle();

        dispatcher.take().complete(ManualDispatcher.FAILED);

        assertThat(idle).isNotDone();
        assertThat(live.admin().remaining())
                .containsExactly(QUEUE + " holds 1 task, the next to be dispatched at 2026-01-02T03:04:06Z");
        live.tasks().deleteTask(QUEUE + "/tasks/a");
        assertThat(idle).succeedsWithin(SECOND);
    }

    @Test
    void paused_queue_with_tasks_never_becomes_idle() {
        createQueue("q", NewQueue.DEFAULT);
        engine.queues().pauseQueue(QUEUE);
        create("a", Samples.START);

        assertThat(failure(admin.whenIdle()))
                .isInstanceOf(NeverIdleException.class)
                .hasMessage(QUEUE + " is PAUSED and holds 1 task");
    }

    @Test
    void waiting_caller_is_told_that_the_queue_was_paused() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> idle = admin.whenIdle(QUEUE);
        engine.queues().pauseQueue(QUEUE);
        assertThat(idle).isNotDone();

        dispatcher.take().complete(ManualDispatcher.FAILED);

        assertThat(failure(idle)).isInstanceOf(NeverIdleException.class);
    }

    @Test
    void queue_with_tasks_after_frozen_time_never_becomes_idle() {
        createQueue("q", NewQueue.DEFAULT);
        create("a", Samples.START.plusSeconds(60));

        assertThat(failure(admin.whenIdle()))
                .hasMessage(QUEUE
                        + " holds 1 task, the next to be dispatched at 2026-01-02T03:05:05Z,"
                        + " but the time is frozen at 2026-01-02T03:04:05Z");
    }

    @Test
    void stuck_queue_can_still_be_changed_by_others() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        createQueue("stuck", NewQueue.DEFAULT);
        engine.queues().pauseQueue(Samples.LOCATION + "/queues/stuck");
        QueueName stuck = QueueName.of("p", "l", "stuck");
        engine.tasks().createTask(stuck.toString(), Samples.newTask(stuck, "b", Samples.START));
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> idle = admin.whenIdle();
        assertThat(idle).isNotDone();

        engine.queues().purgeQueue(stuck.toString());
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(idle).succeedsWithin(SECOND);
    }

    @Test
    void tasks_of_a_pull_queue_count_only_if_the_queue_is_named() {
        createQueue("q", Samples.pull());
        engine.tasks().createTask(QUEUE, Samples.newPullTask(Samples.QUEUE, "a", "", Samples.START));
        CompletableFuture<Void> idle = admin.whenIdle(QUEUE);

        assertThat(admin.whenIdle()).succeedsWithin(SECOND);
        assertThat(idle).isNotDone();
        assertThat(admin.remaining()).containsExactly(QUEUE + " holds 1 task for workers to lease and acknowledge");

        engine.tasks().deleteTask(QUEUE + "/tasks/a");
        assertThat(idle).succeedsWithin(SECOND);
    }

    @Test
    void missing_or_deleted_queue_is_reported_as_missing() {
        assertThatThrownBy(() -> admin.whenIdle(QUEUE))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> admin.whenIdle("q")).isInstanceOf(ApiException.class);

        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> one = admin.whenIdle(QUEUE);
        CompletableFuture<Void> all = admin.whenIdle();
        engine.queues().deleteQueue(QUEUE);

        assertThat(failure(one)).isInstanceOf(ApiException.class);
        assertThat(all).succeedsWithin(SECOND);
    }

    @Test
    void cancelled_wait_is_forgotten() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> idle = admin.whenIdle();

        idle.cancel(false);
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(idle).isCancelled();
    }

    @Test
    void engine_is_settled_when_nothing_is_due_or_in_flight() {
        createQueue("q", Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)));
        create("a", Samples.START);
        create("later", Samples.START.plusSeconds(60));
        CompletableFuture<Void> quiescent = admin.whenQuiescent();
        assertThat(quiescent).isNotDone();

        timeline.settle();
        assertThat(quiescent).isNotDone();

        dispatcher.take().complete(ManualDispatcher.FAILED);
        assertThat(quiescent).succeedsWithin(SECOND);
    }

    @Test
    void reset_removes_everything() {
        createQueue("q", NewQueue.DEFAULT);
        createQueue("deleted", NewQueue.DEFAULT);
        engine.queues().deleteQueue(Samples.LOCATION + "/queues/deleted");
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> idle = admin.whenIdle();

        admin.reset();

        assertThat(idle).succeedsWithin(SECOND);
        assertThat(admin.export()).isEmpty();
        createQueue("deleted", NewQueue.DEFAULT);
        createQueue("q", NewQueue.DEFAULT);
        create("a", Samples.START.plusSeconds(60));
        dispatcher.take().complete(ManualDispatcher.FAILED);
        assertThat(engine.tasks().getTask(QUEUE + "/tasks/a").dispatchCount()).isZero();
    }

    @Test
    void restored_state_equals_the_saved_state() {
        Attempt last = new Attempt(
                Samples.START.minusSeconds(9),
                Samples.START.minusSeconds(8),
                Samples.START.minusSeconds(7),
                ManualDispatcher.FAILED);
        Attempt first = new Attempt(null, Samples.START.minusSeconds(99), null, null);
        TaskToRestore task = new TaskToRestore(
                Samples.newTask(Samples.QUEUE, "a", Samples.START.plusSeconds(60)),
                Samples.START.minusSeconds(100),
                3,
                2,
                first,
                last);
        QueueToRestore saved = new QueueToRestore(
                QUEUE,
                Samples.push(RateLimits.UNSET, Samples.every(SECOND, 10)),
                QueueState.PAUSED,
                Samples.START,
                List.of(task));

        admin.restore(List.of(saved));

        ExportedQueue exported = admin.export().getFirst();
        assertThat(exported.queue().state()).isEqualTo(QueueState.PAUSED);
        assertThat(exported.queue().purgeTime()).isEqualTo(Samples.START);
        Task restored = exported.tasks().getFirst();
        assertThat(restored.createTime()).isEqualTo(Samples.START.minusSeconds(100));
        assertThat(restored.scheduleTime()).isEqualTo(Samples.START.plusSeconds(60));
        assertThat(restored.dispatchCount()).isEqualTo(3);
        assertThat(restored.responseCount()).isEqualTo(2);
        assertThat(restored.firstAttempt()).isEqualTo(first);
        assertThat(restored.lastAttempt()).isEqualTo(last);
    }

    @Test
    void restored_task_is_dispatched_when_it_is_due() {
        TaskToRestore task = new TaskToRestore(
                Samples.newTask(Samples.QUEUE, "a", Samples.START.plusSeconds(60)), null, 0, 0, null, null);

        admin.restore(List.of(new QueueToRestore(QUEUE, NewQueue.DEFAULT, QueueState.RUNNING, null, List.of(task))));

        timeline.advance(Duration.ofSeconds(59));
        assertThat(dispatcher.taskIds()).isEmpty();
        timeline.advance(SECOND);
        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void restored_lease_stays_valid() {
        TaskToRestore task = new TaskToRestore(
                Samples.newPullTask(Samples.QUEUE, "a", "", Samples.START.plusSeconds(60)), null, 1, 0, null, null);

        admin.restore(List.of(new QueueToRestore(QUEUE, Samples.pull(), QueueState.RUNNING, null, List.of(task))));

        assertThat(engine.leases().leaseTasks(QUEUE, 1, SECOND, "")).isEmpty();
        engine.leases().acknowledgeTask(QUEUE + "/tasks/a", Samples.START.plusSeconds(60));
        assertThat(admin.export().getFirst().tasks()).isEmpty();
    }

    @Test
    void invalid_state_restores_nothing_and_reports_its_place() {
        TaskToRestore task =
                new TaskToRestore(Samples.newPullTask(Samples.QUEUE, "a", "", null), null, 0, 0, null, null);
        QueueToRestore good = new QueueToRestore(QUEUE + "2", NewQueue.DEFAULT, QueueState.RUNNING, null, List.of());
        QueueToRestore bad = new QueueToRestore(QUEUE, NewQueue.DEFAULT, QueueState.RUNNING, null, List.of(task));

        assertThatThrownBy(() -> admin.restore(List.of(good, bad)))
                .hasMessage(QUEUE + "/tasks/a: Task.pull_message cannot be set: queue '" + QUEUE
                        + "' is not a pull queue.");
        assertThatThrownBy(() -> admin.restore(List.of(good, good)))
                .hasMessage(QUEUE + "2: The state has two queues of this name.");
        assertThat(admin.export()).isEmpty();
    }

    @Test
    void queue_without_a_name_is_reported_by_its_position() {
        QueueToRestore good = new QueueToRestore(QUEUE, NewQueue.DEFAULT, QueueState.RUNNING, null, List.of());
        QueueToRestore nameless = new QueueToRestore("", NewQueue.DEFAULT, QueueState.RUNNING, null, List.of());

        assertThatThrownBy(() -> admin.restore(List.of(good, nameless)))
                .hasMessage("queues[1]: Queue.name is required.");
    }

    @Test
    void impossible_history_is_rejected() {
        for (int[] counts : new int[][] {{-1, 0}, {-1, -1}, {0, 1}}) {
            TaskToRestore task = new TaskToRestore(
                    Samples.newTask(Samples.QUEUE, "a", null), null, counts[0], counts[1], null, null);

            assertThatThrownBy(() -> admin.restore(List.of(
                            new QueueToRestore(QUEUE, NewQueue.DEFAULT, QueueState.RUNNING, null, List.of(task)))))
                    .hasMessageStartingWith(
                            QUEUE + "/tasks/a: Task.responseCount must be between 0 and Task.dispatchCount.");
        }
        assertThat(admin.export()).isEmpty();
    }

    @Test
    void queue_with_tasks_is_not_overwritten() {
        createQueue("empty", NewQueue.DEFAULT);
        createQueue("q", NewQueue.DEFAULT);
        create("a", Samples.START.plusSeconds(60));
        QueueToRestore empty = new QueueToRestore(
                Samples.LOCATION + "/queues/empty", NewQueue.DEFAULT, QueueState.PAUSED, null, List.of());
        QueueToRestore same = new QueueToRestore(QUEUE, NewQueue.DEFAULT, QueueState.PAUSED, null, List.of());

        assertThatThrownBy(() -> admin.restore(List.of(empty, same)))
                .hasMessage(QUEUE + ": A queue of this name exists and is not empty. Delete or purge it first.");

        assertThat(admin.export())
                .extracting(exported -> exported.queue().state())
                .containsOnly(QueueState.RUNNING);
        engine.queues().pauseQueue(Samples.LOCATION + "/queues/empty");
    }

    @Test
    void empty_queue_is_overwritten() {
        createQueue("q", NewQueue.DEFAULT);
        TaskToRestore task =
                new TaskToRestore(Samples.newTask(Samples.QUEUE, "a", Samples.START), null, 0, 0, null, null);

        admin.restore(List.of(new QueueToRestore(
                QUEUE,
                Samples.push(RateLimits.UNSET, Samples.every(SECOND, 7)),
                QueueState.RUNNING,
                null,
                List.of(task))));
        timeline.settle();

        assertThat(engine.queues().getQueue(QUEUE).retryConfig().maxAttempts()).isEqualTo(7);
        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void waiting_caller_is_told_that_the_engine_was_closed() {
        createQueue("q", NewQueue.DEFAULT);
        create("a", Samples.START);
        timeline.settle();
        CompletableFuture<Void> before = admin.whenIdle();

        admin.close();

        assertThat(before).isCancelled();
        assertThat(before.handle((result, error) -> error).join()).hasMessage("The emulator was closed.");
        assertThat(admin.whenIdle()).isCancelled();
    }

    /** Attempts end on other threads while a caller waits for idleness. */
    @Test
    void every_end_of_an_attempt_is_noticed() {
        Dispatcher quick = dispatch -> CompletableFuture.supplyAsync(() -> DeliveryResult.of(ManualDispatcher.OK));
        try (SystemTimeline real = new SystemTimeline()) {
            CloudTasks live = new CloudTasks(Limits.DEFAULTS, real, quick);
            live.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);
            for (int round = 0; round < 200; round++) {
                live.tasks().createTask(QUEUE, new NewTask("", Samples.POST, null, null, null));
                assertThat(live.admin().whenIdle()).succeedsWithin(10, TimeUnit.SECONDS);
                assertThat(live.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
            }
        }
    }

    private void createQueue(String id, NewQueue settings) {
        engine.queues().createQueue(Samples.LOCATION, Samples.LOCATION + "/queues/" + id, settings);
    }

    private void create(String id, Instant scheduleTime) {
        engine.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, id, scheduleTime));
    }

    private static Throwable failure(CompletableFuture<Void> stage) {
        try {
            stage.join();
        } catch (CompletionException e) {
            return e.getCause();
        }
        throw new AssertionError("the stage completed without a failure");
    }
}
