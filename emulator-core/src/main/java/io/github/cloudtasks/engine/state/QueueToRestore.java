package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved queue with its tasks, to be restored.
 *
 * @param name the full name of the queue, not validated yet
 * @param settings the settings with which the queue was created
 * @param purgeTime the time of the last purge; null if it was never purged
 * @param tasks in any order
 */
public record QueueToRestore(
        String name,
        NewQueue settings,
        QueueState state,
        @Nullable Instant purgeTime,
        List<TaskToRestore> tasks) {

    public QueueToRestore {
        tasks = List.copyOf(tasks);
    }

    /**
     * A saved task with its history.
     *
     * @param requested the request that would create such a task; its schedule time may be in the past
     * @param createTime null for now
     * @param dispatchCount attempts sent, or leases given
     * @param responseCount attempts that were answered
     * @param firstAttempt null if there was none
     * @param lastAttempt null if there was none
     */
    public record TaskToRestore(
            NewTask requested,
            @Nullable Instant createTime,
            int dispatchCount,
            int responseCount,
            @Nullable Attempt firstAttempt,
            @Nullable Attempt lastAttempt) {}
}
