package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.history.History;
import io.github.cloudtasks.snapshot.MemorySnapshots;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.snapshot.SnapshotStore;
import io.github.cloudtasks.snapshot.Snapshots;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that meet a restoration which takes long. */
class EmulatorControlTest {
    private static final String LOCATION = "projects/p/locations/us-central1";

    private final SystemTimeline timeline = new SystemTimeline();
    private final CloudTasks engine = new CloudTasks(
            Limits.DEFAULTS,
            timeline,
            dispatch -> CompletableFuture.completedFuture(DeliveryResult.of(new Outcome.Responded(200))));
    private final SlowStore store = new SlowStore(new MemorySnapshots(engine.admin()));
    private final EmulatorControl control = new EmulatorControl(
            engine,
            timeline,
            History.of(0, 1 << 20, 1 << 20),
            new FaultInjector(List.of()),
            new Snapshots(engine.admin(), store, InstantSource.system()),
            () -> engine.queues().createQueue(LOCATION, LOCATION + "/queues/initial", NewQueue.DEFAULT));

    @AfterEach
    void close() {
        control.close();
        timeline.close();
    }

    @Test
    void the_clock_can_be_changed_while_a_snapshot_is_read() {
        control.save("a", false);
        store.whileLoading = () -> {
            control.freeze();
            control.resume();
            control.advance(Duration.ofDays(1));
        };

        control.restore("a", false);

        assertThat(control.isFrozen()).isFalse();
        assertThat(control.now()).isBefore(Instant.now().plus(Duration.ofHours(12)));
    }

    @Test
    void snapshot_has_all_initial_queues_or_none() throws Exception {
        control.reset();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Void> reset = CompletableFuture.runAsync(control::reset);
            assertThat(control.save("s" + i, false).queueCount()).isEqualTo(1);
            reset.get(20, TimeUnit.SECONDS);
        }
    }

    /** A store whose snapshots take as long to read as what happens on another thread meanwhile. */
    private static final class SlowStore implements SnapshotStore {
        private final SnapshotStore store;
        private Runnable whileLoading = () -> {};

        SlowStore(SnapshotStore store) {
            this.store = store;
        }

        @Override
        public List<SnapshotInfo> list() {
            return store.list();
        }

        @Override
        public @Nullable SnapshotInfo find(String name) {
            return store.find(name);
        }

        @Override
        public boolean contains(String name) {
            return store.contains(name);
        }

        @Override
        public SnapshotInfo save(String name, EngineState state, Instant saveTime) {
            return store.save(name, state, saveTime);
        }

        @Override
        public void load(String name, StateLoader loader) {
            CompletableFuture.runAsync(whileLoading)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            store.load(name, loader);
        }

        @Override
        public boolean delete(String name) {
            return store.delete(name);
        }
    }
}
