package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue with its tasks, as it shall be again.
 *
 * @param name its full name
 * @param purgeTime when it was last purged; null if never
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
     * A task with its history.
     *
     * @param asked what a caller would ask for to have such a task; its schedule time may have passed
     * @param createTime null for now
     * @param dispatchCount attempts sent, or leases given
     * @param responseCount attempts that were answered
     * @param firstAttempt null if there was none
     * @param lastAttempt null if there was none
     */
    public record TaskToRestore(
            NewTask asked,
            @Nullable Instant createTime,
            int dispatchCount,
            int responseCount,
            @Nullable Attempt firstAttempt,
            @Nullable Attempt lastAttempt) {}
}
