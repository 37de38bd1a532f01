package io.github.cloudtasks.benchmarks.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The history of a queue and its tasks. Thread-safe. */
final class QueueRecord {
    private static final int PICKS = 5;

    private final String name;
    private final boolean isPush;
    /** The version of the settings; null while the queue does not exist. */
    private final StoredValue<Integer> settings = new StoredValue<>(null);

    private final StoredValue<Boolean> paused = new StoredValue<>(false);
    private final StoredValue<String> policy = new StoredValue<>("");
    /** The tasks that are not known to be gone. */
    private List<TaskRecord> tasks = new ArrayList<>();

    private volatile boolean existed;

    /** Calls that remove all tasks and are under way. */
    private int removals;

    QueueRecord(String name, boolean isPush) {
        this.name = name;
        this.isPush = isPush;
    }

    /** Returns the full name. */
    String name() {
        return name;
    }

    boolean isPush() {
        return isPush;
    }

    /** Returns the version of its settings, from which {@link QueueSettings} computes them; null if it is deleted. */
    StoredValue<Integer> settings() {
        return settings;
    }

    StoredValue<Boolean> paused() {
        return paused;
    }

    /** Returns the member of the only role of its policy; empty if it has none. */
    StoredValue<String> policy() {
        return policy;
    }

    /** Notes that the queue exists. */
    void existed() {
        existed = true;
    }

    /** Returns whether the queue certainly existed at some time. */
    boolean hasExisted() {
        return existed;
    }

    /** Adds a task whose creation is about to be requested. */
    synchronized void add(TaskRecord task) {
        if (removals > 0) {
            task.removalRequested();
        }
        tasks.add(task);
    }

    synchronized int size() {
        return tasks.size();
    }

    /** Returns one of the tasks that exist as far as is known; null if none is found. */
    synchronized @Nullable TaskRecord pick(Random random) {
        for (int i = 0; i < PICKS && !tasks.isEmpty(); i++) {
            TaskRecord task = tasks.get(random.nextInt(tasks.size()));
            if (!task.isGone() && task.existed() && !task.name().isEmpty()) {
                return task;
            }
        }
        return null;
    }

    /** Returns the tasks that are not known to be gone, and some that have gone since the last call. */
    synchronized List<TaskRecord> tasks() {
        return List.copyOf(tasks);
    }

    /** Forgets the tasks that are gone. */
    synchronized void sweep() {
        tasks = new ArrayList<>(tasks.stream().filter(task -> !task.isGone()).toList());
    }

    /**
     * Notes that a purge or the deletion is about to be requested. Tasks whose creation is answered before, and only
     * these, have to be gone afterwards.
     *
     * @return a time of {@link System#nanoTime}
     */
    synchronized long removalRequested() {
        removals++;
        tasks.forEach(TaskRecord::removalRequested);
        return System.nanoTime();
    }

    /** Notes that a purge or the deletion was answered. */
    synchronized void removed(long requestedNanos, int process, String reason) {
        removals--;
        for (TaskRecord task : tasks) {
            if (task.existedBefore(requestedNanos)) {
                task.gone(process, reason);
            }
        }
    }

    /** Notes that no call is under way, because the process was killed. */
    synchronized void restarted() {
        removals = 0;
    }
}
