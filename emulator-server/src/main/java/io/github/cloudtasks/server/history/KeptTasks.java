package io.github.cloudtasks.server.history;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.event.Event.AttemptSettled;
import io.github.cloudtasks.event.Event.TasksRemoved;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have left their queues most recently, with their attempts, and the attempts of the tasks that are
 * still there. Bounded in number and memory: the tasks that ended first are dropped first, then the attempts of the
 * tasks that were attempted first. Thread-safe.
 */
public final class KeptTasks implements EventListener {
    /** The most attempts that are kept of one task. The oldest ones are dropped. */
    public static final int MAX_ATTEMPTS = 100;

    /** The most tasks in queues whose attempts are kept. */
    public static final int MAX_LIVE_TASKS = 10_000;

    private final int maxTasks;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** The kept tasks by number. */
    private final TreeMap<Long, KeptTask> kept = new TreeMap<>();

    /** The number of the latest kept task with a name. */
    private final Map<TaskName, Long> latest = new HashMap<>();

    /** The attempts of tasks that are in their queues, the task that was attempted first first. */
    private final LinkedHashMap<TaskName, LiveAttempts> live = new LinkedHashMap<>();

    /** The attempts that were started since the last reset and whose outcome has not changed the queue yet. */
    private final Set<Dispatch> unsettled = Collections.newSetFromMap(new IdentityHashMap<>());

    private KeptTaskJournal journal = KeptTaskJournal.NONE;
    private long bytes;
    private long lastNumber;

    /** The attempts of a task that is in its queue. */
    private static final class LiveAttempts {
        private final Task task;
        private final List<AttemptRecord> attempts = new ArrayList<>();
        private long bytes;

        LiveAttempts(Task task) {
            this.task = task;
        }
    }

    /**
     * Creates an empty history.
     *
     * @param maxTasks the most kept tasks; 0 keeps neither tasks nor attempts
     * @param maxBytes the approximate memory of kept tasks and of all attempts, in bytes
     */
    public KeptTasks(int maxTasks, long maxBytes) {
        this.maxTasks = maxTasks;
        this.maxBytes = maxBytes;
    }

    /**
     * Adds a task that was stored, as far as the bounds allow. Called before the first event, in ascending order of the
     * numbers.
     */
    public void restore(KeptTask task) {
        lock.lock();
        try {
            lastNumber = task.number();
            add(task);
        } finally {
            lock.unlock();
        }
    }

