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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one queue: one truth, and orders derived from it.
 *
 * <pre>
 *   tasks       id → task, in the order of creation   every task
 *   ids         id                                    every task
 *   bySchedule  (schedule time, id)                   every task that waits; one in flight is parked outside
 *   byTag       (tag, schedule time, id)              the same, on pull queues only
 * </pre>
 *
 * What concerns one task costs O(log n); a page costs O(log n + page) and stays right while the table changes, for it
 * starts after an id.
 */
final class TaskTable {
    private static final Comparator<Task> BY_SCHEDULE =
            Comparator.comparing(Task::scheduleTime).thenComparing(Task::id);
    private static final Comparator<Task> BY_TAG =
            Comparator.comparing(Task::tag).thenComparing(BY_SCHEDULE);

    private final LinkedHashMap<String, Task> tasks = new LinkedHashMap<>();
    private final NavigableSet<String> ids = new TreeSet<>();
    private final NavigableSet<Task> bySchedule = new TreeSet<>(BY_SCHEDULE);
    private final @Nullable NavigableSet<Task> byTag;

    /** A table whose tasks can be found by tag, or not. */
    TaskTable(boolean withTags) {
        byTag = withTags ? new TreeSet<>(BY_TAG) : null;
    }

    int size() {
        return tasks.size();
    }

    /** All tasks in the order of creation; a view. */
    Collection<Task> all() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    @Nullable
    Task get(String id) {
        return tasks.get(id);
    }

    /** The task that was created first. */
    @Nullable
    Task oldest() {
        return tasks.isEmpty() ? null : tasks.firstEntry().getValue();
    }

    /** The waiting task with the earliest schedule time. */
    @Nullable
    Task firstScheduled() {
        return bySchedule.isEmpty() ? null : bySchedule.first();
    }

    /** At most {@code size} tasks in the order of their ids, starting after {@code id}, which need not be there. */
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

    /** Waiting tasks that are due, earliest first; a view, to be read before the table changes. */
    Stream<Task> due(Instant now) {
        return bySchedule.stream().takeWhile(task -> !task.scheduleTime().isAfter(now));
    }

    /** The same, of one tag. */
    Stream<Task> due(String tag, Instant now) {
        if (byTag == null) {
            throw new IllegalStateException("only the tasks of pull queues have tags");
        }
        return byTag.tailSet(firstOf(tag), true).stream()
                .takeWhile(
                        task -> task.tag().equals(tag) && !task.scheduleTime().isAfter(now));
    }

    /** Adds the task, or replaces the one with its id; it waits for its schedule time. */
    void putScheduled(Task task) {
        putInFlight(task);
        bySchedule.add(task);
        if (byTag != null) {
            byTag.add(task);
        }
    }

    /** Adds the task, or replaces the one with its id; it is in flight and does not wait. */
    void putInFlight(Task task) {
        Task old = tasks.put(task.id(), task);
        if (old == null) {
            ids.add(task.id());
        } else {
            unschedule(old);
        }
    }

    /** Puts another version of a task in its place, which waits if the task did. */
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
        }
    }

    void clear() {
        tasks.clear();
        ids.clear();
        bySchedule.clear();
        if (byTag != null) {
            byTag.clear();
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
        bySchedule.remove(old);
        if (byTag != null) {
            byTag.remove(old);
        }
    }

    /** Stands before every task of {@code tag} in the order by tag. */
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
