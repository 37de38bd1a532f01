package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * An attempt on its way: all that a dispatcher needs to know to send it.
 *
 * @param task as it stands with this attempt counted; its last attempt is this one
 * @param queue as it stood when the attempt left; its target's overrides apply
 * @param previous the attempt before this one, with its outcome; null for the first
 * @param responsesBefore answered attempts before this one, as the service counts them ({@code TaskExecutionCount})
 */
public record Dispatch(Task task, Queue queue, @Nullable Attempt previous, int responsesBefore) {

    /** Attempts before this one ({@code TaskRetryCount}). */
    public int retryCount() {
        return task.dispatchCount() - 1;
    }
}
