package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.EncodedSize;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue whose tasks workers lease. To lease a task is to move its schedule time to the end of the lease; to hold a
 * lease is to know that time to the microsecond. So a lease needs no timer: it ends when the task is due again.
 */
public final class PullQueue extends TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(PullQueue.class);

    private final @Nullable TokenBucket leaseCalls;

    PullQueue(Queue queue, Limits limits) {
        super(queue, new TaskTable(true));
        int perSecond = limits.leaseCallsPerSecond();
        leaseCalls = perSecond == 0 ? null : new TokenBucket(perSecond, perSecond);
    }

    @Override
    int concurrentDispatches() {
        return 0;
    }

    /** Whoever leases them may come in any time, so nothing is stuck here. */
    @Override
    IdleState idleState(Instant now, boolean frozen) {
        expire(now);
        return tasks.size() == 0
                ? new IdleState.Idle()
                : new IdleState.Busy("holds " + tasksInWords() + " for workers to lease and acknowledge");
    }

    /**
     * Leases available tasks, earliest schedule time first. A task whose leases are used up is removed instead.
     *
     * @param max 1 to 1000
     * @param duration whole seconds
     */
    public List<Task> lease(int max, Duration duration, LeaseFilter filter, Instant now) {
        requireRunning();
        takeCall(now);
        expire(now);
        List<Task> available = new ArrayList<>();
        List<Task> exhausted = new ArrayList<>();
        pick(filter, max, now, available, exhausted);
        exhausted.forEach(task -> giveUp(task, now));
        List<Task> leased = new ArrayList<>(available.size());
        for (Task task : available) {
            Attempt attempt = new Attempt(task.scheduleTime(), now, null, null);
            Task next = task.withDispatch(attempt).withScheduleTime(now.plus(duration));
            tasks.putScheduled(next);
            countExecution(now);
            leased.add(next);
        }
        return leased;
    }

    /** Removes a task whose lease the caller holds. */
    public void acknowledge(String id, Instant scheduleTime, Instant now) {
        removeAndBlock(leased(id, scheduleTime, now), now);
    }

    /** Lets a lease end {@code duration} from now instead; the attempt count stays (documented). */
    public Task renew(String id, Instant scheduleTime, Duration duration, Instant now) {
        return reschedule(leased(id, scheduleTime, now), now.plus(duration));
    }

    /** Ends a lease now; the task is available at once, and the attempt count stays (documented). */
    public Task cancel(String id, Instant scheduleTime, Instant now) {
        return reschedule(leased(id, scheduleTime, now), now);
    }

    private Task reschedule(Task task, Instant when) {
        Task moved = task.withScheduleTime(when);
        tasks.putScheduled(moved);
        return moved;
    }

    private void requireRunning() {
        if (queue().state() != QueueState.RUNNING) {
            throw ApiException.failedPrecondition("Tasks cannot be leased from queue '%s' because it is %s."
                    .formatted(queue().name(), queue().state()));
        }
    }

    private void takeCall(Instant now) {
        if (leaseCalls == null) {
            return;
        }
        if (leaseCalls.nextTokenAt(now).isAfter(now)) {
            throw new ApiException(
                    Code.RESOURCE_EXHAUSTED,
                    "LeaseTasks was called too often on queue '%s'. Please retry with exponential backoff."
                            .formatted(queue().name()));
        }
        leaseCalls.take(now);
    }

    /**
     * Sorts the tasks that are due into those to lease, as many and as large as one answer may be, and those used up.
     */
    private void pick(LeaseFilter filter, int max, Instant now, List<Task> available, List<Task> exhausted) {
        long bytes = 0;
        try (Stream<Task> due = due(filter, now)) {
            for (Task task : (Iterable<Task>) due::iterator) {
                if (isExhausted(task, now)) {
                    exhausted.add(task);
                    continue;
                }
                bytes += EncodedSize.of(task);
                if (available.size() == max || (bytes > Limits.MAX_LEASE_RESPONSE_BYTES && !available.isEmpty())) {
                    return;
                }
                available.add(task);
            }
        }
    }

    private Stream<Task> due(LeaseFilter filter, Instant now) {
        return switch (filter) {
            case LeaseFilter.Any any -> tasks.due(now);
            case LeaseFilter.Tagged tagged -> tasks.due(tagged.tag(), now);
            case LeaseFilter.OldestTag oldest -> {
                Task first = firstAvailable(now);
                yield first == null ? Stream.empty() : tasks.due(first.tag(), now);
            }
        };
    }

    /**
     * The due task with the earliest schedule time; those before it that are used up go, so that nobody meets them
     * again.
     */
    private @Nullable Task firstAvailable(Instant now) {
        Task first = tasks.firstScheduled();
        while (first != null && !first.scheduleTime().isAfter(now) && isExhausted(first, now)) {
            giveUp(first, now);
            first = tasks.firstScheduled();
        }
        return first == null || first.scheduleTime().isAfter(now) ? null : first;
    }

    private boolean isExhausted(Task task, Instant now) {
        RetryConfig config = queue().retryConfig();
        Attempt first = task.firstAttempt();
        return task.dispatchCount() > 0
                && RetryPolicy.isExhausted(
                        config, task.dispatchCount(), first == null ? null : first.dispatchTime(), now);
    }

    private void giveUp(Task task, Instant now) {
        log.warn("{} given up: it was leased {} times and not acknowledged", task.name(), task.dispatchCount());
        removeAndBlock(task, now);
    }

    /** The task, if its lease is held by somebody who knows when it ends, and has not ended. */
    private Task leased(String id, Instant scheduleTime, Instant now) {
        Task task = find(id, now);
        if (task.dispatchCount() == 0) {
            throw ApiException.failedPrecondition("The task's lease is not held: the task has never been leased.");
        }
        if (!task.scheduleTime().equals(scheduleTime)) {
            throw ApiException.failedPrecondition(
                    "The task's lease is not held: the schedule_time in the request, %s, is not the task's current schedule_time, %s."
                            .formatted(scheduleTime, task.scheduleTime()));
        }
        if (!scheduleTime.isAfter(now)) {
            throw ApiException.failedPrecondition(
                    "The task's lease has expired: it ended at %s.".formatted(scheduleTime));
        }
        return task;
    }
}
