package io.github.cloudtasks.storage;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.Change.QueuePurged;
import io.github.cloudtasks.journal.Change.QueueRemoved;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows in the transaction of a connection. After an exception, nothing may be written with these tables and this
 * connection any more. Not thread-safe.
 */
final class Tables implements AutoCloseable {
    /** The tables that have the state of the engine. */
    private static final List<String> STATE_TABLES =
            List.of("task", "blocked_task", "policy", "queue", "blocked_queue", "encryption_key", "operation");

    private final Connection connection;
    private final Checksums checksums = new Checksums();
    private final Map<QueueName, Long> queues = new HashMap<>();
    private long lastQueue;
    private long groups;
    private long taskCount;

    /** Null until it is needed: a database of an older format has no such table before its migration. */
    private @Nullable HistoryTable history;

    private final PreparedStatement insertTask;
    private final PreparedStatement updateTask;
    private final PreparedStatement deleteTask;
    private final PreparedStatement insertBlocked;
    private final PreparedStatement updateProgress;

    /** Prepares the statements, and reads the numbers of the queues. */
    Tables(Connection connection) throws SQLException {
        this.connection = connection;
        readQueues();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT groups, task_count FROM progress")) {
            groups = found.getLong(1);
            taskCount = found.getLong(2);
        }
        insertTask = connection.prepareStatement(
                "INSERT INTO task(number, id, generated, value, checksum) VALUES(?, ?, ?, ?, ?)");
        updateTask = connection.prepareStatement("UPDATE task SET value = ?, checksum = ? WHERE number = ?");
        deleteTask = connection.prepareStatement("DELETE FROM task WHERE number = ?");
        insertBlocked = connection.prepareStatement(
                "INSERT INTO blocked_task(queue, id, generated, until, checksum) VALUES(?, ?, ?, ?, ?)");
        updateProgress = connection.prepareStatement("UPDATE progress SET groups = ?, task_count = ?");
    }

    private void readQueues() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number, name FROM queue")) {
            while (found.next()) {
                addQueue(found.getString(2), found.getLong(1));
                lastQueue = Math.max(lastQueue, found.getLong(1));
            }
        }
    }

    private void addQueue(@Nullable String name, long number) {
        try {
            queues.put(StoredNames.queue(name == null ? "" : name), number);
        } catch (IllegalArgumentException e) {
            // The name is damaged. DatabaseReader reports it.
        }
    }

    /**
     * Does the same for a new database that replaces another one.
     *
     * @param groups the number of the last group that is not committed any more
     */
    Tables(Connection connection, long groups) throws SQLException {
        this(connection);
        this.groups = groups;
    }

    /** Returns the number of the last committed group. */
    long groups() {
        return groups;
    }

    /** Returns the number of a queue that is stored. */
    long number(QueueName name) {
        Long number = queues.get(name);
        if (number == null) {
            throw new IllegalStateException(name + " is not stored");
        }
        return number;
    }

    /** Returns the table of finished tasks. */
    HistoryTable history() throws SQLException {
        HistoryTable opened = history;
        if (opened == null) {
            opened = new HistoryTable(connection);
            history = opened;
        }
        return opened;
    }

    /** Writes the rows of tasks that were passed since the last call. */
    void flushTasks() throws SQLException {
        taskCount += insertTask.executeBatch().length;
        requireRows(updateTask.executeBatch());
        int[] deleted = deleteTask.executeBatch();
        requireRows(deleted);
        taskCount -= deleted.length;
        insertBlocked.executeBatch();
    }

    private static void requireRows(int[] counts) {
        for (int count : counts) {
            if (count != 1) {
                throw new IllegalStateException("a change of a task concerns " + count + " rows");
            }
        }
    }

    void insertTask(long number, Task task) throws SQLException {
        byte[] value = TaskCodec.encode(task);
        insertTask.setLong(1, number);
        insertTask.setString(2, task.id());
        insertTask.setInt(3, task.idIsGenerated() ? 1 : 0);
        insertTask.setBytes(4, value);
        insertTask.setInt(5, checksums.of(number, task.id(), value));
        insertTask.addBatch();
    }

    void updateTask(long number, Task task) throws SQLException {
        byte[] value = TaskCodec.encode(task);
        updateTask.setBytes(1, value);
        updateTask.setInt(2, checksums.of(number, task.id(), value));
        updateTask.setLong(3, number);
        updateTask.addBatch();
    }

    void deleteTask(long number) throws SQLException {
        deleteTask.setLong(1, number);
        deleteTask.addBatch();
    }

    void block(TaskName name, boolean idIsGenerated, Instant until) throws SQLException {
        block(number(name.queue()), name.taskId(), idIsGenerated, TimeCodec.micros(until));
    }

    private void block(long queue, String id, boolean idIsGenerated, long until) throws SQLException {
        insertBlocked.setLong(1, queue);
        insertBlocked.setString(2, id);
        insertBlocked.setInt(3, idIsGenerated ? 1 : 0);
        insertBlocked.setLong(4, until);
        insertBlocked.setInt(5, checksums.ofBlockedTask(queue, id, idIsGenerated, until));
        insertBlocked.addBatch();
    }

    void putQueue(Queue queue) throws SQLException {
        Long known = queues.get(queue.name());
        long number = known == null ? ++lastQueue : known;
        if (number > RowNumbers.MAX_QUEUE) {
            throw new IllegalStateException("more than " + RowNumbers.MAX_QUEUE + " queues were created");
        }
        String name = queue.name().toString();
        byte[] value = QueueCodec.encode(queue);
        update(
                "INSERT INTO queue(number, name, value, checksum) VALUES(?, ?, ?, ?)"
                        + " ON CONFLICT(number) DO UPDATE SET value = excluded.value, checksum = excluded.checksum",
                number,
                name,
                value,
                checksums.of(number, name, value));
        if (known == null) {
            queues.put(queue.name(), number);
            update("DELETE FROM blocked_queue WHERE name = ?", name);
        }
    }

    void putPolicy(QueueName name, Policy policy) throws SQLException {
        long queue = number(name);
        byte[] value = PolicyCodec.encode(policy);
        update(
                "INSERT OR REPLACE INTO policy(queue, value, checksum) VALUES(?, ?, ?)",
                queue,
                value,
                checksums.of(queue, "", value));
    }

    /** Deletes the tasks of a queue. Blocks the names that the engine remembers: not all that were generated. */
    void purge(QueuePurged purged) throws SQLException {
        long queue = number(purged.name());
        if (purged.releasesNames()) {
            update("DELETE FROM blocked_task WHERE queue = ?", queue);
        }
        if (purged.blockedUntil() != null) {
            blockAll(queue, TimeCodec.micros(purged.blockedUntil()));
            insertBlocked.executeBatch();
        }
        deleteTasks(queue);
    }

    private void blockAll(long queue, long until) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, generated FROM task WHERE number BETWEEN ?1 AND ?2 AND (generated = 0 OR number >="
                        + " (SELECT coalesce(min(number), 0) FROM (SELECT number FROM task WHERE number BETWEEN ?1 AND ?2"
                        + " AND generated = 1 ORDER BY number DESC LIMIT ?3))) ORDER BY number")) {
            select.setLong(1, RowNumbers.first(queue));
            select.setLong(2, RowNumbers.last(queue));
            select.setInt(3, Limits.REMEMBERED_GENERATED_IDS);
            try (ResultSet tasks = select.executeQuery()) {
                while (tasks.next()) {
                    block(queue, tasks.getString(1), tasks.getInt(2) == 1, until);
                }
            }
        }
    }

    private void deleteTasks(long queue) throws SQLException {
        taskCount -= update(
                "DELETE FROM task WHERE number BETWEEN ? AND ?", RowNumbers.first(queue), RowNumbers.last(queue));
    }

    void removeQueue(QueueRemoved removed) throws SQLException {
        Long queue = queues.remove(removed.name());
        if (queue == null) {
            return;
        }
        deleteTasks(queue);
        update("DELETE FROM blocked_task WHERE queue = ?", queue);
        update("DELETE FROM policy WHERE queue = ?", queue);
        update("DELETE FROM queue WHERE number = ?", queue);
        if (removed.blockedUntil() != null) {
            blockQueue(removed.name(), removed.blockedUntil());
        }
    }

    void blockQueue(QueueName blocked, Instant blockedUntil) throws SQLException {
        String name = blocked.toString();
        long until = TimeCodec.micros(blockedUntil);
        update("DELETE FROM blocked_queue WHERE name = ?", name);
        update(
                "INSERT INTO blocked_queue(name, until, checksum) VALUES(?, ?, ?)",
                name,
                until,
                checksums.of(0, name, until));
    }

    void putKey(LocationName location, String key) throws SQLException {
        update("DELETE FROM encryption_key WHERE location = ?", location.toString());
        if (!key.isEmpty()) {
            update(
                    "INSERT INTO encryption_key(location, value, checksum) VALUES(?, ?, ?)",
                    location.toString(),
                    key,
                    checksums.of(0, location + " " + key, 0));
        }
    }

    void putOperation(Operation operation) throws SQLException {
        String name = operation.name().toString();
        byte[] value = OperationCodec.encode(operation);
        update(
                "INSERT INTO operation(name, value, checksum) VALUES(?, ?, ?)",
                name,
                value,
                checksums.of(0, name, value));
    }

    void removeOperation(OperationName name) throws SQLException {
        update("DELETE FROM operation WHERE name = ?", name.toString());
    }

    /** Deletes all rows. The numbers of queues are not used again. */
    void clear() throws SQLException {
        for (String table : STATE_TABLES) {
            update("DELETE FROM " + table);
        }
        queues.clear();
        taskCount = 0;
    }

    /**
     * Copies all rows from a database that is attached to the connection. The numbers of its queues are kept, because
     * the numbers and the checksums of other rows depend on them.
     */
    void copyFrom(String schema) throws SQLException {
        for (String table : STATE_TABLES) {
            int copied = update("INSERT INTO main." + table + " SELECT * FROM " + schema + "." + table);
            if (table.equals("task")) {
                taskCount = copied;
            }
        }
        readQueues();
    }

    /**
     * Deletes blocked names whose time is over, and generated ones that the engine no longer remembers.
     *
     * @param now the time up to which they are over
     */
    void prune(Instant now) throws SQLException {
        update("DELETE FROM blocked_queue WHERE until <= ?", TimeCodec.micros(now));
        update("DELETE FROM blocked_task WHERE until <= ?", TimeCodec.micros(now));
        for (long queue : queues.values()) {
            update(
                    "DELETE FROM blocked_task WHERE queue = ?1 AND generated = 1 AND number <"
                            + " (SELECT min(number) FROM (SELECT number FROM blocked_task WHERE queue = ?1 AND generated = 1"
                            + " ORDER BY number DESC LIMIT ?2))",
                    queue,
                    Limits.REMEMBERED_GENERATED_IDS);
        }
    }

    /** Ends the transaction. */
    void commit() throws SQLException {
        flushTasks();
        groups++;
        updateProgress.setLong(1, groups);
        updateProgress.setLong(2, taskCount);
        updateProgress.executeUpdate();
        connection.commit();
    }

    private int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        insertTask.close();
        updateTask.close();
        deleteTask.close();
        insertBlocked.close();
        updateProgress.close();
        if (history != null) {
            history.close();
        }
    }
}
