package io.github.cloudtasks.server;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.server.history.KeptTasks;
import io.github.cloudtasks.server.settings.UsageException;
import io.github.cloudtasks.snapshot.MemorySnapshots;
import io.github.cloudtasks.snapshot.SnapshotStore;
import io.github.cloudtasks.snapshot.Snapshots;
import io.github.cloudtasks.storage.DamagedStateException;
import io.github.cloudtasks.storage.DataDirectoryException;
import io.github.cloudtasks.storage.SnapshotDirectory;
import io.github.cloudtasks.storage.StateStore;
import io.github.cloudtasks.storage.StorageSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state that a server keeps in a data directory, if it has one. Thread-safe. */
final class StoredState implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredState.class);

    private final @Nullable StateStore store;

    private StoredState(@Nullable StateStore store) {
        this.store = store;
    }

    /**
     * Opens the data directory of the settings.
     *
     * @param clock the emulator's clock
     * @throws UsageException if the directory cannot be used; the message says what to do
     */
    static StoredState open(StorageSettings settings, InstantSource clock) {
        Path directory = settings.directory();
        if (directory == null) {
            return new StoredState(null);
        }
        try {
            return new StoredState(StateStore.open(directory, settings, clock));
        } catch (DataDirectoryException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the journal that receives the changes of the engine. */
    Journal journal() {
        return store == null ? Journal.NONE : store;
    }

    /** Returns whether the state survives a restart. */
    boolean isKept() {
        return store != null;
    }

    /**
     * Adds the stored state to a new engine and its history, before the first event. Changes of kept tasks are stored
     * from then on.
     *
     * @throws UsageException if the state is damaged, or does not fit into the memory; the message says what to do
     */
    void loadInto(CloudTasks engine, KeptTasks history) {
        if (store != null) {
            long start = System.nanoTime();
            try {
                engine.load(loader -> {
                    store.loadInto(loader, task -> history.restore(StoredHistory.fromStore(task)));
                    // The engine dispatches its first task after this.
                    history.storeIn(new StoredHistory(store));
                });
                Map<String, Long> counts = engine.admin().taskCounts();
                log.info(
                        "{} queues and {} tasks loaded from {} in {} ms",
                        counts.size(),
                        counts.values().stream().mapToLong(Long::longValue).sum(),
                        store.directory(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            } catch (DamagedStateException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            } catch (ApiException e) {
                throw new UsageException("The state in " + store.directory()
                        + " does not fit into the memory. Start with a larger heap, such as with"
                        + " JAVA_TOOL_OPTIONS=-Xmx1g, or in a container with more memory.");
            }
        }
    }

    /** Returns the snapshots of the engine, which are kept where the state is kept. */
    Snapshots snapshots(EngineAdmin engine) {
        SnapshotStore kept =
                store == null ? new MemorySnapshots(engine) : new SnapshotDirectory(store.directory(), engine);
        return new Snapshots(engine, kept, InstantSource.system());
    }

    /** Stores what is not stored yet, and frees the directory. */
    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
