package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Task;
import java.util.List;

/**
 * A queue with everything that belongs to it, at one point in time. Immutable.
 *
 * @param tasks in the order of creation
 * @param blockedNames the blocked names of its tasks, in the order of blocking
 * @param bytes the memory that it takes, as {@link StoredSize} estimates it
 */
public record QueueContent(Queue queue, Policy policy, List<Task> tasks, List<BlockedName> blockedNames, long bytes) {
    public QueueContent {
        tasks = List.copyOf(tasks);
        blockedNames = List.copyOf(blockedNames);
    }

    /** Passes the queue and what belongs to it to a loader. */
    public void passTo(StateLoader loader) {
        loader.queue(queue);
        if (!policy.equals(PolicyRules.NEVER_SET)) {
            loader.policy(policy);
        }
        tasks.forEach(loader::task);
        blockedNames.forEach(name -> loader.blockedTask(name.id(), name.idIsGenerated(), name.until()));
    }
}
