package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Task;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Passes the rows of a database to a {@link StateLoader}, queue by queue. Checks the checksum of each row, and that no
 * task is missing. What is damaged is left out and reported. Not thread-safe.
 */
final class DatabaseReader {
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

    DatabaseReader(Connection connection, Damage damage) {
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
        rows("blocked queue names", "blocked_queue", "number", "name, until, checksum", row -> {
            String name = text(row, 2);
            check("the blocked name " + name, row.getInt(4), checksums.of(0, name, row.getLong(3)));
            if (row.getLong(3) > micros) {
                loader.blockedQueue(StoredNames.queue(name), TimeCodec.decode(row.getLong(3), 0));
            }
        });
        rows("encryption keys", "encryption_key", "number", "location, value, checksum", row -> {
            String location = text(row, 2);
            String key = text(row, 3);
            check("the key of " + location, row.getInt(4), checksums.of(0, location + " " + key, 0));
            loader.key(StoredNames.location(location), key);
        });
        rows("operations", "operation", "number", "name, value, checksum", row -> {
            byte[] value = bytes(row, 3);
            check("the operation " + text(row, 2), row.getInt(4), checksums.of(0, text(row, 2), value));
            loader.operation(OperationCodec.decode(value));
        });
        readQueues(loader, micros);
    }

    private void readQueues(StateLoader loader, long micros) {
        Map<Long, QueueRows> queues = new TreeMap<>();
        rows("queues", "queue", "number", "name, value, checksum", row -> {
            String name = text(row, 2);
            byte[] value = bytes(row, 3);
            check("the queue " + name, row.getInt(4), checksums.of(row.getLong(1), name, value));
            queues.put(row.getLong(1), new QueueRows(QueueCodec.decode(StoredNames.queue(name), value)));
        });
        rows("policies", "policy", "queue", "value, checksum", row -> {
            QueueRows queue = ofQueue(queues, row.getLong(1), "a policy");
            byte[] value = bytes(row, 2);
            QueueName name = queue.queue.name();
            check("the policy of " + name, row.getInt(3), checksums.of(row.getLong(1), "", value));
            Policy policy = PolicyCodec.decode(name, value);
            queue.others.add(() -> loader.policy(policy));
        });
        rows("blocked task names", "blocked_task", "number", "queue, id, generated, until, checksum", row -> {
            String id = text(row, 3);
            QueueRows queue = ofQueue(queues, row.getLong(2), "the blocked name " + id);
            boolean generated = row.getInt(4) == 1;
            long until = row.getLong(5);
            check(
                    "the blocked name " + queue.queue.name().task(id),
                    row.getInt(6),
                    checksums.ofBlockedTask(row.getLong(2), id, generated, until));
            if (until > micros) {
                Instant end = TimeCodec.decode(until, 0);
                queue.others.add(() -> loader.blockedTask(id, generated, end));
            }
        });
        readTasks(loader, queues);
    }

    /** Passes each queue and then its tasks. The rows of tasks are in the order of the numbers of their queues. */
    private void readTasks(StateLoader loader, Map<Long, QueueRows> queues) {
        TableScan scan = new TableScan(connection, "task", "number", "id, generated, value, checksum");
        List<TableScan.Range> unreadable = new ArrayList<>();
        TaskLoading tasks = new TaskLoading(loader, queues);
        ReadAhead.read(
                consumer -> unreadable.addAll(scan.read(row -> consumer.accept(EncodedTask.of(row)), damage)),
                EncodedTask::bytes,
                tasks::load);
        tasks.passUpTo(Long.MAX_VALUE);
        for (TableScan.Range range : unreadable) {
            damage.add("the tasks from " + describe(range.first(), queues) + " to " + describe(range.last(), queues)
                    + ": " + scan.error());
        }
        checkCount(tasks.count);
    }

