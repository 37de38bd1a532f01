package io.github.cloudtasks.storage;

import java.util.function.Supplier;

/**
 * A change of the finished tasks that are kept to be shown. They are in tables of their own, so that their order among
 * the changes of the engine has no effect on what is stored. Immutable.
 */
public sealed interface HistoryChange {
    /**
     * A task was added, or replaced by one with more attempts.
     *
     * @param number its number: that of a stored task, or a greater one than those of all tasks before
     * @param task returns the task. Called on the thread that writes, and not at all if the task is removed meanwhile;
     *     must return the same value each time
     */
    record TaskKept(long number, Supplier<FinishedTask> task) implements HistoryChange {}

    /**
     * The oldest tasks were removed.
     *
     * @param last the greatest number of a removed task
     */
    record OldestRemoved(long last) implements HistoryChange {}

    /** All tasks were removed. */
    record HistoryCleared() implements HistoryChange {}
}
