package io.github.cloudtasks.storage;

import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes and reads the database file of one snapshot: the tables of the state, and a table of one row about it. */
final class SnapshotFile {
    private SnapshotFile() {}

    /**
     * Opens the file of a snapshot for reading.
     *
     * @throws StoredValueException if it is empty, damaged or another database, or has a format of another version
     */
    static Connection open(Path file) throws SQLException, StoredValueException {
        return StateDatabase.openReadOnly(file);
    }

    /** Writes a snapshot into an empty file. */
    static void write(Path file, EngineState state, SnapshotInfo info) throws SQLException {
        try (Connection connection = StateDatabase.build(file);
                Tables tables = new Tables(connection)) {
            insertInfo(connection, SnapshotCodec.encode(info));
            state.passTo(new TablesLoader(tables));
            tables.commit();
        } catch (TablesLoader.UnwritableException e) {
            throw e.error();
        }
    }

    private static void insertInfo(Connection connection, byte[] value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE snapshot(number INTEGER PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL)");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO snapshot(number, value, checksum) VALUES(1, ?, ?)")) {
            insert.setBytes(1, value);
            insert.setInt(2, new Checksums().of(1, "", value));
            insert.executeUpdate();
        }
    }

    /**
     * Reads what is known of the snapshot without its queues.
     *
     * @param name the name of the snapshot
     * @param fileBytes the size of the file
     * @throws StoredValueException if it is damaged
     */
    static SnapshotInfo readInfo(Connection connection, String name, long fileBytes)
            throws SQLException, StoredValueException {
        return readInfo(connection, "main", name, fileBytes);
    }

    /** Does the same for the file with a name that is attached to the connection. */
    static SnapshotInfo readInfo(Connection connection, String schema, String name, long fileBytes)
            throws SQLException, StoredValueException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value, checksum FROM " + schema + ".snapshot")) {
            byte[] value = row.next() ? row.getBytes(1) : null;
            if (value == null || row.getInt(2) != new Checksums().of(1, "", value)) {
                throw new StoredValueException("the row of the table snapshot is missing or damaged");
            }
            return SnapshotCodec.decode(value, name, fileBytes);
        }
    }
}