    /** Stores all changes from now on. Removes the stored tasks for which the bounds have left no place. */
    public void storeIn(KeptTaskJournal storing) {
        lock.lock();
        try {
            journal = storing;
            journal.removeUpTo(kept.isEmpty() ? lastNumber : kept.firstKey() - 1);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void on(Event event) {
        if (maxTasks == 0 || !concernsHistory(event)) {
            return;
        }
        lock.lock();
        try {
            switch (event) {
                case Event.AttemptStarted started -> unsettled.add(started.dispatch());
                case AttemptEnded ended -> ended(ended);
                case AttemptSettled settled -> settled(settled);
                case Event.TaskFinished finished -> keep(finished.task(), finished.reason(), finished.time());
                case TasksRemoved removed -> removed(removed);
                case Event.ServiceReset reset -> clear();
                default -> {
                    // Other events neither end a task nor an attempt.
                }
            }
            trim();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether an event needs the lock. Most do not: the frequent ones are created and leased tasks. */
    private static boolean concernsHistory(Event event) {
        return event instanceof Event.AttemptEvent
                || event instanceof Event.TaskFinished
                || event instanceof TasksRemoved
                || event instanceof Event.ServiceReset;
    }

    private void ended(AttemptEnded ended) {
        if (!unsettled.contains(ended.dispatch())) {
            return;
        }
        Task task = ended.dispatch().task();
        AttemptRecord attempt = AttemptRecord.of(ended);
        KeptTask gone = latestKept(task.name());
        if (gone != null && isSame(gone.task(), task)) {
            // The task was deleted while the attempt was in flight.
            if (gone.attempts().size() < MAX_ATTEMPTS) {
                KeptTask more = gone.with(attempt);
                kept.put(more.number(), more);
                bytes += KeptTask.sizeOf(attempt);
                journal.put(more);
            }
            return;
        }
        LiveAttempts attempts = live.get(task.name());
        if (attempts != null && attempts.task.createTime().isAfter(task.createTime())) {
            // The task was deleted, is not kept any more, and its name was used again.
            return;
        }
        if (attempts == null || !isSame(attempts.task, task)) {
            drop(attempts);
            attempts = new LiveAttempts(task);
            live.put(task.name(), attempts);
        }
        if (attempts.attempts.size() == MAX_ATTEMPTS) {
            count(attempts, -KeptTask.sizeOf(attempts.attempts.removeFirst()));
        }
        attempts.attempts.add(attempt);
        count(attempts, KeptTask.sizeOf(attempt));
    }

    private void settled(AttemptSettled settled) {
        if (!unsettled.remove(settled.dispatch())) {
            // The attempt was started before a reset. A task that a snapshot has restored may be its very task.
            return;
        }
        Task task = settled.dispatch().task();
        LiveAttempts attempts = live.get(task.name());
        if (settled.effect() instanceof AttemptEffect.Ignored && attempts != null && isSame(attempts.task, task)) {
            // The task is neither in its queue nor kept.
            drop(live.remove(task.name()));
        }
    }

    private void keep(Task task, FinishReason reason, Instant time) {
        LiveAttempts ended = live.remove(task.name());
        drop(ended);
        List<AttemptRecord> attempts = ended != null && isSame(ended.task, task) ? ended.attempts : List.of();
        KeptTask added = new KeptTask(++lastNumber, task, attempts, reason, time);
        journal.put(added);
        add(added);
    }

    private void add(KeptTask added) {
        kept.put(added.number(), added);
        latest.put(added.task().name(), added.number());
        bytes += added.size();
        trim();
    }

    private void removed(TasksRemoved removed) {
        if (removed.reason() != FinishReason.RESET) {
            for (Task task : removed.latest().reversed()) {
                keep(task, removed.reason(), removed.time());
            }
        }
        Iterator<LiveAttempts> remaining = live.values().iterator();
        while (remaining.hasNext()) {
            LiveAttempts attempts = remaining.next();
            if (attempts.task.name().queue().equals(removed.queueName())) {
                remaining.remove();
                drop(attempts);
            }
        }
    }

    private void clear() {
        kept.clear();
        latest.clear();
        live.clear();
        unsettled.clear();
        bytes = 0;
        journal.clear();
    }

    private void trim() {
        while (!kept.isEmpty() && (kept.size() > maxTasks || bytes > maxBytes)) {
            KeptTask oldest = kept.pollFirstEntry().getValue();
            latest.remove(oldest.task().name(), oldest.number());
            bytes -= oldest.size();
            journal.removeUpTo(oldest.number());
        }
        while (!live.isEmpty() && (live.size() > MAX_LIVE_TASKS || bytes > maxBytes)) {
            drop(live.pollFirstEntry().getValue());
        }
    }

    private void count(LiveAttempts attempts, long added) {
        attempts.bytes += added;
        bytes += added;
    }

    private void drop(@Nullable LiveAttempts attempts) {
        if (attempts != null) {
            bytes -= attempts.bytes;
        }
    }

    private @Nullable KeptTask latestKept(TaskName name) {
        Long number = latest.get(name);
        return number == null ? null : kept.get(number);
    }

    /** Returns whether two states are of one task, and not of two tasks that had the same name at different times. */
    private static boolean isSame(Task one, Task other) {
        return one.serial() == other.serial() && one.createTime().equals(other.createTime());
    }

    /** Returns the kept task with a name that ended last; null if there is none. */
    public @Nullable KeptTask find(TaskName name) {
        lock.lock();
        try {
            return latestKept(name);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the attempts of a task that is in its queue, as far as they are kept, the oldest first. */
    public List<AttemptRecord> attempts(Task task) {
        lock.lock();
        try {
            LiveAttempts attempts = live.get(task.name());
            return attempts == null || !isSame(attempts.task, task) ? List.of() : List.copyOf(attempts.attempts);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns kept tasks, those that ended last first.
     *
     * @param before only tasks with a smaller number are returned
     * @param max the most tasks to return
     */
    public List<KeptTask> latest(long before, int max) {
        lock.lock();
        try {
            return kept.headMap(before, false).descendingMap().values().stream()
                    .limit(max)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of kept tasks of each queue by the reason of their end. */
    public Map<QueueName, Map<FinishReason, Integer>> counts() {
        Map<QueueName, Map<FinishReason, Integer>> counts = new HashMap<>();
        for (KeptTask task : latest(Long.MAX_VALUE, Integer.MAX_VALUE)) {
            counts.computeIfAbsent(task.task().name().queue(), queue -> new EnumMap<>(FinishReason.class))
                    .merge(task.reason(), 1, Integer::sum);
        }
        return counts;
    }

    /** Returns the approximate memory that is in use, in bytes. */
    long usedBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
