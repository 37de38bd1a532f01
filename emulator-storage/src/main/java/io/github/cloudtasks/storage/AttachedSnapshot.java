package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change.AllReplaced;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a snapshot, attached to the connection of the database, so that SQLite copies its tables: in a fraction
 * of the time in which their rows can be inserted.
 */
final class AttachedSnapshot {
    /** The name of the attached database in statements. */
    static final String SCHEMA = "snapshot_file";

    private static final Logger log = LoggerFactory.getLogger(AttachedSnapshot.class);

    private final Connection connection;
    private final boolean isAttached;

    private AttachedSnapshot(Connection connection, boolean isAttached) {
        this.connection = connection;
        this.isAttached = isAttached;
    }

    /** Attaches nothing. */
    static AttachedSnapshot none(Connection connection) {
        return new AttachedSnapshot(connection, false);
    }

    /**
     * Attaches the file of the snapshot that replaces the state, if it still is that snapshot. No transaction may be
     * open.
     */
    static AttachedSnapshot of(AllReplaced replaced, Path file, Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS " + SCHEMA)) {
            // Without the mode, SQLite would create the file if it was deleted.
            attach.setString(1, file.toUri() + "?mode=ro");
            attach.execute();
            AttachedSnapshot attached = new AttachedSnapshot(connection, true);
            if (attached.isOf(replaced)) {
                return attached;
            }
            attached.detachFile();
        } catch (SQLException e) {
            log.debug("{} could not be attached", file, e);
        } finally {
            connection.setAutoCommit(false);
        }
        return none(connection);
    }

    private boolean isOf(AllReplaced replaced) {
        try {
            // The columns of another format differ.
            return StateDatabase.number(connection, "PRAGMA " + SCHEMA + ".user_version") == Schema.FORMAT
                    && SnapshotFile.readInfo(connection, SCHEMA, replaced.snapshot(), 0)
                            .saveTime()
                            .equals(replaced.saveTime());
        } catch (SQLException | StoredValueException e) {
            return false;
        }
    }

    boolean isAttached() {
        return isAttached;
    }

    /** Detaches the file, if there is one. No transaction may be open. */
    void detach() throws SQLException {
        if (isAttached) {
            connection.setAutoCommit(true);
            detachFile();
            connection.setAutoCommit(false);
        }
    }

    private void detachFile() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DETACH " + SCHEMA);
        }
    }
}
