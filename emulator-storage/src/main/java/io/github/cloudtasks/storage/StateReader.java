package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Passes the rows of a database to a {@link StateLoader}, queue by queue. Checks the checksum of each row, and that no
 * task is missing. What is damaged is left out and reported. Not thread-safe.
 */
final class StateReader {
    private final Connection connection;
    private final Damage damage;
    private final Checksums checksums = new Checksums();

    /** A queue with what belongs to it, apart from the tasks. */
    private static final class QueueRows {
        private final Queue queue;
        private final List<Runnable> others = new ArrayList<>();

        QueueRows(Queue queue) {
            this.queue = queue;
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException, StoredValueException;
    }

    StateReader(Connection connection, Damage damage) {
        this.connection = connection;
        this.damage = damage;
    }

    /**
     * Reads everything.
     *
     * @param now blocked names whose time is over at this time are left out
     */
    void read(StateLoader loader, Instant now) {
        long micros = TimeCodec.micros(now);
        rows("a blocked queue name", "SELECT name, until, checksum FROM blocked_queue ORDER BY number", row -> {
            check(
                    "the blocked name " + row.getString(1),
                    row.getInt(3),
                    checksums.of(0, row.getString(1), row.getLong(2)));
            if (row.getLong(2) > micros) {
                loader.blockedQueue(StoredNames.queue(row.getString(1)), TimeCodec.decode(row.getLong(2), 0));
            }
        });
        rows("an encryption key", "SELECT location, value, checksum FROM encryption_key ORDER BY number", row -> {
            String location = row.getString(1);
            check("the key of " + location, row.getInt(3), checksums.of(0, location + " " + row.getString(2), 0));
            loader.key(StoredNames.location(location), row.getString(2));
        });
        rows("an operation", "SELECT name, value, checksum FROM operation ORDER BY number", row -> {
            byte[] value = bytes(row, 2);
            check("the operation " + row.getString(1), row.getInt(3), checksums.of(0, row.getString(1), value));
            loader.operation(OperationCodec.decode(value));
        });
        readQueues(loader, micros);
    }

    private void readQueues(StateLoader loader, long micros) {
        Map<Long, QueueRows> queues = new TreeMap<>();
        rows("a queue", "SELECT number, name, value, checksum FROM queue ORDER BY number", row -> {
            byte[] value = bytes(row, 3);
            check(
                    "the queue " + row.getString(2),
                    row.getInt(4),
                    checksums.of(row.getLong(1), row.getString(2), value));
            queues.put(row.getLong(1), new QueueRows(QueueCodec.decode(StoredNames.queue(row.getString(2)), value)));
        });
        rows("a policy", "SELECT queue, value, checksum FROM policy ORDER BY queue", row -> {
            QueueRows queue = ofQueue(queues, row.getLong(1), "a policy");
            byte[] value = bytes(row, 2);
            QueueName name = queue.queue.name();
            check("the policy of " + name, row.getInt(3), checksums.of(row.getLong(1), "", value));
            Policy policy = PolicyCodec.decode(name, value);
            queue.others.add(() -> loader.policy(policy));
        });
        rows(
                "a blocked task name",
                "SELECT queue, id, generated, until, checksum FROM blocked_task ORDER BY number",
                row -> {
                    QueueRows queue = ofQueue(queues, row.getLong(1), "the blocked name " + row.getString(2));
                    String id = row.getString(2);
                    boolean generated = row.getInt(3) == 1;
                    check("the blocked name " + id, row.getInt(5), checksums.of(row.getLong(1), id, row.getLong(4)));
                    if (row.getLong(4) > micros) {
                        Instant until = TimeCodec.decode(row.getLong(4), 0);
                        queue.others.add(() -> loader.blockedTask(id, generated, until));
                    }
                });
        readTasks(loader, queues);
    }

    /** Passes each queue and then its tasks. The rows of tasks are in the order of the numbers of their queues. */
    private void readTasks(StateLoader loader, Map<Long, QueueRows> queues) {
        long[] current = {0};
        long[] count = {0};
        rows("a task", "SELECT number, id, value, checksum FROM task ORDER BY number", row -> {
            count[0]++;
            long number = row.getLong(1);
            long queueNumber = RowNumbers.queueOf(number);
            String id = row.getString(2);
            QueueRows queue = ofQueue(queues, queueNumber, "the task " + id);
            byte[] value = bytes(row, 3);
            check("the task " + queue.queue.name().task(id), row.getInt(4), checksums.of(number, id, value));
            passUpTo(queueNumber, current, loader, queues);
            loader.task(TaskCodec.decode(queue.queue.name().task(id), value));
        });
        passUpTo(Long.MAX_VALUE, current, loader, queues);
        rows("the progress", "SELECT task_count FROM progress", row -> {
            if (row.getLong(1) != count[0]) {
                damage.add((row.getLong(1) - count[0]) + " tasks are missing");
            }
        });
    }

    /** Passes the queues after the current one, up to the one with a number. */
    private static void passUpTo(long number, long[] current, StateLoader loader, Map<Long, QueueRows> queues) {
        if (number == current[0]) {
            return;
        }
        for (Map.Entry<Long, QueueRows> queue : queues.entrySet()) {
            if (queue.getKey() > current[0] && queue.getKey() <= number) {
                loader.queue(queue.getValue().queue);
                queue.getValue().others.forEach(Runnable::run);
            }
        }
        current[0] = number;
    }

    private static QueueRows ofQueue(Map<Long, QueueRows> queues, long number, String what)
            throws StoredValueException {
        QueueRows queue = queues.get(number);
        if (queue == null) {
            throw new StoredValueException(what + " belongs to a queue that is missing");
        }
        return queue;
    }

    private static void check(String what, int stored, int actual) throws StoredValueException {
        if (stored != actual) {
            throw new StoredValueException(what + ": its checksum does not match");
        }
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    private void rows(String what, String query, RowReader reader) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                try {
                    reader.read(rows);
                } catch (StoredValueException | IllegalArgumentException e) {
                    damage.add(String.valueOf(e.getMessage()));
                }
            }
        } catch (SQLException e) {
            damage.add("reading " + what + " and those after it: " + e.getMessage());
        }
    }
}
