package io.github.cloudtasks.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.QueueChanged;
import io.github.cloudtasks.event.Event.ServiceReset;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots in memory. The real service has none, so nothing here is a behaviour of it. */
class SnapshotsTest {
    private static final String PUSH = Samples.LOCATION + "/queues/push";
    private static final String PULL = Samples.LOCATION + "/queues/pull";
    private static final String OTHER = Samples.LOCATION + "/queues/other";
    private static final String KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
    private static final Instant SAVED = Instant.parse("2026-11-29T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final List<Event> events = new ArrayList<>();
    private CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher, List.of(events::add));
    private Snapshots snapshots = snapshotsOf(engine);

    @Test
    void restores_every_part_of_the_state() {
        seedEveryPart();
        EngineState before = engine.admin().copy();
        SnapshotInfo saved = snapshots.save("seeded", false);
        changeEveryPart();
        assertThat(engine.admin().copy()).isNotEqualTo(before);

        assertThat(snapshots.restore("seeded", info -> {})).isEqualTo(saved);

        assertThat(engine.admin().copy()).isEqualTo(before);
        assertThat(saved)
                .extracting(
                        SnapshotInfo::name, SnapshotInfo::saveTime, SnapshotInfo::queueCount, SnapshotInfo::taskCount)
                .containsExactly("seeded", SAVED, 2, 3);
        assertThat(saved.clock().time()).isEqualTo(Samples.START);
    }

    @Test
    void restores_the_same_state_any_number_of_times() {
        seedEveryPart();
        EngineState before = engine.admin().copy();
        snapshots.save("seeded", false);
        for (int i = 0; i < 3; i++) {
            changeEveryPart();
            snapshots.restore("seeded", info -> {});
            assertThat(engine.admin().copy()).isEqualTo(before);
        }
    }

    @Test
    void restored_lease_is_acknowledged_with_its_schedule_time() {
        createPull();
        Task leased = lease();
        snapshots.save("leased", false);
        engine.leases().acknowledgeTask(leased.name().toString(), leased.scheduleTime());

        snapshots.restore("leased", info -> {});

        assertThat(engine.leases().leaseTasks(PULL, 1, MINUTE, "")).isEmpty();
        engine.leases().acknowledgeTask(leased.name().toString(), leased.scheduleTime());
        assertThat(engine.tasks().listTasks(PULL, 0, "").items()).isEmpty();
    }

    @Test
    void attempt_in_flight_has_no_effect_on_the_restored_task() {
        createPush();
        snapshots.save("empty", false);
        createTask("a", null);
        engine.queues().pauseQueue(PUSH);
        timeline.settle();
        engine.queues().resumeQueue(PUSH);
        timeline.settle();
        ManualDispatcher.Attempt replaced = dispatcher.take();
        snapshots.restore("empty", info -> {});
        createTask("a", timeline.now().plusSeconds(60));

        replaced.complete(ManualDispatcher.OK);

        assertThat(engine.tasks().getTask(PUSH + "/tasks/a").dispatchCount()).isZero();
    }

    @Test
    void attempt_that_was_in_flight_when_saved_is_retried_and_counts() {
        engine.queues()
                .createQueue(
                        Samples.LOCATION,
                        PUSH,
                        Samples.push(RateLimits.UNSET, Samples.every(Duration.ofSeconds(10), 3)));
        createTask("a", null);
        timeline.settle();
        snapshots.save("sent", false);
        dispatcher.take().complete(ManualDispatcher.OK);

        snapshots.restore("sent", info -> {});

        assertThat(engine.tasks().getTask(PUSH + "/tasks/a").dispatchCount()).isEqualTo(1);
        timeline.advance(Duration.ofSeconds(10));
        assertThat(dispatcher.take().dispatch().retryCount()).isEqualTo(1);
    }

