package io.github.cloudtasks.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the database. A change of them needs a new {@link #FORMAT}, a migration from the last one, and a stored
 * directory of the last one among the test resources.
 */
final class Schema {
    /** The version of the tables and of the encoding of the values in them. */
    static final int FORMAT = 2;

    /** The first format with finished tasks. */
    static final int FORMAT_WITH_HISTORY = 2;

    /** {@code PRAGMA application_id}, which tells a file of the emulator from other databases: "CTEM". */
    static final int APPLICATION_ID = 0x4354454d;

    private static final String KEPT_TASK =
            "CREATE TABLE kept_task(number INTEGER PRIMARY KEY, name TEXT NOT NULL, value BLOB NOT NULL,"
                    + " checksum INTEGER NOT NULL)";

    private static final List<String> TABLES = List.of(
            // The format is in the header of the file too, which has no checksum.
            "CREATE TABLE progress(format INTEGER NOT NULL, groups INTEGER NOT NULL, task_count INTEGER NOT NULL,"
                    + " kept_count INTEGER NOT NULL DEFAULT 0)",
            "INSERT INTO progress(format, groups, task_count) VALUES(" + FORMAT + ", 0, 0)",
            "CREATE TABLE queue(number INTEGER PRIMARY KEY, name TEXT NOT NULL, value BLOB NOT NULL,"
                    + " checksum INTEGER NOT NULL)",
            "CREATE TABLE policy(queue INTEGER PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL)",
            // The number is that of the queue times 2^40, plus the serial number of the task in its queue.
            "CREATE TABLE task(number INTEGER PRIMARY KEY, id TEXT NOT NULL, generated INTEGER NOT NULL,"
                    + " value BLOB NOT NULL, checksum INTEGER NOT NULL)",
            // The time is in microseconds since 1970.
            "CREATE TABLE blocked_task(number INTEGER PRIMARY KEY, queue INTEGER NOT NULL, id TEXT NOT NULL,"
                    + " generated INTEGER NOT NULL, until INTEGER NOT NULL, checksum INTEGER NOT NULL)",
            "CREATE TABLE blocked_queue(number INTEGER PRIMARY KEY, name TEXT NOT NULL, until INTEGER NOT NULL,"
                    + " checksum INTEGER NOT NULL)",
            "CREATE TABLE encryption_key(number INTEGER PRIMARY KEY, location TEXT NOT NULL, value TEXT NOT NULL,"
                    + " checksum INTEGER NOT NULL)",
            "CREATE TABLE operation(number INTEGER PRIMARY KEY, name TEXT NOT NULL, value BLOB NOT NULL,"
                    + " checksum INTEGER NOT NULL)",
            KEPT_TASK);

    /** The changes of the tables from each format to the next one, beginning with format 1. */
    private static final List<List<String>> MIGRATIONS =
            List.of(List.of("ALTER TABLE progress ADD COLUMN kept_count INTEGER NOT NULL DEFAULT 0", KEPT_TASK));

    private Schema() {}

    /** Creates the tables of a new database, in one transaction. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.executeUpdate(table);
            }
            statement.executeUpdate("PRAGMA application_id=" + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version=" + FORMAT);
        }
        connection.commit();
    }

    /** Changes tables of an older format into those of this one, in the transaction of the connection. */
    static void migrate(Connection connection) throws SQLException {
        int format = (int) StateDatabase.number(connection, "PRAGMA user_version");
        if (format == FORMAT) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (List<String> changes : MIGRATIONS.subList(format - 1, MIGRATIONS.size())) {
                for (String change : changes) {
                    statement.executeUpdate(change);
                }
            }
            statement.executeUpdate("UPDATE progress SET format = " + FORMAT);
            statement.executeUpdate("PRAGMA user_version=" + FORMAT);
        }
    }
}
