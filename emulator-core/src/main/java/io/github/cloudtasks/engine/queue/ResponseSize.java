package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.EncodedSize;
import io.github.cloudtasks.model.task.Task;
import java.util.List;

/**
 * The encoded size of the tasks in one response, which has a limit. The sum is an upper bound, because exact sizes take
 * a large part of the time of a page. It becomes exact when it exceeds the limit. Not thread-safe.
 */
final class ResponseSize {
    private final long limit;
    private long atMost;

    /** Creates the size of a response without tasks; its limit is in bytes. */
    ResponseSize(long limit) {
        this.limit = limit;
    }

    /**
     * Adds a task, and returns whether the response does not exceed the limit.
     *
     * @param before all tasks that were added before
     */
    boolean fits(Task task, List<Task> before) {
        atMost += EncodedSize.atMost(task);
        if (atMost > limit) {
            atMost = EncodedSize.of(task)
                    + before.stream().mapToLong(EncodedSize::of).sum();
        }
        return atMost <= limit;
    }
}
