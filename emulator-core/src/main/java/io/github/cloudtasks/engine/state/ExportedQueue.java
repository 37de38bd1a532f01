package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Task;
import java.util.List;

/**
 * A queue with its tasks at one instant.
 *
 * @param tasks all tasks, including those in flight, in the order of creation
 */
public record ExportedQueue(Queue queue, List<Task> tasks) {
    public ExportedQueue {
        tasks = List.copyOf(tasks);
    }
}
