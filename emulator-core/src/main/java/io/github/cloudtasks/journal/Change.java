package io.github.cloudtasks.journal;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A change of the stored state, as the value after it. Immutable. A store that applies all changes in their order has
 * the state of the engine.
 */
public sealed interface Change {

    /** A queue was created, or its settings or its state were changed. Its name is no longer blocked. */
    record QueueStored(Queue queue) implements Change {}

    /**
     * A queue was deleted with its tasks, its policy and the blocked names of its tasks.
     *
     * @param blockedUntil until when its name is blocked; null if it is not
     */
    record QueueRemoved(QueueName name, @Nullable Instant blockedUntil) implements Change {}

    /** The IAM policy of a queue was replaced. */
    record PolicyStored(QueueName name, Policy policy) implements Change {}

    /**
     * A task was created, dispatched, leased or rescheduled, or an attempt of it has ended.
     *
     * @param isNew whether the queue had no task of this name before
     */
    record TaskStored(Task task, boolean isNew) implements Change {}

    /**
     * A task has left its queue.
     *
     * @param task its last state
     * @param blockedUntil until when its name is blocked; null if it is not
     */
    record TaskRemoved(Task task, @Nullable Instant blockedUntil) implements Change {}

    /**
     * All tasks of a queue have left it.
     *
     * @param blockedUntil until when their names are blocked; null if they are not
     * @param releasesNames whether names that were blocked before are released
     */
    record QueuePurged(QueueName name, @Nullable Instant blockedUntil, boolean releasesNames) implements Change {}

    /**
     * The encryption key of a location was set.
     *
     * @param key empty if it was removed
     */
    record KeyStored(LocationName location, String key) implements Change {}

    /** An operation has finished. */
    record OperationStored(Operation operation) implements Change {}

    /** An operation was forgotten. */
    record OperationRemoved(OperationName name) implements Change {}

    /** Everything was removed, blocked names included. */
    record AllRemoved() implements Change {}

    /**
     * Everything was replaced: the queues with all that belongs to them, blocked names, keys and operations.
     *
     * @param snapshot the name of the snapshot that has the new state, as it was saved
     * @param saveTime when that snapshot was saved. A later one of the same name has another state
     * @param content passes the new state to a loader, at any time and any number of times
     */
    record AllReplaced(String snapshot, Instant saveTime, Consumer<StateLoader> content) implements Change {}
}
