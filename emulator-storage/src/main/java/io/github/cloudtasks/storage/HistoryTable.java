package io.github.cloudtasks.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;

/**
 * Writes the rows of finished tasks in the transaction of a connection. Each is encoded and written before the next
 * one, because a task with all its attempts can take several megabytes. Not thread-safe.
 */
final class HistoryTable implements AutoCloseable {
    private final Checksums checksums = new Checksums();
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement deleteOldest;
    private final PreparedStatement updateCount;

    /** The greatest number of a row. */
    private long last;

    /** The number of rows, by which {@link HistoryReader} finds that some are missing. */
    private long count;

    /** Prepares the statements. The database must have the current format. */
    HistoryTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT kept_count, (SELECT max(number) FROM kept_task) FROM progress")) {
            count = found.getLong(1);
            last = found.getLong(2);
        }
        insert = connection.prepareStatement("INSERT INTO kept_task(number, name, value, checksum) VALUES(?, ?, ?, ?)");
        delete = connection.prepareStatement("DELETE FROM kept_task WHERE number = ?");
        deleteOldest = connection.prepareStatement("DELETE FROM kept_task WHERE number <= ?");
        updateCount = connection.prepareStatement("UPDATE progress SET kept_count = ?");
    }

    void write(HistoryGroup group) throws SQLException {
        count -= update(deleteOldest, group.lastRemoved());
        for (Supplier<FinishedTask> task : group.tasks().values()) {
            put(task.get());
        }
        update(updateCount, count);
    }

    void write(FinishedTask task) throws SQLException {
        put(task);
        update(updateCount, count);
    }

    private void put(FinishedTask task) throws SQLException {
        long number = task.number();
        if (number <= last) {
            count -= update(delete, number);
        }
        String name = task.task().name().toString();
        byte[] value = FinishedTaskCodec.encode(task);
        insert.setLong(1, number);
        insert.setString(2, name);
        insert.setBytes(3, value);
        insert.setInt(4, checksums.of(number, name, value));
        insert.executeUpdate();
        last = Math.max(last, number);
        count++;
    }

    private static int update(PreparedStatement statement, long parameter) throws SQLException {
        statement.setLong(1, parameter);
        return statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        delete.close();
        deleteOldest.close();
        updateCount.close();
    }
}
