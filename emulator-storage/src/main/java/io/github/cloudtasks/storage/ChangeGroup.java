package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Change.AllRemoved;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.KeyStored;
import io.github.cloudtasks.journal.Change.OperationRemoved;
import io.github.cloudtasks.journal.Change.OperationStored;
import io.github.cloudtasks.journal.Change.PolicyStored;
import io.github.cloudtasks.journal.Change.QueuePurged;
import io.github.cloudtasks.journal.Change.QueueRemoved;
import io.github.cloudtasks.journal.Change.QueueStored;
import io.github.cloudtasks.journal.Change.TaskRemoved;
import io.github.cloudtasks.journal.Change.TaskStored;
import io.github.cloudtasks.model.task.Task;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies the changes of one transaction. Of several changes of a task only the last one is written, because a task
 * often changes several times in a few milliseconds: it is created, dispatched and done. Not thread-safe.
 */
final class ChangeGroup {
    private final Tables tables;

    /** Whether a snapshot is attached to the connection that has the state of a replacement. */
    private final boolean hasSnapshot;

    /** The last change of each task, by the number of its row. */
    private final Map<Long, TaskRow> rows = new LinkedHashMap<>();

    /**
     * A row to write.
     *
     * @param task null to delete the row
     * @param isStored whether the database has the row
     */
    private record TaskRow(@Nullable Task task, boolean isStored) {}

    ChangeGroup(Tables tables, boolean hasSnapshot) {
        this.tables = tables;
        this.hasSnapshot = hasSnapshot;
    }

    /** Divides a group, so that {@link AllReplaced} is the first change of a part. */
    static List<List<Change>> parts(List<Change> group) {
        List<List<Change>> parts = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < group.size(); i++) {
            if (group.get(i) instanceof AllReplaced) {
                parts.add(group.subList(start, i));
                start = i;
            }
        }
        parts.add(group.subList(start, group.size()));
        return parts;
    }

    void apply(List<Change> changes) throws SQLException {
        for (Change change : changes) {
            apply(change);
        }
        flush();
    }

    private void replace(AllReplaced replaced) throws SQLException {
        tables.clear();
        if (hasSnapshot) {
            tables.copyFrom(AttachedSnapshot.SCHEMA);
            return;
        }
        try {
            replaced.content().accept(new TablesLoader(tables));
        } catch (TablesLoader.UnwritableException e) {
            throw e.error();
        }
        tables.flushTasks();
    }

    private void apply(Change change) throws SQLException {
        switch (change) {
            case TaskStored stored -> {
                Task task = stored.task();
                rows.merge(
                        row(task),
                        new TaskRow(task, !stored.isNew()),
                        (before, after) -> new TaskRow(task, before.isStored()));
            }
            case TaskRemoved removed -> {
                long row = row(removed.task());
                TaskRow before = rows.get(row);
                if (before != null && !before.isStored()) {
                    rows.remove(row);
                } else {
                    rows.put(row, new TaskRow(null, true));
                }
                if (removed.blockedUntil() != null) {
                    Task task = removed.task();
                    tables.block(task.name(), task.idIsGenerated(), removed.blockedUntil());
                }
            }
            case QueueStored stored -> tables.putQueue(stored.queue());
            case PolicyStored stored -> tables.putPolicy(stored.name(), stored.policy());
            case QueuePurged purged -> {
                flush();
                tables.purge(purged);
            }
            case QueueRemoved removed -> {
                flush();
                tables.removeQueue(removed);
            }
            case KeyStored stored -> tables.putKey(stored.location(), stored.key());
            case OperationStored stored -> tables.putOperation(stored.operation());
            case OperationRemoved removed -> tables.removeOperation(removed.name());
            case AllRemoved removed -> {
                flush();
                tables.clear();
            }
            case AllReplaced replaced -> {
                flush();
                replace(replaced);
            }
        }
    }

    private long row(Task task) {
        return RowNumbers.ofTask(tables.number(task.name().queue()), task.serial());
    }

    private void flush() throws SQLException {
        for (Map.Entry<Long, TaskRow> entry : rows.entrySet()) {
            TaskRow row = entry.getValue();
            if (row.task() == null) {
                tables.deleteTask(entry.getKey());
            } else if (row.isStored()) {
                tables.updateTask(entry.getKey(), row.task());
            } else {
                tables.insertTask(entry.getKey(), row.task());
            }
        }
        rows.clear();
        tables.flushTasks();
    }
}
