package io.github.cloudtasks.journal;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;

/**
 * Receives the stored state when the engine starts: queue by queue, each followed by what belongs to it. The values are
 * those of the last {@link Change} of each, and are not validated again. Not thread-safe.
 *
 * <p>Every method throws {@link io.github.cloudtasks.model.ApiException} RESOURCE_EXHAUSTED if the state does not fit
 * into the memory.
 */
public interface StateLoader {

    /** Adds a queue, to which the following policy, tasks and blocked task names belong. */
    void queue(Queue queue);

    /** Sets the policy of the queue. */
    void policy(Policy policy);

    /** Adds a task to the queue. The tasks of a queue are passed in any order; ascending serial numbers are fastest. */
    void task(Task task);

    /**
     * Blocks a task name of the queue. The names are passed in the order in which they were blocked.
     *
     * @param id the last segment of the name
     * @param idIsGenerated whether the service chose it
     * @param until the end of the block, exclusive
     */
    void blockedTask(String id, boolean idIsGenerated, Instant until);

    /** Blocks the name of a queue that was deleted. */
    void blockedQueue(QueueName name, Instant until);

    /** Sets the encryption key of a location. */
    void key(LocationName location, String key);

    /** Adds a finished operation. The operations are passed in the order of their ends. */
    void operation(Operation operation);
}
