package io.github.cloudtasks.storage;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.List;

/**
 * A task that has left its queue and is kept to be shown, as it is stored. Immutable.
 *
 * @param number the number of the task among those that are kept; tasks that ended later have greater ones
 * @param task the task in its last state
 * @param attempts its attempts that are kept, the oldest first
 * @param reason why the task has left its queue
 * @param endTime the emulator's time of its end
 */
public record FinishedTask(
        long number, Task task, List<FinishedAttempt> attempts, FinishReason reason, Instant endTime) {

    public FinishedTask {
        attempts = List.copyOf(attempts);
    }
}
