package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to be delivered, with everything that a dispatcher needs.
 *
 * @param task the task with this attempt counted as its last one
 * @param queue the queue at the time of the dispatch; the overrides of its target apply
 * @param previous the previous attempt with its outcome; null for the first attempt
 * @param responsesBefore the number of previous attempts with a response, as the service counts them; sent as
 *     {@code TaskExecutionCount}
 */
public record Dispatch(Task task, Queue queue, @Nullable Attempt previous, int responsesBefore) {

    /** Returns the number of previous attempts, sent as {@code TaskRetryCount}. */
    public int retryCount() {
        return task.dispatchCount() - 1;
    }
}
