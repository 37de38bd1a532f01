package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one queue, with indexes.
 *
 * <pre>
 *   byId        id                                    every task
 *   bySerial    serial, which is the creation         every task
 *   inFlight    id, in the order of their dispatches  tasks in flight
 *   bySchedule  (schedule time, serial)               every scheduled task; not those in flight
 *   byTag       (tag, schedule time, serial)          the same, in pull queues only; the order of the tags has no
 *                                                     meaning
 * </pre>
 *
 * Serial numbers increase, so tasks with the same schedule time are in the order of creation. The versions of a task
 * have the same serial number.
 *
 * <p>Operations on one task take O(log n), a page takes O(log n + page). Pages stay correct while the table changes,
 * because a page starts after an id and not at an offset. Not thread-safe.
 */
final class TaskTable {
    private static final Comparator<Task> BY_ID = (one, other) -> one.id().compareTo(other.id());
    private static final Comparator<Task> BY_SERIAL = (one, other) -> Long.compare(one.serial(), other.serial());
    private static final Comparator<Task> BY_SCHEDULE = (one, other) -> {
        int byTime = one.scheduleTime().compareTo(other.scheduleTime());
        return byTime != 0 ? byTime : Long.compare(one.serial(), other.serial());
    };
    private static final Comparator<Task> BY_TAG = (one, other) -> {
        int byTag = one.tag().compareTo(other.tag());
        return byTag != 0 ? byTag : BY_SCHEDULE.compare(one, other);
    };

    private final TaskIndex byId = new TaskIndex(task -> idKey(task.id()), BY_ID);
    private final TaskIndex bySerial = new TaskIndex(Task::serial, BY_SERIAL);
    private final Set<String> inFlight = new LinkedHashSet<>();
    private final TaskIndex bySchedule = new TaskIndex(task -> timeKey(task.scheduleTime()), BY_SCHEDULE);
    private final @Nullable TaskIndex byTag;
    private int generatedIds;
    private QueueJournal journal = new QueueJournal();

    /** Creates an empty table, with or without the index by tag. */
    TaskTable(boolean withTags) {
        byTag = withTags ? new TaskIndex(TaskTable::tagKey, BY_TAG) : null;
    }

    /** Hands every task that is added or replaced from now on to a journal. */
    void connect(QueueJournal connected) {
        journal = connected;
    }

    /** Returns the first nine characters of an id as a number. Characters outside ASCII count as its last character. */
    private static long idKey(String id) {
        long key = 0;
        for (int i = 0; i < 9; i++) {
            key = key << 7 | (i < id.length() ? Math.min(id.charAt(i), 0x7f) : 0);
        }
        return key;
    }

    /** Returns a time in microseconds; the minimum or maximum long if the number does not fit. */
    private static long timeKey(Instant time) {
        long seconds = time.getEpochSecond();
        if (Math.abs(seconds) > Long.MAX_VALUE / 2_000_000) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return seconds * 1_000_000 + time.getNano() / 1000;
    }

    private static long tagKey(Task task) {
        return tagKey(task.tag(), task.scheduleTime().getEpochSecond());
    }

    /** Returns the hash code of a tag, and then the schedule time in seconds, limited to the years 1970 to 2106. */
    private static long tagKey(String tag, long seconds) {
        return (long) tag.hashCode() << Integer.SIZE | Math.clamp(seconds, 0L, 0xffff_ffffL);
    }

    int size() {
        return byId.size();
    }

    /** Returns the number of tasks whose id was generated. */
    int generatedIds() {
        return generatedIds;
    }

    /** Returns a view of all tasks in the order of creation. */
    Collection<Task> all() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<Task> iterator() {
                return bySerial.iterator();
            }

            @Override
            public int size() {
                return bySerial.size();
            }
        };
    }

    /** Returns the tasks that were created last, at most {@code max}, the latest first. */
    List<Task> latest(int max) {
        return bySerial.descending().limit(max).toList();
    }

    @Nullable
    Task get(String id) {
        return byId.get(idKey(id), task -> task.id().compareTo(id));
    }

    /** Returns the task that was created first; null if the table is empty. */
    @Nullable
    Task oldest() {
        return bySerial.first();
    }

    /** Returns the scheduled task with the earliest schedule time; null if there is none. */
    @Nullable
    Task firstScheduled() {
        return bySchedule.first();
    }

    /**
     * Returns at most {@code size} tasks in the order of their ids, starting after {@code id}, which need not exist.
     */
    List<Task> page(String id, int size) {
        return byId.from(idKey(id), task -> task.id().compareTo(id) <= 0 ? -1 : 1)
                .limit(size)
                .toList();
    }

    /**
     * Returns a view of the due tasks in the order of their schedule times and serial numbers. Read it before the table
     * changes.
     */
    Stream<Task> due(Instant now) {
        return bySchedule.ascending().takeWhile(task -> !task.scheduleTime().isAfter(now));
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
        int hash = tag.hashCode();
        return byTag.from(tagKey(tag, 0), task -> task.tag().compareTo(tag) < 0 ? -1 : 1)
                .takeWhile(task -> task.tag().hashCode() == hash)
                .filter(task -> task.tag().equals(tag))
                .takeWhile(task -> !task.scheduleTime().isAfter(now));
    }

    /** Returns a view of the scheduled tasks that are not due, the one that is due last first. */
    Stream<Task> later(Instant now) {
        return bySchedule.descending().takeWhile(task -> task.scheduleTime().isAfter(now));
    }

    /** Returns the number of scheduled tasks that precede a scheduled task; {@code max} if there are more. */
    int scheduledBefore(Task task, int max) {
        return bySchedule.countBefore(task, max);
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
        bySchedule.put(task);
        if (byTag != null) {
            byTag.put(task);
        }
    }

    /** Adds a task, or replaces the one with its id. The task is in flight and not scheduled. */
    void putInFlight(Task task) {
        put(task);
        inFlight.add(task.id());
    }

    private void put(Task task) {
        Task old = byId.put(task);
        journal.stored(task, old == null);
        bySerial.put(task);
        if (old != null) {
            unschedule(old);
        } else if (task.idIsGenerated()) {
            generatedIds++;
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
        String id = task.id();
        Task old = byId.remove(idKey(id), other -> other.id().compareTo(id));
        if (old != null) {
            bySerial.remove(old);
            unschedule(old);
            if (old.idIsGenerated()) {
                generatedIds--;
            }
        }
    }

    /** Removes all tasks and passes each of them to {@code removed}, in the order of creation. */
    void drain(Consumer<Task> removed) {
        byId.clear();
        generatedIds = 0;
        inFlight.clear();
        bySchedule.clear();
        if (byTag != null) {
            byTag.clear();
        }
        // One by one, so that the tasks and what replaces them are not in memory together.
        bySerial.drain(removed);
    }

    private Task present(String id) {
        Task task = get(id);
        if (task == null) {
            throw new IllegalStateException("there is no task " + id + " to replace");
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
}
