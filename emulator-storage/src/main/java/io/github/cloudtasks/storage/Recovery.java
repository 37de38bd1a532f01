package io.github.cloudtasks.storage;

import java.io.IOException;
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
        DamagedFiles files = directory.damagedFiles();
        try {
            files.keepLog();
            long groups = read(directory, damage, null, now);
            if (damage.isEmpty()) {
                files.dropKeptLog();
                return;
            }
            Path repaired = files.createRepaired();
            // Not less than the mark of the damaged one, so that the mark is right before and after the replacement.
            groups = Math.max(groups, directory.mark().get()) + 1;
            try (Connection connection = StateDatabase.open(repaired, Durability.POWER);
                    Tables tables = new Tables(connection, groups - 1)) {
                read(directory, new Damage(), tables, now);
                tables.commit();
            }
            files.restoreLog();
            directory.mark().set(groups);
            Path moved = files.replaceBy(repaired, damage.lines(), now);
            log.warn(
                    "{} was damaged, and was built anew without these parts: {}. The damaged files are in {}, with a list"
                            + " of all lost parts in lost.txt",
                    directory.database(),
                    damage.summary(),
                    moved);
        } catch (IOException | SQLException | TablesLoader.UnwritableException e) {
            restoreLog(files);
            throw new DataDirectoryException(
                    "The data directory " + directory.path() + " cannot be repaired: " + e.getMessage() + ".", e);
        }
    }

    /** Puts the log back after a repair has failed. */
    private static void restoreLog(DamagedFiles files) {
        try {
            files.restoreLog();
        } catch (IOException e) {
            log.debug("The next start puts the log back", e);
        }
    }

    /**
     * Reads what is whole, and copies it into other tables unless they are null. Returns the number of the last group
     * of changes; 0 if it cannot be read.
     */
    private static long read(DataDirectory directory, Damage damage, @Nullable Tables target, Instant now)
            throws DataDirectoryException {
        if (!directory.hasDatabase() && (directory.hasOnlyLog() || directory.hasOnlyNewDatabase())) {
            // SQLite would create a database with an empty log.
            damage.add("state.db is missing or empty");
            return 0;
        }
        long groups = 0;
        try (Connection connection = StateDatabase.open(directory.database(), Durability.PROCESS, damage)) {
            groups = checkGroups(directory, connection, damage);
            StateDatabase.check(connection, damage);
            TablesLoader copy = new TablesLoader(target);
            new DatabaseReader(connection, damage).read(copy, now);
            new HistoryReader(connection, damage).read(copy::finishedTask);
        } catch (SQLException e) {
            damage.add("the file cannot be opened: " + e.getMessage());
        }
        return groups;
    }

    private static long checkGroups(DataDirectory directory, Connection connection, Damage damage) {
        try {
            long groups = StateDatabase.number(connection, "SELECT groups FROM progress");
            directory.check(groups, damage);
            return groups;
        } catch (SQLException e) {
            damage.add("the number of groups of changes: " + e.getMessage());
            return 0;
        }
    }
}