    /**
     * A row of the table of tasks, not decoded.
     *
     * @param id in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record EncodedTask(long number, byte[] id, boolean idIsGenerated, byte[] value, int checksum) {
        static EncodedTask of(ResultSet row) throws SQLException {
            return new EncodedTask(
                    row.getLong(1),
                    DatabaseReader.bytes(row, 2),
                    row.getInt(3) == 1,
                    DatabaseReader.bytes(row, 4),
                    row.getInt(5));
        }

        int bytes() {
            return id.length + value.length;
        }
    }

    /** Decodes the rows of tasks, and passes each queue and then its tasks. */
    private final class TaskLoading {
        private final StateLoader loader;
        private final Map<Long, QueueRows> queues;
        private long count;

        /** The number of the queue that was passed last, and the queue; null if it is missing. */
        private long current;

        private @Nullable QueueRows queue;

        TaskLoading(StateLoader loader, Map<Long, QueueRows> queues) {
            this.loader = loader;
            this.queues = queues;
        }

        void load(EncodedTask row) {
            count++;
            try {
                decode(row);
            } catch (StoredValueException | IllegalArgumentException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }

        private void decode(EncodedTask row) throws StoredValueException {
            String id = new String(row.id, StandardCharsets.UTF_8);
            passUpTo(RowNumbers.queueOf(row.number));
            if (queue == null) {
                throw new StoredValueException("the task " + id + " belongs to a queue that is missing");
            }
            TaskName name = queue.queue.name().task(id);
            if (row.checksum != checksums.of(row.number, row.id, row.value)) {
                throw new StoredValueException("the task " + name + ": its checksum does not match");
            }
            Task task = TaskCodec.decode(name, row.value);
            loader.task(task);
            if (task.idIsGenerated() != row.idIsGenerated) {
                damage.add("whether the id of the task " + name + " was generated");
            }
        }

        /** Passes the queues after the current one, up to the one with a number. */
        void passUpTo(long number) {
            if (number == current) {
                return;
            }
            for (Map.Entry<Long, QueueRows> next : queues.entrySet()) {
                if (next.getKey() > current && next.getKey() <= number) {
                    loader.queue(next.getValue().queue);
                    next.getValue().others.forEach(Runnable::run);
                }
            }
            current = number;
            queue = queues.get(number);
        }
    }

    private void checkCount(long tasks) {
        try {
            long stored = StateDatabase.number(connection, "SELECT task_count FROM progress");
            if (stored > tasks) {
                damage.add((stored - tasks) + " tasks are missing");
            } else if (stored < tasks) {
                damage.add("the number of tasks is " + tasks + ", but " + stored + " is stored");
            }
        } catch (SQLException e) {
            damage.add("the number of tasks: " + e.getMessage());
        }
    }

    /** Returns the place of a row in the table of tasks, which need not exist. */
    private static String describe(long row, Map<Long, QueueRows> queues) {
        QueueRows queue = queues.get(RowNumbers.queueOf(row));
        if (queue != null) {
            return "serial number " + RowNumbers.serialOf(row) + " of " + queue.queue.name();
        }
        return "row " + row;
    }

    private static QueueRows ofQueue(Map<Long, QueueRows> queues, long number, String what)
            throws StoredValueException {
        QueueRows queue = queues.get(number);
        if (queue == null) {
            throw new StoredValueException(what + " belongs to a queue that is missing");
        }
        return queue;
    }

    static void check(String what, int stored, int actual) throws StoredValueException {
        if (stored != actual) {
            throw new StoredValueException(what + ": its checksum does not match");
        }
    }

    static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    /** Returns a text; empty if a damaged row has none. */
    static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private void rows(String what, String table, String key, String columns, TableScan.RowReader reader) {
        TableScan scan = new TableScan(connection, table, key, columns);
        for (TableScan.Range range : scan.read(reader, damage)) {
            damage.add("the " + what + " in the rows " + range.first() + " to " + range.last() + " of the table "
                    + table + ": " + scan.error());
        }
    }
}
