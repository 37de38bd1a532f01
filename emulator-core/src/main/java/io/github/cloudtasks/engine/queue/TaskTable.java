package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one queue, with indexes.
 *
 * <pre>
 *   tasks       id → task, in the order of creation   every task
 *   ids         id                                    every task
 *   inFlight    id, in the order of their dispatches  tasks in flight
 *   bySchedule  (schedule time, serial)               every scheduled task; not those in flight
 *   byTag       (tag, schedule time, serial)          the same, in pull queues only
 * </pre>
 *
 * Serial numbers increase, so tasks with the same schedule time are in the order of creation.
 *
 * <p>Operations on one task take O(log n), a page takes O(log n + page). Pages stay correct while the table changes,
 * because a page starts after an id and not at an offset. Not thread-safe.
 */
final class TaskTable {
    private static final Comparator<Task> BY_SCHEDULE =
            Comparator.comparing(Task::scheduleTime).thenComparingLong(Task::serial);
    private static final Comparator<Task> BY_TAG =
            Comparator.comparing(Task::tag).thenComparing(BY_SCHEDULE);

    /** A hash table that never had more tasks is not made smaller. */
    private static final int SHRINKABLE = 1024;

    private LinkedHashMap<String, Task> tasks = new LinkedHashMap<>();
    /** The most tasks since the hash table was made. */
    private int peak;

    private final NavigableSet<String> ids = new TreeSet<>();
    private final Set<String> inFlight = new LinkedHashSet<>();
    private final NavigableSet<Task> bySchedule = new TreeSet<>(BY_SCHEDULE);
    private final @Nullable NavigableSet<Task> byTag;

    /** Creates an empty table, with or without the index by tag. */
    TaskTable(boolean withTags) {
        byTag = withTags ? new TreeSet<>(BY_TAG) : null;
    }

    int size() {
        return tasks.size();
    }

    /** Returns a view of all tasks in the order of creation. */
    Collection<Task> all() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    /** Returns the tasks that were created last, at most {@code max}, the latest first. */
    List<Task> latest(int max) {
        return tasks.sequencedValues().reversed().stream().limit(max).toList();
    }

    @Nullable
    Task get(String id) {
        return tasks.get(id);
    }

    /** Returns the task that was created first; null if the table is empty. */
    @Nullable
    Task oldest() {
        return tasks.isEmpty() ? null : tasks.firstEntry().getValue();
    }

    /** Returns the scheduled task with the earliest schedule time; null if there is none. */
    @Nullable
    Task firstScheduled() {
        return bySchedule.isEmpty() ? null : bySchedule.first();
    }

    /**
     * Returns at most {@code size} tasks in the order of their ids, starting after {@code id}, which need not exist.
     */
    List<Task> page(String id, int size) {
        List<Task> page = new ArrayList<>();
        for (String next : ids.tailSet(id, false)) {
            if (page.size() == size) {
                break;
            }
            page.add(present(next));
        }
        return page;
    }

    /**
     * Returns a view of the due tasks in the order of their schedule times and serial numbers. Read it before the table
     * changes.
     */
    Stream<Task> due(Instant now) {
        return bySchedule.stream().takeWhile(task -> !task.scheduleTime().isAfter(now));
    }

    /**
     * Returns the same view for one tag.
     *
     * @throws IllegalStateException if the table has no index by tag
     */
    Stream<Task> due(String tag, Instant now) {
        if (byTag == null) {
            throw new IllegalStateException("only the tasks of pull queues have tags");
        }
        return byTag.tailSet(firstOf(tag), true).stream()
                .takeWhile(
                        task -> task.tag().equals(tag) && !task.scheduleTime().isAfter(now));
    }

    /** Returns a view of the scheduled tasks that are not due, the one that is due last first. */
    Stream<Task> later(Instant now) {
        return bySchedule.descendingSet().stream()
                .takeWhile(task -> task.scheduleTime().isAfter(now));
    }

    /** Returns the number of scheduled tasks that precede a scheduled task; {@code max} if there are more. */
    int scheduledBefore(Task task, int max) {
        return (int) bySchedule.headSet(task, false).stream().limit(max).count();
    }

    boolean isInFlight(String id) {
        return inFlight.contains(id);
    }

    int inFlightCount() {
        return inFlight.size();
    }

    /** Returns the ids of at most {@code max} tasks in flight, that whose latest attempt is the oldest first. */
    List<String> inFlight(int max) {
        return inFlight.stream().limit(max).toList();
    }

    /** Adds a task, or replaces the one with its id. The task is scheduled. */
    void putScheduled(Task task) {
        put(task);
        bySchedule.add(task);
        if (byTag != null) {
            byTag.add(task);
        }
    }

    /** Adds a task, or replaces the one with its id. The task is in flight and not scheduled. */
    void putInFlight(Task task) {
        put(task);
        inFlight.add(task.id());
    }

    private void put(Task task) {
        Task old = tasks.put(task.id(), task);
        if (old == null) {
            ids.add(task.id());
            peak = Math.max(peak, tasks.size());
        } else {
            unschedule(old);
        }
    }

    /** Replaces the task with its id. The new one is scheduled if the old one was. */
    void replace(Task task) {
        if (bySchedule.contains(present(task.id()))) {
            putScheduled(task);
        } else {
            putInFlight(task);
        }
    }

    void remove(Task task) {
        Task old = tasks.remove(task.id());
        if (old != null) {
            ids.remove(old.id());
            unschedule(old);
            shrink();
        }
    }

    /** Removes all tasks and passes each of them to {@code removed}, in the order of creation. */
    void drain(Consumer<Task> removed) {
        ids.clear();
        inFlight.clear();
        bySchedule.clear();
        if (byTag != null) {
            byTag.clear();
        }
        LinkedHashMap<String, Task> drained = tasks;
        tasks = new LinkedHashMap<>();
        peak = 0;
        // One by one, so that the tasks and what replaces them are not in memory together.
        Iterator<Task> each = drained.values().iterator();
        while (each.hasNext()) {
            Task task = each.next();
            each.remove();
            removed.accept(task);
        }
    }

    /** Makes the hash table smaller when most tasks are gone. A hash table does not do so by itself. */
    private void shrink() {
        if (peak > SHRINKABLE && tasks.size() < peak / 8) {
            tasks = new LinkedHashMap<>(tasks);
            peak = tasks.size();
        }
    }

    private Task present(String id) {
        Task task = tasks.get(id);
        if (task == null) {
            throw new IllegalStateException("task " + id + " is in an order but not in the table");
        }
        return task;
    }

    private void unschedule(Task old) {
        inFlight.remove(old.id());
        bySchedule.remove(old);
        if (byTag != null) {
            byTag.remove(old);
        }
    }

    /** Returns a key that precedes every task of {@code tag} in the index by tag. */
    private static Task firstOf(String tag) {
        return new Task(
                QueueName.of("", "", "").task(""),
                0,
                new PullMessage(Bytes.EMPTY, tag),
                Instant.MIN,
                Instant.MIN,
                null,
                null,
                0,
                0,
                null,
                null,
                false);
    }
}
