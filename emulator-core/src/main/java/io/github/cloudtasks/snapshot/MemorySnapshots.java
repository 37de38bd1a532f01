package io.github.cloudtasks.snapshot;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.StateLoader;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps snapshots in memory. They share immutable tasks with the engine, but their memory is counted as if
 * they did not, because the engine may delete its tasks at any time.
 */
public final class MemorySnapshots implements SnapshotStore {
    /** The objects of a snapshot without its queues, in bytes. */
    private static final int SNAPSHOT_BYTES = 1000;

    private final EngineAdmin engine;
    private final TreeMap<String, Snapshot> snapshots = new TreeMap<>();

    private record Snapshot(SnapshotInfo info, EngineState state) {}

    /** Creates an empty store, whose memory is part of what the engine stores. */
    public MemorySnapshots(EngineAdmin engine) {
        this.engine = engine;
    }

    @Override
    public List<SnapshotInfo> list() {
        return snapshots.values().stream().map(Snapshot::info).toList();
    }

    @Override
    public @Nullable SnapshotInfo find(String name) {
        Snapshot found = snapshots.get(name);
        return found == null ? null : found.info();
    }

    @Override
    public boolean contains(String name) {
        return snapshots.containsKey(name);
    }

    @Override
    public SnapshotInfo save(String name, EngineState state, Instant saveTime) {
        SnapshotInfo info = new SnapshotInfo(
                name,
                saveTime,
                state.clock(),
                state.queues().size(),
                state.taskCount(),
                SNAPSHOT_BYTES + state.bytes());
        Snapshot replaced = snapshots.get(name);
        long growth = info.bytes() - (replaced == null ? 0 : replaced.info().bytes());
        if (growth > 0) {
            engine.reserveForSnapshot(growth);
        } else {
            engine.freeFromSnapshot(-growth);
        }
        snapshots.put(name, new Snapshot(info, state));
        return info;
    }

    @Override
    public void load(String name, StateLoader loader) {
        Snapshot found = snapshots.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no snapshot " + name);
        }
        found.state().passTo(loader);
    }

    @Override
    public boolean delete(String name) {
        Snapshot deleted = snapshots.remove(name);
        if (deleted == null) {
            return false;
        }
        engine.freeFromSnapshot(deleted.info().bytes());
        return true;
    }
}
