package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.PullQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.rules.LeaseRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The methods of v2beta2 that lease the tasks of pull queues. See {@link CloudTasks} for what all of them have in
 * common.
 *
 * <p>The schedule time of a leased task is the end of its lease, and also the lease token: only a caller who passes the
 * current schedule time can acknowledge the task, or renew or cancel its lease (documented).
 */
public final class LeaseApi {
    private final QueueRegistry registry;

    LeaseApi(QueueRegistry registry) {
        this.registry = registry;
    }

    /**
     * Leases available tasks in the order of their schedule times. Creates a missing queue if
     * {@link Limits#autoCreateQueues} is set.
     *
     * @param maxTasks 0 to 1000; 0 means 1000
     * @param leaseDuration required; 1 second to 7 days, truncated to whole seconds
     * @param filter in the syntax of the API; empty for all tasks
     * @return the leased tasks; empty if none is available
     */
    public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
        QueueName queueName = ResourceNames.queue(parent, Permission.TASKS_LEASE);
        int max = LeaseRules.maxTasks(maxTasks);
        Duration duration = LeaseRules.duration(leaseDuration);
        LeaseFilter which = LeaseRules.filter(filter);
        return registry.getOrCreate(queueName, new PullTarget())
                .withLock((queue, now) -> pull(queue).lease(max, duration, which, now));
    }

    /**
     * Deletes a leased task whose work is done.
     *
     * @param scheduleTime the lease token, required
     */
    public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_ACKNOWLEDGE);
        Instant token = LeaseRules.scheduleTime(scheduleTime);
        onPullQueue(task, (queue, now) -> {
            queue.acknowledge(task.taskId(), token, now);
            return null;
        });
    }

    /**
     * Moves the end of a lease to {@code leaseDuration} from now.
     *
     * @param scheduleTime the lease token, required
     * @param leaseDuration as in {@link #leaseTasks}
     * @return the task with its new lease token
     */
    public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_RENEW_LEASE);
        Instant token = LeaseRules.scheduleTime(scheduleTime);
        Duration duration = LeaseRules.duration(leaseDuration);
        return onPullQueue(task, (queue, now) -> queue.renew(task.taskId(), token, duration, now));
    }

    /**
     * Ends a lease now, so that the task is available again.
     *
     * @param scheduleTime the lease token, required
     */
    public Task cancelLease(String name, @Nullable Instant scheduleTime) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_CANCEL_LEASE);
        Instant token = LeaseRules.scheduleTime(scheduleTime);
        return onPullQueue(task, (queue, now) -> queue.cancel(task.taskId(), token, now));
    }

    private <T extends @Nullable Object> T onPullQueue(TaskName task, BiFunction<PullQueue, Instant, T> operation) {
        return registry.get(task.queue()).withLock((queue, now) -> operation.apply(pull(queue), now));
    }

    private static PullQueue pull(TaskQueue queue) {
        if (queue instanceof PullQueue pull) {
            return pull;
        }
        throw ApiException.failedPrecondition("Queue '%s' is not a pull queue: its tasks cannot be leased."
                .formatted(queue.queue().name()));
    }
}
