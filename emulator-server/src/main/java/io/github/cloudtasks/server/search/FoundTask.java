package io.github.cloudtasks.server.search;

import io.github.cloudtasks.model.task.ListedTask;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.server.history.KeptTask;
import org.jspecify.annotations.Nullable;

/**
 * A task that was found.
 *
 * @param kept its end and its attempts; null if it is in its queue
 */
public record FoundTask(
        Task task, TaskStatus status, @Nullable KeptTask kept) {

    /** Returns a task that is in its queue. */
    static FoundTask of(ListedTask listed) {
        return new FoundTask(listed.task(), TaskStatus.of(listed.state()), null);
    }

    /** Returns a task that has left its queue. */
    static FoundTask of(KeptTask kept) {
        return new FoundTask(kept.task(), TaskStatus.of(kept.reason()), kept);
    }
}
