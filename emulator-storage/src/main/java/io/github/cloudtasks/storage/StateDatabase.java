package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens the SQLite database of a data directory. RATIONALE.md says why each setting is as it is. */
final class StateDatabase {
    /** Pages of the log before it is written into the database: 16 MB. */
    private static final int CHECKPOINT_PAGES = 4000;

    private static final int CACHE_KIBIBYTES = 16_000;

    /** The result code of SQLite for a full disk. */
    private static final int SQLITE_FULL = 13;

    /** The flag with which SQLite opens a file for reading. */
    private static final int SQLITE_OPEN_READONLY = 1;

    /** Settings of the driver. By default, it asks for the number of the last row after each insertion. */
    private static final Properties DRIVER = new Properties();

    static {
        DRIVER.setProperty("jdbc.get_generated_keys", "false");
    }

    private StateDatabase() {}

    /**
     * Opens a database, which is created if the file is missing or empty. The transaction of the connection has to be
     * committed by the caller.
     *
     * @throws SQLException if it cannot be opened
     * @throws DataDirectoryException if the file is another database, or has a format of another version
     */
    static Connection open(Path file, Durability durability) throws SQLException, DataDirectoryException {
        Damage damage = new Damage();
        Connection connection = open(file, durability, damage);
        if (!damage.isEmpty()) {
            connection.close();
            throw new SQLException("the header of the file is damaged");
        }
        return connection;
    }

    /** Does the same, but accepts a damaged header, which is added to the damage. */
    static Connection open(Path file, Durability durability, Damage damage)
            throws SQLException, DataDirectoryException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, DRIVER);
        try {
            configure(connection, durability);
            checkFormat(connection, file, damage);
            return connection;
        } catch (SQLException | DataDirectoryException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Opens a database that nobody writes.
     *
     * @throws SQLException if it cannot be opened
     * @throws StoredValueException if the file is empty, damaged or another database, or has a format of another
     *     version
     */
    static Connection openReadOnly(Path file) throws SQLException, StoredValueException {
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", String.valueOf(SQLITE_OPEN_READONLY));
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, readOnly);
        try {
            String problem = isEmpty(connection)
                    ? "is empty"
                    : hasDamagedHeader(connection) ? "has a damaged header" : foreignFormat(connection);
            if (problem != null) {
                throw new StoredValueException("the file " + problem);
            }
            return connection;
        } catch (SQLException | StoredValueException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Creates the tables in an empty file. If the process ends before the connection is closed, the file is damaged.
     * The transaction of the connection has to be committed by the caller.
     */
    static Connection build(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, DRIVER);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA locking_mode=EXCLUSIVE");
                statement.execute("PRAGMA journal_mode=OFF");
                statement.execute("PRAGMA synchronous=OFF");
            }
            connection.setAutoCommit(false);
            Schema.create(connection);
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Returns whether an operation has failed because the disk is full. */
    static boolean isFull(Exception error) {
        return switch (error) {
            case SQLException sql -> sql.getErrorCode() == SQLITE_FULL;
            case IOException io -> DurableFiles.isFull(io);
            default -> false;
        };
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

    private static void checkFormat(Connection connection, Path file, Damage damage)
            throws SQLException, DataDirectoryException {
        if (isEmpty(connection)) {
            Schema.create(connection);
            return;
        }
        if (hasDamagedHeader(connection)) {
            damage.add("the header of the file");
            return;
        }
        String problem = foreignFormat(connection);
        if (problem != null) {
            boolean isNewer = number(connection, "PRAGMA application_id") == Schema.APPLICATION_ID;
            throw new DataDirectoryException(file + " " + problem
                    + (isNewer ? ". Start a newer version, or name" : ". Name")
                    + " another directory with --data-dir.");
        }
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM sqlite_master") == 0;
    }

    private static boolean hasDamagedHeader(Connection connection) throws SQLException {
        long copy = copyOfFormat(connection);
        return copy > 0
                && copy <= Schema.FORMAT
                && (number(connection, "PRAGMA application_id") != Schema.APPLICATION_ID
                        || number(connection, "PRAGMA user_version") != copy);
    }

    /** Returns why this version cannot read the file, as a predicate; null if it can. */
    private static @Nullable String foreignFormat(Connection connection) throws SQLException {
        if (number(connection, "PRAGMA application_id") != Schema.APPLICATION_ID) {
            return "is a database of another program";
        }
        long format = number(connection, "PRAGMA user_version");
        return format > Schema.FORMAT
                ? "has the format " + format + ", but this version of the emulator reads formats up to " + Schema.FORMAT
                : null;
    }

    /** Returns the format that is stored beside that of the header; 0 if it cannot be read. */
    private static long copyOfFormat(Connection connection) {
        try {
            return number(connection, "SELECT format FROM progress");
        } catch (SQLException e) {
            return 0;
        }
    }

    /** Returns the format of the database; the greater number if the two places of the format have different ones. */
    static long format(Connection connection) throws SQLException {
        return Math.max(copyOfFormat(connection), number(connection, "PRAGMA user_version"));
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

    /** Writes the committed state of a database into an empty file. No transaction may be open. */
    static void copy(Connection connection, Path target) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, target.toString());
            copy.executeUpdate();
        } finally {
            connection.setAutoCommit(false);
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.getLong(1);
        }
    }
}
