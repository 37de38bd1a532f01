package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups of changes into the database. After a failure, the database is opened again for the next group: after
 * an error, the driver and SQLite may disagree whether a transaction is open. Not thread-safe.
 */
final class DatabaseWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseWriter.class);

    private static final Duration PRUNED_EVERY = Duration.ofMinutes(10);

    private final DataDirectory directory;
    private final Durability durability;
    private final InstantSource clock;

    private @Nullable Connection connection;
    private @Nullable Tables tables;

    /** The identity of the files that are open. */
    private @Nullable Object identity;

    /** The number of the last group that was committed. */
    private long groups;

    /** Whether the open database has the current format. */
    private boolean isMigrated;

    /** Whether the last group was committed, but to files that were moved or deleted. */
    private boolean isMisplaced;

    /** Whether the database was copied into a new directory, but is not in its place there. */
    private boolean isCopied;

    /** Whether the log is kept when the database is closed, because a part of it may be damaged. */
    private boolean keepsLog;

    /** Whether the file of a snapshot is copied when the state is replaced by it. */
    private boolean copiesSnapshots = true;

    private boolean hasReportedBug;

    /**
     * The time of the last deletion of old rows; can be in the future, because the emulator's clock can be set back.
     */
    private Instant lastPruning = Instant.MIN;

    private DatabaseWriter(DataDirectory directory, Durability durability, InstantSource clock) {
        this.directory = directory;
        this.durability = durability;
        this.clock = clock;
    }

    /**
     * Opens the database of a directory.
     *
     * @throws DataDirectoryException if it cannot be opened or written
     */
    static DatabaseWriter open(DataDirectory directory, Durability durability, InstantSource clock)
            throws DataDirectoryException {
        if (directory.hasOnlyLog()) {
            throw new DataDirectoryException(directory.database()
                    + " is missing or empty, but its log is there. Put it back, or start with --data-dir-recover"
                    + " to begin without it.");
        }
        if (directory.hasOnlyNewDatabase()) {
            throw new DataDirectoryException(directory.database()
                    + " is missing: the directory was deleted, and the emulator was ended while it wrote it again. "
                    + directory.newDatabase()
                    + " may be incomplete. Put a copy of the directory back, or start with --data-dir-recover to begin"
                    + " without it.");
        }
        DatabaseWriter writer = new DatabaseWriter(directory, durability, clock);
        try {
            writer.groups = writer.reopen().groups();
            return writer;
        } catch (SQLException e) {
            writer.keepsLog = true;
            writer.close();
            throw new DataDirectoryException(
                    directory.database() + " cannot be opened or written: " + e.getMessage()
                            + ". If it is damaged, start with --data-dir-recover to keep what is whole.",
                    e);
        } catch (DataDirectoryException | RuntimeException | Error e) {
            writer.closeConnection();
            throw e;
        }
    }

    /**
     * Passes the stored state to loaders. Nothing is written: a database of an older format is changed by the first
     * group, so that a damaged one stays as it is.
     *
     * @throws DamagedStateException if a part is damaged
     */
    void load(StateLoader loader, Consumer<FinishedTask> history) {
        Damage damage = new Damage();
        Connection open = Objects.requireNonNull(connection);
        directory.check(groups, damage);
        StateDatabase.check(open, damage);
        new DatabaseReader(open, damage).read(loader, clock.instant());
        new HistoryReader(open, damage).read(history);
        if (!damage.isEmpty()) {
            keepsLog = true;
            throw new DamagedStateException(directory.database() + " is damaged: " + damage.summary()
                    + ". Start with --data-dir-recover to keep what is whole. The damaged files are kept beside it.");
        }
    }

    /**
     * Writes a group of changes, in which {@link AllReplaced} can only be the first one. Returns the error for callers
     * if it fails, and null if it is durable.
     */
    @Nullable
    ApiException write(List<Change> group, HistoryGroup history) {
        try {
            if (isMisplaced) {
                return requireFiles();
            }
            if (isCopied || (tables != null && !isInPlace() && directory.isDeleted())) {
                // Before the commit: if that fails, the database is closed, and a deleted one cannot be opened again.
                ApiException failed = writeAgain();
                if (failed != null) {
                    return failed;
                }
            }
            Tables open = tables;
            if (open == null) {
                if (groups > 0 && !directory.hasDatabase()) {
                    // SQLite would create an empty one.
                    return unavailable("its files were moved or deleted. Put them back");
                }
                open = reopen();
                if (open.groups() == groups + 1) {
                    // The last attempt has failed after its commit.
                    committed(open);
                    return requireFiles();
                }
                if (open.groups() != groups) {
                    closeConnection();
                    return unavailable("its files were replaced by others. Put them back");
                }
            }
            commit(group, history, open);
            committed(open);
            return requireFiles();
        } catch (SQLException | DataDirectoryException e) {
            closeConnection();
            return refusal(e, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            closeConnection();
            return refusal(e, e.toString());
        } catch (RuntimeException | Error e) {
            // An error such as OutOfMemoryError must not end the thread that writes: all calls would wait for it.
            closeConnection();
            if (!hasReportedBug) {
                hasReportedBug = true;
                log.error("Changes could not be written. If memory is left, this is a bug in the emulator.", e);
            }
            return unavailable("this is a bug in the emulator, unless memory is short: " + e);
        }
    }

    private void commit(List<Change> group, HistoryGroup history, Tables open) throws SQLException {
        AttachedSnapshot snapshot = attachSnapshot(group);
        // If the file cannot be copied, the next attempt inserts the rows.
        copiesSnapshots = !snapshot.isAttached();
        migrate();
        new ChangeGroup(open, snapshot.isAttached()).apply(group);
        if (!history.isEmpty()) {
            open.history().write(history);
        }
        Instant now = clock.instant();
        if (now.isBefore(lastPruning) || now.isAfter(lastPruning.plus(PRUNED_EVERY))) {
            lastPruning = now;
            open.prune(now);
        }
        open.commit();
        copiesSnapshots = true;
        snapshot.detach();
    }

    /** Attaches the snapshot that replaces the state, if the group begins with this change. */
    private AttachedSnapshot attachSnapshot(List<Change> group) throws SQLException {
        Connection open = Objects.requireNonNull(connection);
        return copiesSnapshots && !group.isEmpty() && group.getFirst() instanceof AllReplaced replaced
                ? AttachedSnapshot.of(replaced, directory.snapshot(replaced.snapshot()), open)
                : AttachedSnapshot.none(open);
    }

    private void migrate() throws SQLException {
        if (!isMigrated) {
            Schema.migrate(Objects.requireNonNull(connection));
            isMigrated = true;
        }
    }

    /** Notes that a group was committed. Until the mark is written, the group counts as one that has failed. */
    private void committed(Tables written) throws IOException {
        directory.mark().set(written.groups());
        groups = written.groups();
    }

    /** Returns an error if the files of the database were moved or deleted, and null if they are in their places. */
    private @Nullable ApiException requireFiles() {
        isMisplaced = !isInPlace();
        if (!isMisplaced) {
            return null;
        }
        return directory.isDeleted() ? writeAgain() : unavailable("its files were moved or deleted. Put them back");
    }

    private boolean isInPlace() {
        Object present = directory.identity();
        return present != null && present.equals(identity);
    }

    /**
     * Writes the database into a new directory. The files that were deleted can be read as long as they are open.
     *
     * @return as {@link #requireFiles}
     */
    private @Nullable ApiException writeAgain() {
        try {
            directory.createAgain();
            if (connection != null) {
                directory.createNewDatabase();
                StateDatabase.copy(connection, directory.newDatabase());
                // SQLite deletes the log at the path of the old database, so this must precede the next step.
                closeConnection();
                isCopied = true;
            }
            if (!isCopied) {
                return unavailable("its files were deleted. Start the emulator again");
            }
            directory.useNewDatabase();
            reopen();
            directory.mark().set(groups);
            directory.endCreation();
            isCopied = false;
            isMisplaced = false;
            log.warn("The data directory {} was deleted, and has been written again", directory.path());
            return null;
        } catch (SQLException | IOException | DataDirectoryException e) {
            return refusal(e, "it was deleted, and cannot be written again: " + e.getMessage());
        }
    }

    /** Returns the error for callers. The reason is not shown if the disk is full. */
    private ApiException refusal(Exception cause, String reason) {
        return StateDatabase.isFull(cause)
                ? new ApiException(
                        Code.RESOURCE_EXHAUSTED,
                        "The disk of the data directory " + directory.path() + " is full. Free some space.")
                : unavailable(reason);
    }

    private ApiException unavailable(String reason) {
        return new ApiException(
                Code.UNAVAILABLE, "The data directory " + directory.path() + " cannot be written: " + reason + ".");
    }

    private Tables reopen() throws SQLException, DataDirectoryException {
        closeConnection();
        Connection opened = StateDatabase.open(directory.database(), durability);
        connection = opened;
        isMigrated = false;
        tables = new Tables(opened);
        opened.commit();
        identity = directory.identity();
        return tables;
    }

    private void closeConnection() {
        Connection open = connection;
        connection = null;
        tables = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("{} could not be closed", directory.database(), e);
            }
        }
    }

    /** Closes the database, whose log becomes part of it. The log of a damaged database is kept as it is. */
    @Override
    public void close() {
        try {
            if (keepsLog) {
                directory.damagedFiles().keepLog();
            }
            closeConnection();
            if (keepsLog) {
                directory.damagedFiles().restoreLog();
            }
        } catch (IOException e) {
            closeConnection();
            log.warn("{}: the log of the damaged database could not be kept", directory.path(), e);
        }
    }
}
