package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the finished tasks of a database in ascending order of their numbers. Checks the checksum of each row, and that
 * none is missing. What is damaged is left out and reported. Not thread-safe.
 */
final class HistoryReader {
    private final Connection connection;
    private final Damage damage;
    private final Checksums checksums = new Checksums();

    /** The names of queues, so that their tasks share them. */
    private final Map<QueueName, QueueName> queues = new HashMap<>();

    HistoryReader(Connection connection, Damage damage) {
        this.connection = connection;
        this.damage = damage;
    }

    /** Reads all tasks. A database of an older format has none. */
    void read(Consumer<FinishedTask> loader) {
        if (!isExpected()) {
            return;
        }
        long[] count = {0};
        TableScan scan = new TableScan(connection, "kept_task", "number", "name, value, checksum");
        for (TableScan.Range range : scan.read(
                row -> {
                    count[0]++;
                    long number = row.getLong(1);
                    String name = DatabaseReader.text(row, 2);
                    byte[] value = DatabaseReader.bytes(row, 3);
                    DatabaseReader.check("the finished task " + name, row.getInt(4), checksums.of(number, name, value));
                    loader.accept(FinishedTaskCodec.decode(number, shared(StoredNames.task(name)), value));
                },
                damage)) {
            damage.add("the finished tasks in the rows " + range.first() + " to " + range.last()
                    + " of the table kept_task: " + scan.error());
        }
        checkCount(count[0]);
    }

    /** Returns whether the database has finished tasks, or had them before it was damaged. */
    private boolean isExpected() {
        try {
            return StateDatabase.format(connection) >= Schema.FORMAT_WITH_HISTORY
                    || StateDatabase.number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'kept_task'")
                            > 0;
        } catch (SQLException e) {
            return true;
        }
    }

    private void checkCount(long tasks) {
        try {
            long stored = StateDatabase.number(connection, "SELECT kept_count FROM progress");
            if (stored > tasks) {
                damage.add((stored - tasks) + " finished tasks are missing");
            } else if (stored < tasks) {
                damage.add("the number of finished tasks is " + tasks + ", but " + stored + " is stored");
            }
        } catch (SQLException e) {
            damage.add("the number of finished tasks: " + e.getMessage());
        }
    }

    private TaskName shared(TaskName name) {
        return queues.computeIfAbsent(name.queue(), queue -> queue).task(name.taskId());
    }
}
