package io.github.cloudtasks.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Opens the SQLite database of a data directory. RATIONALE.md says why each setting is as it is. */
final class StateDatabase {
    /** Pages of the log before it is written into the database: 16 MB. */
    private static final int CHECKPOINT_PAGES = 4000;

    private static final int CACHE_KIBIBYTES = 16_000;

    private StateDatabase() {}

    /**
     * Opens a database, which is created if the file is missing or empty. The transaction of the connection has to be
     * committed by the caller.
     *
     * @throws SQLException if it cannot be opened
     * @throws DataDirectoryException if the file is another database, or has a format of another version
     */
    static Connection open(Path file, Durability durability) throws SQLException, DataDirectoryException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            configure(connection, durability);
            checkFormat(connection, file);
            return connection;
        } catch (SQLException | DataDirectoryException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static void configure(Connection connection, Durability durability) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=" + (durability == Durability.POWER ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
            statement.execute("PRAGMA cache_size=-" + CACHE_KIBIBYTES);
            statement.execute("PRAGMA temp_store=MEMORY");
        }
        connection.setAutoCommit(false);
    }

    private static void checkFormat(Connection connection, Path file) throws SQLException, DataDirectoryException {
        if (number(connection, "SELECT count(*) FROM sqlite_master") == 0) {
            Schema.create(connection);
            return;
        }
        if (number(connection, "PRAGMA application_id") != Schema.APPLICATION_ID) {
            throw new DataDirectoryException(
                    file + " is a database of another program. Name another directory with --data-dir.");
        }
        long format = number(connection, "PRAGMA user_version");
        if (format > Schema.FORMAT) {
            throw new DataDirectoryException(file + " has the format " + format
                    + ", but this version of the emulator reads formats up to " + Schema.FORMAT
                    + ". Start a newer version, or name another directory with --data-dir.");
        }
    }

    /** Adds the damage that SQLite finds in the structure of the file. */
    static void check(Connection connection, Damage damage) {
        try (Statement statement = connection.createStatement();
                ResultSet problems = statement.executeQuery("PRAGMA quick_check(20)")) {
            while (problems.next()) {
                if (!problems.getString(1).equals("ok")) {
                    damage.add(problems.getString(1));
                }
            }
        } catch (SQLException e) {
            damage.add("the structure of the file: " + e.getMessage());
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.getLong(1);
        }
    }
}
