package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
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
        } catch (IOException | SQLException e) {
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
            Copy copy = new Copy(target);
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

    /** Writes what it receives into tables; nothing if there are none. */
    private static final class Copy implements StateLoader {
        private static final int TASKS_PER_FLUSH = 1000;

        private final @Nullable Tables target;
        private @Nullable QueueName queue;
        private int unflushed;

        Copy(@Nullable Tables target) {
            this.target = target;
        }

        /** Writes one value. */
        @FunctionalInterface
        private interface Write {
            void to(Tables tables) throws SQLException;
        }

        private void write(Write write) {
            if (target == null) {
                return;
            }
            try {
                write.to(target);
                if (++unflushed % TASKS_PER_FLUSH == 0) {
                    target.flushTasks();
                }
            } catch (SQLException e) {
                throw new IllegalStateException("the new database cannot be written: " + e.getMessage(), e);
            }
        }

        private QueueName queue() {
            if (queue == null) {
                throw new IllegalStateException("no queue was passed before");
            }
            return queue;
        }

        @Override
        public void queue(Queue added) {
            queue = added.name();
            write(tables -> tables.putQueue(added));
        }

        @Override
        public void policy(Policy policy) {
            write(tables -> tables.putPolicy(queue(), policy));
        }

        @Override
        public void task(Task task) {
            write(tables -> tables.insertTask(RowNumbers.ofTask(tables.number(queue()), task.serial()), task));
        }

        @Override
        public void blockedTask(String id, boolean idIsGenerated, Instant until) {
            write(tables -> tables.block(queue().task(id), idIsGenerated, until));
        }

        @Override
        public void blockedQueue(QueueName name, Instant until) {
            write(tables -> tables.blockQueue(name, until));
        }

        @Override
        public void key(LocationName location, String key) {
            write(tables -> tables.putKey(location, key));
        }

        void finishedTask(FinishedTask task) {
            write(tables -> tables.history().write(task));
        }

        @Override
        public void operation(Operation operation) {
            write(tables -> tables.putOperation(operation));
        }
    }
}
