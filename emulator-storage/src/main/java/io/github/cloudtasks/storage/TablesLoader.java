package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that it receives into tables; nothing if there are none. Every method throws
 * {@link UnwritableException}. Not thread-safe.
 */
final class TablesLoader implements StateLoader {
    private static final int ROWS_PER_FLUSH = 1000;

    private final @Nullable Tables target;
    private @Nullable QueueName queue;
    private int rows;

    /** Wraps an {@link SQLException}, which a {@link StateLoader} must not throw. */
    static final class UnwritableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException error;

        UnwritableException(SQLException error) {
            super(error.getMessage(), error);
            this.error = error;
        }

        SQLException error() {
            return error;
        }
    }

    TablesLoader(@Nullable Tables target) {
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
            if (++rows % ROWS_PER_FLUSH == 0) {
                target.flushTasks();
            }
        } catch (SQLException e) {
            throw new UnwritableException(e);
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

    /** Writes a finished task. */
    void finishedTask(FinishedTask task) {
        write(tables -> tables.history().write(task));
    }

    @Override
    public void operation(Operation operation) {
        write(tables -> tables.putOperation(operation));
    }
}
