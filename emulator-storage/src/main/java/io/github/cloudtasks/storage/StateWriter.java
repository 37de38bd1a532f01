package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups of changes into the database. After a failure, the database is opened again for the next group: after
 * an error, the driver and SQLite may disagree whether a transaction is open. Not thread-safe.
 */
final class StateWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateWriter.class);

    /** The result code of SQLite for a full disk. */
    private static final int SQLITE_FULL = 13;

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

    /** Whether the last group was committed, but to files that were moved or deleted. */
    private boolean isMisplaced;

    private boolean hasReportedBug;
    private Instant nextPruning;

    private StateWriter(DataDirectory directory, Durability durability, InstantSource clock) {
        this.directory = directory;
        this.durability = durability;
        this.clock = clock;
        this.nextPruning = clock.instant();
    }

    /**
     * Opens the database of a directory.
     *
     * @throws DataDirectoryException if it cannot be opened or written
     */
    static StateWriter open(DataDirectory directory, Durability durability, InstantSource clock)
            throws DataDirectoryException {
        StateWriter writer = new StateWriter(directory, durability, clock);
        try {
            writer.groups = writer.reopen().groups();
            return writer;
        } catch (SQLException e) {
            writer.closeConnection();
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
     * Passes the stored state to a loader.
     *
     * @throws DamagedStateException if a part is damaged
     */
    void load(StateLoader loader) {
        Damage damage = new Damage();
        Connection open = Objects.requireNonNull(connection);
        directory.check(groups, damage);
        StateDatabase.check(open, damage);
        new StateReader(open, damage).read(loader, clock.instant());
        if (!damage.isEmpty()) {
            throw new DamagedStateException(directory.database() + " is damaged:\n" + damage.list()
                    + "\nStart with --data-dir-recover to keep what is whole. The damaged files are kept beside it.");
        }
    }

    /** Writes a group of changes. Returns the error for callers if it fails, and null if it is durable. */
    @Nullable
    ApiException write(List<Change> group) {
        try {
            if (isMisplaced) {
                return requireFiles();
            }
            Tables open = tables;
            if (open == null) {
                open = reopen();
                if (open.groups() == groups + 1) {
                    // The last attempt has failed after its commit.
                    committed(open);
                    return requireFiles();
                }
            }
            new ChangeGroup(open).apply(group);
            Instant now = clock.instant();
            if (now.isAfter(nextPruning)) {
                nextPruning = now.plus(PRUNED_EVERY);
                open.prune(now);
            }
            open.commit();
            committed(open);
            return requireFiles();
        } catch (SQLException e) {
            closeConnection();
            return e.getErrorCode() == SQLITE_FULL
                    ? new ApiException(
                            Code.RESOURCE_EXHAUSTED,
                            "The disk of the data directory " + directory.path() + " is full. Free some space.")
                    : unavailable(String.valueOf(e.getMessage()));
        } catch (DataDirectoryException e) {
            closeConnection();
            return unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            closeConnection();
            if (!hasReportedBug) {
                hasReportedBug = true;
                log.error("Changes could not be written. This is a bug in the emulator: please report it.", e);
            }
            return unavailable("this is a bug in the emulator: " + e);
        }
    }

    private void committed(Tables written) {
        groups = written.groups();
        directory.mark().set(groups);
    }

    /** Returns an error if the files of the database were moved or deleted, and null if they are in their places. */
    private @Nullable ApiException requireFiles() {
        Object present = directory.identity();
        isMisplaced = present == null || !present.equals(identity);
        return !isMisplaced ? null : unavailable("its files were moved or deleted. Put them back");
    }

    private ApiException unavailable(String reason) {
        return new ApiException(
                Code.UNAVAILABLE, "The data directory " + directory.path() + " cannot be written: " + reason + ".");
    }

    private Tables reopen() throws SQLException, DataDirectoryException {
        closeConnection();
        Connection opened = StateDatabase.open(directory.database(), durability);
        connection = opened;
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

    /** Closes the database, whose log becomes part of it. */
    @Override
    public void close() {
        closeConnection();
    }
}