    @Test
    void nothing_is_dispatched_before_the_clock_is_set() {
        createPush();
        createTask("a", timeline.now().plusSeconds(60));
        snapshots.save("waiting", false);
        engine.queues().pauseQueue(PUSH);
        timeline.advance(Duration.ofMinutes(2));

        List<String> sentBefore = new ArrayList<>();
        snapshots.restore("waiting", info -> sentBefore.addAll(dispatcher.taskIds()));

        assertThat(sentBefore).isEmpty();
        timeline.settle();
        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void listeners_are_told_a_reset_and_each_restored_queue() {
        seedEveryPart();
        snapshots.save("seeded", false);
        events.clear();

        snapshots.restore("seeded", info -> {});

        List<Event> told = events.stream()
                .dropWhile(event -> !(event instanceof ServiceReset))
                .toList();
        assertThat(told).hasSize(3);
        assertThat(told.subList(1, 3))
                .allSatisfy(event -> assertThat(((QueueChanged) event).change()).isEqualTo(QueueChange.RESTORED));
    }

    @Test
    void name_in_use_is_refused_unless_it_is_replaced() {
        createPush();
        snapshots.save("a", false);
        createPull();

        assertThatThrownBy(() -> snapshots.save("a", false)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS);
            assertThat(e.text()).contains("\"replace\"");
        });
        assertThat(snapshots.get("a").queueCount()).isEqualTo(1);
        assertThat(snapshots.save("a", true).queueCount()).isEqualTo(2);
        assertThat(snapshots.list()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "-a", "a/b", "../a", "a\\b", "a b", "a\u0000", "ä", "a\n"})
    void invalid_names_are_refused(String name) {
        List<Runnable> calls = List.of(
                () -> snapshots.save(name, false),
                () -> snapshots.get(name),
                () -> snapshots.restore(name, info -> {}),
                () -> snapshots.delete(name));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void longest_name_is_accepted_and_a_longer_one_is_not() {
        assertThat(snapshots.save("a".repeat(63), false).name()).hasSize(63);
        assertThatThrownBy(() -> snapshots.save("a".repeat(64), false)).isInstanceOf(ApiException.class);
    }

    @Test
    void missing_snapshot_is_not_found_and_the_others_are_named() {
        snapshots.save("b", false);
        snapshots.save("a", false);
        snapshots.delete("b");
        List<Runnable> calls = List.of(
                () -> snapshots.get("b"), () -> snapshots.restore("b", info -> {}), () -> snapshots.delete("b"));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(ApiException.class, e -> {
                assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
                assertThat(e.text()).isEqualTo("There is no snapshot \"b\". There are: a.");
            });
        }
    }

    @Test
    void memory_of_snapshots_counts_until_they_are_deleted_or_replaced() {
        createPush();
        createTask("a", timeline.now().plusSeconds(60));
        long before = engine.admin().storedBytes();
        snapshots.save("one", false);
        long one = engine.admin().storedBytes();
        assertThat(one - before).isGreaterThan(before);
        snapshots.save("one", true);
        assertThat(engine.admin().storedBytes()).isEqualTo(one);
        snapshots.restore("one", info -> {});
        assertThat(engine.admin().storedBytes()).isEqualTo(one);
        snapshots.delete("one");
        assertThat(engine.admin().storedBytes()).isEqualTo(before);
    }

    @Test
    void snapshot_that_does_not_fit_is_not_saved() {
        engine = new CloudTasks(Limits.DEFAULTS.withStoredBytes(60_000), timeline, dispatcher);
        snapshots = snapshotsOf(engine);
        createPush();
        for (int i = 0; i < 50; i++) {
            createTask("t" + i, timeline.now().plusSeconds(60));
        }
        long stored = engine.admin().storedBytes();

        assertThatThrownBy(() -> snapshots.save("large", false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));

        assertThat(snapshots.list()).isEmpty();
        assertThat(engine.admin().storedBytes()).isEqualTo(stored);
    }

    @Test
    void snapshot_needs_no_memory_in_addition_to_the_one_that_it_replaces() {
        engine = new CloudTasks(Limits.DEFAULTS.withStoredBytes(60_000), timeline, dispatcher);
        snapshots = snapshotsOf(engine);
        createPush();
        for (int i = 0; i < 35; i++) {
            createTask("t" + i, timeline.now().plusSeconds(60));
        }
        snapshots.save("seeded", false);
        long stored = engine.admin().storedBytes();

        assertThat(snapshots.save("seeded", true).taskCount()).isEqualTo(35);

        assertThat(engine.admin().storedBytes()).isEqualTo(stored).isGreaterThan(40_000);
        assertThatThrownBy(() -> snapshots.save("other", false)).hasMessageContaining("Snapshots, which are deleted");
        engine.queues().purgeQueue(PUSH);
        assertThat(snapshots.save("seeded", true).taskCount()).isZero();
        snapshots.delete("seeded");
        engine.admin().reset();
        assertThat(engine.admin().storedBytes()).isZero();
    }

    @Test
    void snapshot_that_does_not_fit_beside_the_state_leaves_it_as_it_is() {
        engine = new CloudTasks(Limits.DEFAULTS.withStoredBytes(60_000), timeline, dispatcher);
        snapshots = snapshotsOf(engine);
        createPush();
        for (int i = 0; i < 20; i++) {
            createTask("t" + i, timeline.now().plusSeconds(60));
        }
        snapshots.save("seeded", false);
        assertThatThrownBy(() -> {
                    for (int i = 20; ; i++) {
                        createTask("t" + i, timeline.now().plusSeconds(60));
                    }
                })
                .hasMessageContaining("The emulator is full");
        EngineState before = engine.admin().copy();
        long stored = engine.admin().storedBytes();

        AtomicBoolean emptied = new AtomicBoolean();
        assertThatThrownBy(() -> snapshots.restore("seeded", info -> emptied.set(true)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));

        assertThat(emptied).isFalse();
        assertThat(engine.admin().copy()).isEqualTo(before);
        assertThat(engine.admin().storedBytes()).isEqualTo(stored);
    }

    private Snapshots snapshotsOf(CloudTasks of) {
        return new Snapshots(of.admin(), new MemorySnapshots(of.admin()), InstantSource.fixed(SAVED));
    }

    private void seedEveryPart() {
        createPush();
        createPull();
        engine.queues().createQueue(Samples.LOCATION, OTHER, NewQueue.DEFAULT);
        engine.queues().deleteQueue(OTHER);
        createTask("a", timeline.now().plusSeconds(60));
        createTask("b", timeline.now().plusSeconds(90));
        createTask("gone", timeline.now().plusSeconds(90));
        engine.tasks().batchDeleteTasks(PUSH, List.of(PUSH + "/tasks/gone"), "op");
        lease();
        engine.queues().pauseQueue(PUSH);
        engine.queues()
                .setIamPolicy(
                        PULL,
                        new Policy(
                                1,
                                List.of(new Policy.Binding("roles/viewer", List.of("allUsers"), false)),
                                Bytes.EMPTY));
        engine.locations().updateCmekConfig(Samples.LOCATION + "/cmekConfig", key -> KEY);
    }

    private void changeEveryPart() {
        engine.queues().resumeQueue(PUSH);
        assertThat(engine.queues().getQueue(PUSH).state()).isEqualTo(QueueState.RUNNING);
        engine.queues().purgeQueue(PULL);
        engine.tasks().batchDeleteTasks(PUSH, List.of(PUSH + "/tasks/a"), "op2");
        createTask("c", timeline.now().plusSeconds(60));
        engine.queues().deleteQueue(PULL);
        engine.queues().createQueue(Samples.LOCATION, Samples.LOCATION + "/queues/new", NewQueue.DEFAULT);
        engine.locations().updateCmekConfig(Samples.LOCATION + "/cmekConfig", key -> "");
    }

    private Task lease() {
        engine.tasks().createTask(PULL, Samples.newPullTask(QueueName.of("p", "l", "pull"), "l", "", null));
        return engine.leases().leaseTasks(PULL, 1, MINUTE, "").getFirst();
    }

    private void createPush() {
        engine.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);
    }

    private void createPull() {
        engine.queues().createQueue(Samples.LOCATION, PULL, Samples.pull());
    }

    private void createTask(String id, Instant scheduleTime) {
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), id, scheduleTime));
    }
}
