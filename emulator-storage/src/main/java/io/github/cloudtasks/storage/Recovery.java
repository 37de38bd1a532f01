package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repairs a damaged database: builds a new one of what is whole, and moves the damaged files away. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /**
     * Repairs the database of a directory if it is damaged. What is lost is logged.
     *
     * @throws DataDirectoryException if the files cannot be written, or are of another version
     */
    static void recover(DataDirectory directory, Instant now) throws DataDirectoryException {
        Damage damage = new Damage();
        try {
            if (directory.hasOnlyLog()) {
                damage.add("state.db is missing or empty");
            }
            directory.keepLog();
            read(directory, damage, null, now);
            if (damage.isEmpty()) {
                directory.dropKeptLog();
                return;
            }
            directory.createNewDatabase();
            long groups;
            try (Connection connection = StateDatabase.open(directory.newDatabase(), Durability.POWER);
                    Tables tables = new Tables(connection)) {
                read(directory, new Damage(), tables, now);
                tables.commit();
                groups = tables.groups();
            }
            directory.restoreLog();
            Path moved = directory.moveDatabase(now);
            directory.useNewDatabase();
            directory.mark().set(groups);
            Files.writeString(moved.resolve("lost.txt"), damage.lines());
            log.warn(
                    "{} was damaged, and was built anew without these parts: {}. The damaged files are in {}, with a list"
                            + " of all lost parts in lost.txt",
                    directory.database(),
                    damage.summary(),
                    moved);
        } catch (IOException | SQLException | TablesLoader.UnwritableException e) {
            throw new DataDirectoryException(
                    "The data directory " + directory.path() + " cannot be repaired: " + e.getMessage() + ".", e);
        }
    }

    /** Reads what is whole, and copies it into other tables unless they are null. */
    private static void read(DataDirectory directory, Damage damage, @Nullable Tables target, Instant now)
            throws DataDirectoryException {
        try (Connection connection = StateDatabase.open(directory.database(), Durability.PROCESS, damage)) {
            checkGroups(directory, connection, damage);
            StateDatabase.check(connection, damage);
            TablesLoader copy = new TablesLoader(target);
            new DatabaseReader(connection, damage).read(copy, now);
            new HistoryReader(connection, damage).read(copy::finishedTask);
        } catch (SQLException e) {
            damage.add("the file cannot be opened: " + e.getMessage());
        }
    }

    private static void checkGroups(DataDirectory directory, Connection connection, Damage damage) {
        try {
            directory.check(StateDatabase.number(connection, "SELECT groups FROM progress"), damage);
        } catch (SQLException e) {
            damage.add("the number of groups of changes: " + e.getMessage());
        }
    }
}
