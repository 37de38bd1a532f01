package io.github.cloudtasks.storage;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        for (String name : names()) {
            try {
                SnapshotInfo info = find(name);
                if (info != null) {
                    found.add(info);
                }
            } catch (ApiException e) {
                // A damaged file must not hide the others.
                log.warn("{}", e.text());
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
        } catch (SQLException | IOException | StoredValueException | DataDirectoryException e) {
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
        Path unfinished = directory.resolve(name + ".unfinished");
        try {
            DataDirectory.createDirectory(directory);
            Files.deleteIfExists(unfinished);
            DataDirectory.createFile(unfinished);
            SnapshotInfo info = new SnapshotInfo(
                    name, saveTime, state.clock(), state.queues().size(), state.taskCount(), 0);
            SnapshotFile.write(unfinished, state, info);
            sync(unfinished);
            long bytes = Files.size(unfinished);
            Files.move(unfinished, file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return new SnapshotInfo(name, saveTime, info.clock(), info.queueCount(), info.taskCount(), bytes);
        } catch (SQLException e) {
            throw StateDatabase.isFull(e)
                    ? new ApiException(
                            Code.RESOURCE_EXHAUSTED,
                            "The disk of " + directory + " is full: the snapshot was not saved. Free some space.")
                    : unavailable("cannot be written, so the snapshot was not saved", e);
        } catch (IOException e) {
            throw unavailable("cannot be written, so the snapshot was not saved", e);
        } finally {
            engine.free(memory);
            deleteQuietly(unfinished);
        }
    }

    /** Waits until the file is on the disk, because it takes the place of an older one. */
    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void load(String name, StateLoader loader) {
        Damage damage = new Damage();
        try (Connection connection = SnapshotFile.open(file(name))) {
            StateDatabase.check(connection, damage);
            SnapshotInfo info = SnapshotFile.readInfo(connection, name, 0);
            new DatabaseReader(connection, damage).read(loader, info.clock().time());
        } catch (SQLException | StoredValueException | DataDirectoryException e) {
            throw damaged(name, String.valueOf(e.getMessage()));
        }
        if (!damage.isEmpty()) {
            throw damaged(name, damage.summary());
        }
    }

    @Override
    public boolean delete(String name) {
        try {
            return Files.deleteIfExists(file(name));
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
        return ApiException.failedPrecondition("The snapshot \"" + name + "\" cannot be read: " + file(name) + ": "
                + what + ". Nothing was restored. Put an intact file in its place, or delete the snapshot.");
    }

    private ApiException unavailable(String what, Exception cause) {
        return new ApiException(Code.UNAVAILABLE, directory + " " + what + ": " + cause.getMessage() + ".");
    }
}
