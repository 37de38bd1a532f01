package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.ModelStore;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store after the changes that the engine has handed over, and a new engine that is loaded from it. */
@Tag("inferred")
class JournalTest {
    private static final String PUSH = Samples.LOCATION + "/queues/push";
    private static final String PULL = Samples.LOCATION + "/queues/pull";
    private static final String KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
    private static final int IDS = 12;

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final ModelStore store = new ModelStore();
    private final CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher, store, List.of());
    private EngineState saved = engine.admin().copy();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void stored_state_equals_that_of_the_engine_after_random_calls(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1500; i++) {
            try {
                callAnything(random);
            } catch (ApiException e) {
                // Errors change nothing.
            }
            if (i % 50 == 0) {
                assertSameState();
            }
        }
        assertSameState();
    }

    @Test
    void attempt_in_flight_is_retried_after_its_backoff_and_counts() {
        createPush(Samples.every(Duration.ofSeconds(10), 3));
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "a", null));
        timeline.settle();
        Task sent = dispatcher.take().dispatch().task();

        ManualDispatcher next = new ManualDispatcher();
        CloudTasks restarted = restart(next);

        Task lost = restarted.tasks().getTask(PUSH + "/tasks/a");
        assertThat(lost.dispatchCount()).isEqualTo(1);
        assertThat(lost.lastAttempt()).isEqualTo(sent.lastAttempt());
        assertThat(lost.scheduleTime()).isEqualTo(Samples.START.plusSeconds(10));
        timeline.advance(Duration.ofSeconds(10));
        assertThat(next.taskIds()).containsExactly("a");
        assertThat(next.take().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    void lost_attempt_does_not_exhaust_the_retries() {
        createPush(Samples.every(Duration.ofSeconds(10), 1));
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "a", null));
        timeline.settle();

        ManualDispatcher next = new ManualDispatcher();
        CloudTasks restarted = restart(next);
        timeline.advance(Duration.ofSeconds(10));
        next.take().complete(ManualDispatcher.FAILED);

        assertThatThrownBy(() -> restarted.tasks().getTask(PUSH + "/tasks/a")).isInstanceOf(ApiException.class);
    }

    @Test
    void task_that_waits_for_its_retry_keeps_its_schedule_time_over_several_starts() {
        createPush(Samples.every(Duration.ofSeconds(10), 5));
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "a", null));
        timeline.settle();
        CloudTasks second = restart(new ManualDispatcher());
        Task lost = second.tasks().getTask(PUSH + "/tasks/a");
        timeline.advance(Duration.ofSeconds(4));

        assertThat(restart(new ManualDispatcher()).tasks().getTask(PUSH + "/tasks/a"))
                .isEqualTo(lost);
    }

    @Test
    void name_of_a_deleted_queue_stays_blocked_for_its_remaining_time() {
        createPush(RetryConfig.UNSET);
        engine.queues().deleteQueue(PUSH);
        timeline.advance(Duration.ofDays(3));

        CloudTasks restarted = restart(new ManualDispatcher());
        timeline.advance(Duration.ofDays(4).minusSeconds(1));
        assertThatThrownBy(() -> restarted.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT))
                .hasMessageContaining("existed too recently");
        timeline.advance(Duration.ofSeconds(1));
        restarted.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);

        // The name is no longer blocked in the store either.
        assertThat(restart(new ManualDispatcher()).queues().getQueue(PUSH)).isNotNull();
    }

    @Test
    void lease_is_held_over_a_restart() {
        createPull();
        engine.tasks().createTask(PULL, Samples.newPullTask(QueueName.of("p", "l", "pull"), "a", "", null));
        Task leased =
                engine.leases().leaseTasks(PULL, 1, Duration.ofSeconds(60), "").getFirst();
        timeline.advance(Duration.ofSeconds(30));

        CloudTasks restarted = restart(new ManualDispatcher());
        assertThat(restarted.leases().leaseTasks(PULL, 1, Duration.ofSeconds(60), ""))
                .isEmpty();
        restarted.leases().acknowledgeTask(leased.name().toString(), leased.scheduleTime());
        assertThat(restarted.tasks().listTasks(PULL, 0, "").items()).isEmpty();
    }

    @Test
    void attempt_is_sent_when_its_start_is_stored() {
        createPush(RetryConfig.UNSET);
        store.hold();
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "a", null));
        timeline.settle();
        assertThat(dispatcher.taskIds()).isEmpty();

        store.release();
        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void attempt_after_one_that_ended_immediately_is_sent_when_its_start_is_stored() {
        List<String> sent = new ArrayList<>();
        CloudTasks immediate = new CloudTasks(
                Limits.DEFAULTS,
                timeline,
                dispatch -> {
                    sent.add(dispatch.task().id());
                    return CompletableFuture.completedFuture(DeliveryResult.of(ManualDispatcher.OK));
                },
                store,
                List.of());
        immediate
                .queues()
                .createQueue(Samples.LOCATION, PUSH, Samples.push(new RateLimits(500, 0, 1), RetryConfig.UNSET));
        store.hold();
        for (String id : List.of("a", "b", "c")) {
            immediate.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), id, null));
        }
        timeline.settle();
        assertThat(sent).isEmpty();
        store.releaseWaiting();
        assertThat(sent).containsExactly("a");
        store.releaseWaiting();
        assertThat(sent).containsExactly("a", "b");
        store.release();
        assertThat(sent).containsExactly("a", "b", "c");
    }

    @Test
    void queue_is_in_the_journal_before_a_call_can_find_it() {
        List<String> findable = new ArrayList<>();
        store.observe(change -> {
            if (change instanceof Change.QueueStored stored
                    && engine.admin().queueNames().contains(stored.queue().name())) {
                findable.add(stored.queue().name().queueId());
            }
        });
        createPush(RetryConfig.UNSET);
        String saved = Samples.LOCATION + "/queues/saved";
        engine.admin()
                .restore(List.of(new QueueToRestore(saved, NewQueue.DEFAULT, QueueState.RUNNING, null, List.of())));

        assertThat(engine.queues().getQueue(saved)).isNotNull();
        assertThat(findable).isEmpty();
    }

    @Test
    void calls_change_nothing_while_the_store_fails_and_reads_go_on() {
        createPush(RetryConfig.UNSET);
        createPull();
        engine.queues().pauseQueue(PUSH);
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "a", null));
        engine.tasks().createTask(PULL, Samples.newPullTask(QueueName.of("p", "l", "pull"), "a", "", null));
        Task leased =
                engine.leases().leaseTasks(PULL, 1, Duration.ofSeconds(60), "").getFirst();
        List<ExportedQueue> before = engine.admin().export();
        String pulled = leased.name().toString();
        store.fail(new ApiException(Code.UNAVAILABLE, "The disk is full."));

        List<Runnable> changes = List.of(
                () -> createPush(RetryConfig.UNSET),
                () -> engine.queues().createQueue(Samples.LOCATION, Samples.LOCATION + "/queues/new", NewQueue.DEFAULT),
                () -> engine.queues().updateQueue(PUSH, queue -> NewQueue.DEFAULT),
                () -> engine.queues().resumeQueue(PUSH),
                () -> engine.queues().purgeQueue(PUSH),
                () -> engine.queues().deleteQueue(PUSH),
                () -> engine.queues().setIamPolicy(PUSH, policy("allUsers")),
                () -> engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "b", null)),
                () -> engine.tasks().deleteTask(PUSH + "/tasks/a"),
                () -> engine.tasks().runTask(PUSH + "/tasks/a"),
                () -> engine.tasks().batchDeleteTasks(PUSH, List.of(PUSH + "/tasks/a"), ""),
                () -> engine.leases().leaseTasks(PULL, 1, Duration.ofSeconds(60), ""),
                () -> engine.leases().acknowledgeTask(pulled, leased.scheduleTime()),
                () -> engine.leases().renewLease(pulled, leased.scheduleTime(), Duration.ofSeconds(60)),
                () -> engine.leases().cancelLease(pulled, leased.scheduleTime()),
                () -> engine.locations().updateCmekConfig(Samples.LOCATION + "/cmekConfig", key -> KEY),
                () -> engine.admin().reset(),
                () -> engine.admin().replace("saved", Samples.START, loader -> {}, () -> {}));
        for (Runnable change : changes.subList(1, changes.size())) {
            assertThatThrownBy(change::run)
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
        }
        assertThat(engine.admin().export()).isEqualTo(before);
        assertThat(engine.tasks().getTask(pulled)).isEqualTo(leased);

        store.fail(null);
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), "b", null));
        assertSameState();
    }

    private void callAnything(Random random) {
        String queue = random.nextBoolean() ? PUSH : PULL;
        QueueName name = queue.equals(PUSH) ? QueueName.of("p", "l", "push") : QueueName.of("p", "l", "pull");
        String id = "t" + random.nextInt(IDS);
        String task = queue + "/tasks/" + id;
        Instant later = timeline.now().plusSeconds(random.nextInt(-20, 60));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 ->
                engine.tasks()
                        .createTask(
                                queue,
                                queue.equals(PUSH)
                                        ? Samples.newTask(name, random.nextInt(3) == 0 ? "" : id, later)
                                        : Samples.newPullTask(name, random.nextInt(3) == 0 ? "" : id, "x", later));
            case 4 -> engine.tasks().deleteTask(task);
            case 5 -> engine.tasks().runTask(task);
            case 6, 7, 8 -> {
                if (!dispatcher.inFlight().isEmpty()) {
                    dispatcher
                            .inFlight()
                            .remove(random.nextInt(dispatcher.inFlight().size()))
                            .complete(random.nextBoolean() ? ManualDispatcher.OK : ManualDispatcher.FAILED);
                }
            }
            case 9, 10 -> timeline.advance(Duration.ofSeconds(random.nextInt(30)));
            case 11, 12 -> engine.leases().leaseTasks(PULL, random.nextInt(1, 4), Duration.ofSeconds(20), "");
            case 13 -> {
                Task leased = engine.tasks().getTask(PULL + "/tasks/" + id);
                switch (random.nextInt(3)) {
                    case 0 -> engine.leases().acknowledgeTask(leased.name().toString(), leased.scheduleTime());
                    case 1 -> engine.leases().cancelLease(leased.name().toString(), leased.scheduleTime());
                    default ->
                        engine.leases()
                                .renewLease(leased.name().toString(), leased.scheduleTime(), Duration.ofSeconds(40));
                }
            }
            case 14 -> {
                switch (random.nextInt(3)) {
                    case 0 -> engine.queues().pauseQueue(queue);
                    default -> engine.queues().resumeQueue(queue);
                }
            }
            case 15 -> {
                switch (random.nextInt(8)) {
                    case 0 -> engine.queues().purgeQueue(queue);
                    case 1 -> engine.queues().deleteQueue(queue);
                    case 2 -> engine.admin().reset();
                    case 3 -> saved = engine.admin().copy();
                    case 4 -> engine.admin().replace("saved", Samples.START, loader -> saved.passTo(loader), () -> {});
                    default ->
                        engine.queues()
                                .setIamPolicy(queue, policy(random.nextBoolean() ? "allUsers" : "user:a@b.example"));
                }
            }
            case 16 -> createPush(Samples.every(Duration.ofSeconds(5), 1 + random.nextInt(4)));
            case 17 -> createPull();
            case 18 -> engine.locations().updateCmekConfig(Samples.LOCATION + "/cmekConfig", key -> KEY);
            default ->
                engine.tasks()
                        .batchDeleteTasks(
                                queue,
                                List.of(task, queue + "/tasks/t" + random.nextInt(IDS)),
                                "op" + random.nextInt(5));
        }
        timeline.settle();
    }

    /** Compares the engine with one that is loaded from the store. Tasks in flight are scheduled there. */
    private void assertSameState() {
        // Its changes and its time do not concern the store.
        CloudTasks restarted =
                new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(timeline.now()), new ManualDispatcher());
        restarted.load(store::loadInto);
        List<ExportedQueue> expected = engine.admin().export();
        List<ExportedQueue> actual = restarted.admin().export();
        assertThat(actual.stream().map(ExportedQueue::queue).toList())
                .isEqualTo(expected.stream().map(ExportedQueue::queue).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).tasks().stream().map(JournalTest::unscheduled))
                    .isEqualTo(expected.get(i).tasks().stream()
                            .map(JournalTest::unscheduled)
                            .toList());
            String name = expected.get(i).queue().name().toString();
            assertThat(restarted.queues().getIamPolicy(name, 0))
                    .isEqualTo(engine.queues().getIamPolicy(name, 0));
            IntStream.range(0, IDS)
                    .mapToObj(id -> name + "/tasks/t" + id)
                    .forEach(task -> assertThat(answer(restarted, task)).isEqualTo(answer(engine, task)));
        }
        for (int i = 0; i < 5; i++) {
            String operation = Samples.LOCATION + "/operations/op" + i;
            assertThat(operation(restarted, operation)).isEqualTo(operation(engine, operation));
        }
        assertThat(restarted.locations().getCmekConfig(Samples.LOCATION + "/cmekConfig"))
                .isEqualTo(engine.locations().getCmekConfig(Samples.LOCATION + "/cmekConfig"));
    }

    private static Task unscheduled(Task task) {
        boolean inFlight = task.lastAttempt() != null && task.lastAttempt().outcome() == null;
        return inFlight && !(task.payload() instanceof PullMessage) ? task.withScheduleTime(Instant.EPOCH) : task;
    }

    /** Returns the message of GetTask, which distinguishes blocked names from unknown ones. */
    private static String answer(CloudTasks called, String task) {
        try {
            return "task " + called.tasks().getTask(task).serial();
        } catch (ApiException e) {
            return e.text();
        }
    }

    private static Object operation(CloudTasks called, String name) {
        try {
            return called.tasks().getOperation(name);
        } catch (ApiException e) {
            return e.text();
        }
    }

    private CloudTasks restart(ManualDispatcher next) {
        // Its changes reach the same store, as those of a process that is started again.
        CloudTasks restarted = new CloudTasks(Limits.DEFAULTS, timeline, next, store, List.of());
        restarted.load(store::loadInto);
        return restarted;
    }

    private void createPush(RetryConfig retries) {
        engine.queues().createQueue(Samples.LOCATION, PUSH, Samples.push(new RateLimits(500, 0, 5), retries));
    }

    private void createPull() {
        Queue unused = engine.queues().createQueue(Samples.LOCATION, PULL, Samples.pull());
    }

    private static Policy policy(String member) {
        return new Policy(
                1, List.of(new Policy.Binding("roles/cloudtasks.viewer", List.of(member), false)), Bytes.EMPTY);
    }
}
