package io.github.cloudtasks.snapshot;

import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place where snapshots are kept. Not thread-safe: {@link Snapshots} calls its methods one at a time. */
public interface SnapshotStore {

    /** Returns all snapshots in the order of their names. */
    List<SnapshotInfo> list();

    /**
     * Returns a snapshot.
     *
     * @return null if there is none of this name
     * @throws ApiException FAILED_PRECONDITION if it is damaged
     */
    @Nullable
    SnapshotInfo find(String name);

    /** Returns whether the name is in use, also by a damaged snapshot. */
    boolean contains(String name);

    /**
     * Keeps a state under a name. A snapshot of the same name is replaced, or is kept if this method fails.
     *
     * @param saveTime the time of the system clock
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit, UNAVAILABLE if it cannot be written
     */
    SnapshotInfo save(String name, EngineState state, Instant saveTime);

    /**
     * Passes the queues of a snapshot, and everything else that it has, to a loader.
     *
     * @param name the name of a snapshot that {@link #find} has returned
     * @throws ApiException FAILED_PRECONDITION if it is damaged; whatever the loader throws
     */
    void load(String name, StateLoader loader);

    /**
     * Deletes a snapshot.
     *
     * @return whether there was one
     * @throws ApiException UNAVAILABLE if it cannot be deleted
     */
    boolean delete(String name);
}
