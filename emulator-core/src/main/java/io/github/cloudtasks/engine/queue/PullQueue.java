package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.Event.LeaseCancelled;
import io.github.cloudtasks.event.Event.LeaseRenewed;
import io.github.cloudtasks.event.Event.TaskLeased;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Relaxation;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue whose tasks are leased by workers.
 *
 * <p>Leasing a task moves its schedule time to the end of the lease. The new schedule time is also the lease token: a
 * worker must pass it, exact to the microsecond, to acknowledge, renew or cancel. A lease needs no timer, because it
 * ends when the task is due again.
 *
 * <p>Passive and not thread-safe, as described in {@link TaskQueue}.
 */
public final class PullQueue extends TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(PullQueue.class);

    private final @Nullable TokenBucket leaseCalls;

    PullQueue(Queue queue, Limits limits, StoredBytes stored) {
        super(queue, new TaskTable(true), stored);
        int perSecond = limits.leaseCallsPerSecond();
        leaseCalls = perSecond == 0 ? null : new TokenBucket(perSecond, perSecond);
    }

    @Override
    int concurrentDispatches() {
        return 0;
    }

    /** Returns idle or busy, never stuck: a worker can lease the tasks at any time. */
    @Override
    IdleState idleState(Instant now, boolean frozen) {
        expire(now);
        return tasks.size() == 0
                ? new IdleState.Idle()
                : new IdleState.Busy("holds " + taskCountText() + " for workers to lease and acknowledge");
    }

    @Override
    public List<WaitReason> waitReasons(Task task, Instant now) {
        List<WaitReason> reasons = new ArrayList<>();
        if (queue().state() != QueueState.RUNNING) {
            reasons.add(new WaitReason.NotRunning(queue().state()));
        }
        if (!task.scheduleTime().isAfter(now)) {
            reasons.add(new WaitReason.Available());
        } else if (task.dispatchCount() > 0) {
            reasons.add(new WaitReason.Leased(task.scheduleTime()));
        } else {
            reasons.add(new WaitReason.Scheduled(task.scheduleTime()));
        }
        return reasons;
    }

    /**
     * Leases available tasks in the order of their schedule times, and of their creation if these are equal. A task
     * that has been leased too often is deleted instead.
     *
     * @param max 1 to 1000
     * @param duration in whole seconds
     * @return at most {@code max} tasks, fewer if they would exceed {@link Limits#MAX_LEASE_RESPONSE_BYTES}
     * @throws ApiException FAILED_PRECONDITION unless the queue is running, RESOURCE_EXHAUSTED for too many calls
     */
    public List<Task> lease(int max, Duration duration, LeaseFilter filter, Instant now) {
        journal.requireAvailable();
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
            if (events.isOpen()) {
                events.add(new TaskLeased(now, next));
            }
            leased.add(next);
        }
        return leased;
    }

    /**
     * Deletes a leased task.
     *
     * @param scheduleTime the lease token
     * @throws ApiException NOT_FOUND, or FAILED_PRECONDITION if the token is not valid
     */
    public void acknowledge(String id, Instant scheduleTime, Instant now) {
        journal.requireAvailable();
        finish(leased(id, scheduleTime, now), FinishReason.ACKNOWLEDGED, now);
    }

    /** Moves the end of a lease to {@code duration} from now. The dispatch count stays (documented). */
    public Task renew(String id, Instant scheduleTime, Duration duration, Instant now) {
        journal.requireAvailable();
        Task renewed = reschedule(leased(id, scheduleTime, now), now.plus(duration));
        events.add(new LeaseRenewed(now, renewed));
        return renewed;
    }

    /** Ends a lease now. The task is available at once, and its dispatch count stays (documented). */
    public Task cancel(String id, Instant scheduleTime, Instant now) {
        journal.requireAvailable();
        Task cancelled = reschedule(leased(id, scheduleTime, now), now);
        events.add(new LeaseCancelled(now, cancelled));
        return cancelled;
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
                                    .formatted(queue().name()))
                    .relaxedBy(Relaxation.LEASE_CALLS_PER_SECOND);
        }
        leaseCalls.take(now);
    }

    /** Collects due tasks: the ones that fit into one response, and the exhausted ones that precede them. */
    private void pick(LeaseFilter filter, int max, Instant now, List<Task> available, List<Task> exhausted) {
        ResponseSize response = new ResponseSize(Limits.MAX_LEASE_RESPONSE_BYTES);
        try (Stream<Task> due = due(filter, now)) {
            for (Task task : (Iterable<Task>) due::iterator) {
                if (isExhausted(task, now)) {
                    exhausted.add(task);
                    continue;
                }
                if (available.size() == max || (!response.fits(task, available) && !available.isEmpty())) {
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

    /** Returns the available task with the earliest schedule time, or null. Deletes the exhausted tasks before it. */
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
        finish(task, FinishReason.LEASES_EXHAUSTED, now);
    }

    /** Returns the task if {@code scheduleTime} is its lease token and the lease has not ended. */
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
