package io.github.cloudtasks.storage;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The changes of finished tasks that one transaction writes. A task that is removed before it was written is dropped at
 * once, so a group has no more tasks than are kept, however long it waits. Not thread-safe.
 */
final class HistoryGroup {
    /** The tasks to write by number. */
    private final TreeMap<Long, Supplier<FinishedTask>> tasks = new TreeMap<>();

    /** Stored tasks with this number and smaller ones are deleted. */
    private long lastRemoved = Long.MIN_VALUE;

    void add(HistoryChange change) {
        switch (change) {
            case HistoryChange.TaskKept kept -> tasks.put(kept.number(), kept.task());
            case HistoryChange.OldestRemoved removed -> removeUpTo(removed.last());
            case HistoryChange.HistoryCleared cleared -> removeUpTo(Long.MAX_VALUE);
        }
    }

    private void removeUpTo(long last) {
        tasks.headMap(last, true).clear();
        lastRemoved = Math.max(lastRemoved, last);
    }

    boolean isEmpty() {
        return tasks.isEmpty() && lastRemoved == Long.MIN_VALUE;
    }

    long lastRemoved() {
        return lastRemoved;
    }

    /** Returns the tasks to write by number, in ascending order, after the others were deleted. */
    Map<Long, Supplier<FinishedTask>> tasks() {
        return tasks;
    }
}
