package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.queue.QueueOverview;
import io.github.cloudtasks.model.task.ListedTask;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.TaskState;
import java.time.Instant;
import java.util.List;

/** Reads what the API does not show of a queue. Called under the lock of the queue, which nothing changes. */
public final class QueueInspector {
    private QueueInspector() {}

    /**
     * Returns tasks with their states in the order of their ids, regardless of their size.
     *
     * @param after the id after which the list starts; need not exist
     * @param max the most tasks to return
     */
    public static List<ListedTask> list(TaskQueue queue, String after, int max, Instant now) {
        queue.expire(now);
        return queue.tasks.page(after, max).stream()
                .map(task -> new ListedTask(task, state(queue, task, now)))
                .toList();
    }

    /** Returns the state of a task of the queue. */
    public static TaskState state(TaskQueue queue, Task task, Instant now) {
        if (queue.tasks.isInFlight(task.id())) {
            return TaskState.IN_FLIGHT;
        }
        return isLeased(queue, task, now) ? TaskState.LEASED : TaskState.WAITING;
    }

    /** Returns an overview of a queue. */
    public static QueueOverview overview(TaskQueue queue, Instant now) {
        queue.expire(now);
        int leased = queue instanceof PullQueue
                ? (int) queue.tasks
                        .later(now)
                        .limit(QueueOverview.MAX_COUNTED)
                        .filter(task -> isLeased(queue, task, now))
                        .count()
                : 0;
        Instant nextDispatch = queue instanceof PushQueue push ? push.nextDispatch(now) : Instant.MAX;
        return new QueueOverview(
                queue.queue(),
                queue.stats(now),
                queue.tasks.inFlightCount(),
                leased,
                nextDispatch.equals(Instant.MAX) ? null : nextDispatch,
                queue instanceof PushQueue push ? push.nextToken(now) : null);
    }

    private static boolean isLeased(TaskQueue queue, Task task, Instant now) {
        return queue instanceof PullQueue
                && task.dispatchCount() > 0
                && task.scheduleTime().isAfter(now);
    }
}
