package io.github.cloudtasks.engine.queue;

/**
 * The part of the {@link StoredBytes} that one queue has: its settings, its tasks and its blocked names. Not
 * thread-safe: guarded by the lock of the queue.
 */
final class QueueBytes {
    private final StoredBytes all;
    private long settings;
    private long tasks;
    private long names;

    QueueBytes(StoredBytes all) {
        this.all = all;
    }

    /**
     * Adds the growth of the settings or of the policy; it may be negative.
     *
     * @throws io.github.cloudtasks.model.ApiException RESOURCE_EXHAUSTED if it does not fit
     */
    void resizeSettings(long growth) {
        if (growth > 0) {
            all.reserve(growth);
        } else {
            all.add(growth);
        }
        settings += growth;
    }

    /**
     * Adds the size of a new task.
     *
     * @throws io.github.cloudtasks.model.ApiException RESOURCE_EXHAUSTED if it does not fit
     */
    void addTask(long size) {
        all.reserve(size);
        tasks += size;
    }

    /** Subtracts the size of a deleted task. */
    void removeTask(long size) {
        all.add(-size);
        tasks -= size;
    }

    /** Subtracts the sizes of all tasks. */
    void removeTasks() {
        removeTask(tasks);
    }

    /** Adds the size of a blocked name. It is never refused, so that tasks can always be deleted. */
    void addName(long size) {
        all.addNames(size);
        names += size;
    }

    /** Subtracts the size of a released name. */
    void removeName(long size) {
        addName(-size);
    }

    /** Subtracts the sizes of all blocked names. */
    void removeNames() {
        removeName(names);
    }

    /** Returns the sum. */
    long total() {
        return settings + tasks + names;
    }

    /** Subtracts everything, because the queue is deleted. */
    void release() {
        all.add(-settings - tasks);
        all.addNames(-names);
    }

    /** Adds everything again after {@link #release}. */
    void restore() {
        all.add(settings + tasks);
        all.addNames(names);
    }
}
