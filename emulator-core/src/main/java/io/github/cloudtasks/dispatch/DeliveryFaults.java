package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Outcome;

/**
 * Faults that a dispatcher wants and only a queue can cause: duplicates, the order, and the rate of attempts. The
 * methods are called while the lock of the queue is held: they must not block and must not call the engine. Must be
 * thread-safe.
 */
public interface DeliveryFaults {
    /** No faults. */
    DeliveryFaults NONE = new DeliveryFaults() {};

    /** Returns whether the attempt that was just taken from the queue is followed at once by another of its task. */
    default boolean duplicates(QueueName queue) {
        return false;
    }

    /** Returns whether {@link #choose} may return another task than the first. */
    default boolean reorders(QueueName queue) {
        return false;
    }

    /**
     * Returns the position of the task that is dispatched next, among those that are due.
     *
     * @param due the number of tasks to choose from, at least 2
     * @return 0 to {@code due - 1}; 0 is the task that the order of the queue requires
     */
    default int choose(QueueName queue, int due) {
        return 0;
    }

    /**
     * Returns the part of its rate that a queue uses after an outcome.
     *
     * @param current the part that it used before, above 0 and at most 1
     * @return above 0 and at most 1
     */
    default double rateFactor(QueueName queue, Outcome outcome, double current) {
        return 1;
    }
}
