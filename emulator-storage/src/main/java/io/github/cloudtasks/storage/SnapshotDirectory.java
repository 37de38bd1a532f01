package io.github.cloudtasks.storage;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each snapshot in a file of its own, {@code snapshots/NAME.db} in the data directory, with the same tables as
 * the database of the directory. So a file can be copied to another data directory, a damaged one affects no other, and
 * the disk space of a deleted one is free at once.
 */
public final class SnapshotDirectory implements SnapshotStore {
    private static final Logger log = LoggerFactory.getLogger(SnapshotDirectory.class);

    private final Path directory;
    private final EngineAdmin engine;

    /** The problems of files by snapshot that the log has, so that it does not have them once for each list. */
    private final Map<String, String> reported = new HashMap<>();

    /**
     * Creates the store of a data directory that is open.
     *
     * @param dataDirectory the directory of the {@link StateStore}
     * @param engine counts the memory of a state while it is written
     */
    public SnapshotDirectory(Path dataDirectory, EngineAdmin engine) {
        this.directory = DataDirectory.snapshots(dataDirectory);
        this.engine = engine;
    }

    @Override
    public List<SnapshotInfo> list() {
        List<SnapshotInfo> found = new ArrayList<>();
        List<String> names = names();
        reported.keySet().retainAll(names);
        for (String name : names) {
            try {
                SnapshotInfo info = find(name);
                if (info != null) {
                    found.add(info);
                }
                reported.remove(name);
            } catch (ApiException e) {
                // A damaged file must not hide the others.
                if (!e.text().equals(reported.put(name, e.text()))) {
                    log.warn("{}", e.text());
                }
            }
        }
        return found;
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(DataDirectory.SNAPSHOT_SUFFIX))
                    .map(name -> name.substring(0, name.length() - DataDirectory.SNAPSHOT_SUFFIX.length()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unavailable("cannot be read", e);
        }
    }

    @Override
    public @Nullable SnapshotInfo find(String name) {
        Path file = file(name);
        if (!Files.exists(file)) {
            return null;
        }
        try (Connection connection = SnapshotFile.open(file)) {
            return SnapshotFile.readInfo(connection, name, Files.size(file));
        } catch (SQLException | IOException | StoredValueException e) {
            throw damaged(name, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean contains(String name) {
        return Files.exists(file(name));
    }

    @Override
    public SnapshotInfo save(String name, EngineState state, Instant saveTime) {
        long memory = state.bytes();
        engine.reserve(memory);
        Path unfinished = directory.resolve(name + DataDirectory.UNFINISHED_SUFFIX);
        try {
            DataDirectory.createDirectory(directory);
            Files.deleteIfExists(unfinished);
            DataDirectory.createFile(unfinished);
            SnapshotInfo info = new SnapshotInfo(
                    name, saveTime, state.clock(), state.queues().size(), state.taskCount(), 0);
            SnapshotFile.write(unfinished, state, info);
            long bytes = Files.size(unfinished);
            DurableFiles.replace(unfinished, file(name));
            return new SnapshotInfo(name, saveTime, info.clock(), info.queueCount(), info.taskCount(), bytes);
        } catch (SQLException | IOException e) {
            throw notSaved(e);
        } finally {
            engine.free(memory);
            deleteQuietly(unfinished);
        }
    }

    private ApiException notSaved(Exception cause) {
        return StateDatabase.isFull(cause)
                ? new ApiException(
                        Code.RESOURCE_EXHAUSTED,
                        "The disk of " + directory + " is full: the snapshot was not saved. Free some space.")
                : unavailable("cannot be written, so the snapshot was not saved", cause);
    }

    @Override
    public void load(String name, StateLoader loader) {
        Damage damage = new Damage();
        try (Connection connection = SnapshotFile.open(file(name))) {
            StateDatabase.check(connection, damage);
            SnapshotInfo info = SnapshotFile.readInfo(connection, name, 0);
            new DatabaseReader(connection, damage).read(loader, info.clock().time());
        } catch (SQLException | StoredValueException e) {
            throw damaged(name, String.valueOf(e.getMessage()));
        }
        if (!damage.isEmpty()) {
            throw damaged(name, damage.summary());
        }
    }

    @Override
    public boolean delete(String name) {
        try {
            return DurableFiles.delete(file(name));
        } catch (IOException e) {
            throw unavailable("cannot be changed", e);
        }
    }

    private Path file(String name) {
        return DataDirectory.snapshot(directory, name);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.debug("{} could not be deleted", file, e);
        }
    }

    private ApiException damaged(String name, String what) {
        return ApiException.failedPrecondition("The snapshot \"" + name + "\" cannot be restored from " + file(name)
                + ": " + what + ". Put an intact file in its place, or delete the snapshot.");
    }

    private ApiException unavailable(String what, Exception cause) {
        return new ApiException(Code.UNAVAILABLE, directory + " " + what + ": " + cause.getMessage() + ".");
    }
}
