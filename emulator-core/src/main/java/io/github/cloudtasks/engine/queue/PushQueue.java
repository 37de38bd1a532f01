package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.TimeArithmetic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue whose tasks the service dispatches: in the order of schedule time, then id; as fast as the token bucket gives
 * tokens; so many at a time as {@code maxConcurrentDispatches} says. RunTask passes both limits, and a pause, by
 * (documented).
 *
 * <p>A task in flight is parked in the table: known, but not waiting. It may be in flight more than once, after
 * RunTask.
 */
public final class PushQueue extends TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(PushQueue.class);

    /** The most attempts that leave at one waking, so that other calls on the queue get their turn. */
    private static final int BATCH = 128;

    private final TokenBucket bucket;
    private int inFlight;

    PushQueue(Queue queue) {
        super(queue, new TaskTable(false));
        RateLimits rates = queue.rateLimits();
        bucket = new TokenBucket(rates.maxDispatchesPerSecond(), rates.maxBurstSize());
    }

    @Override
    public void change(Queue changed, Instant now) {
        RateLimits rates = changed.rateLimits();
        if (!rates.equals(queue().rateLimits())) {
            bucket.resize(rates.maxDispatchesPerSecond(), rates.maxBurstSize(), now);
        }
        super.change(changed, now);
    }

    @Override
    int concurrentDispatches() {
        return inFlight;
    }

    /**
     * The next expiry, or the next dispatch: the latest of the first task's schedule time, the next token, a free slot.
     */
    @Override
    Instant nextWakeUp(Instant now) {
        Instant nextExpiry = super.nextWakeUp(now);
        Instant nextDispatch = nextDispatch(now);
        return nextDispatch.isBefore(nextExpiry) ? nextDispatch : nextExpiry;
    }

    @Override
    IdleState idleState(Instant now, boolean frozen) {
        expire(now);
        if (inFlight > 0) {
            return new IdleState.Busy("has " + (inFlight == 1 ? "1 attempt" : inFlight + " attempts") + " under way");
        }
        Task first = tasks.firstScheduled();
        if (first == null) {
            return new IdleState.Idle();
        }
        if (queue().state() != QueueState.RUNNING) {
            return new IdleState.Stuck("is " + queue().state() + " and holds " + tasksInWords());
        }
        Instant next = nextDispatch(now);
        if (frozen && next.isAfter(now)) {
            return new IdleState.Stuck("holds " + tasksInWords() + ", the next of which leaves at " + next
                    + ", but time stands still at " + now);
        }
        return new IdleState.Busy("holds " + tasksInWords() + ", the next of which leaves at " + next);
    }

    /** The attempts that are due now and may leave; each is counted, and holds a slot until it is settled. */
    List<Dispatch> takeDue(Instant now) {
        expire(now);
        List<Dispatch> due = new ArrayList<>();
        while (due.size() < BATCH && !nextDispatch(now).isAfter(now)) {
            Task task = tasks.firstScheduled();
            if (task == null) {
                throw new IllegalStateException("a dispatch is due, but no task waits");
            }
            bucket.take(now);
            due.add(dispatch(task, now));
        }
        return due;
    }

    /** Dispatches one task now, whatever the limits, the state and the task's schedule time say. */
    public Dispatch run(String id, Instant now) {
        return dispatch(find(id, now), now);
    }

    /**
     * Applies the outcome of an attempt to its task: done, tried again, or given up. A task that is gone, or was born
     * again under the same name, is left alone. When an attempt fails that was not the task's last, the last one
     * decides (inferred).
     */
    void settle(Dispatch dispatch, Outcome outcome, Instant now) {
        inFlight--;
        countExecution(now);
        Task task = tasks.get(dispatch.task().id());
        if (task == null || task.serial() != dispatch.task().serial()) {
            return;
        }
        if (outcome.isSuccess()) {
            log.debug("{} done: attempt {} → {}", task.name(), dispatch.retryCount() + 1, outcome.httpStatus());
            removeAndBlock(task, now);
            return;
        }
        boolean counts = counts(task, outcome);
        if (dispatch.task().dispatchCount() < task.dispatchCount()) {
            tasks.replace(task.withAttemptEnded(lastAttempt(task), counts));
            return;
        }
        retryOrGiveUp(task.withAttemptEnded(ended(dispatch, outcome, now), counts), dispatch, outcome, now);
    }

    /**
     * Settles an attempt, and lets those leave that waited for its slot: a busy queue needs no wake-up between
     * attempts.
     */
    List<Dispatch> settleAndTakeDue(Dispatch dispatch, Outcome outcome, Instant now) {
        settle(dispatch, outcome, now);
        return takeDue(now);
    }

    private void retryOrGiveUp(Task task, Dispatch dispatch, Outcome outcome, Instant now) {
        RetryConfig config = task.retryConfig() != null ? task.retryConfig() : queue().retryConfig();
        Attempt first = task.firstAttempt();
        String reason = outcome instanceof Outcome.Unreachable unreachable ? " (" + unreachable.reason() + ")" : "";
        if (RetryPolicy.isExhausted(config, task.dispatchCount(), first == null ? null : first.dispatchTime(), now)) {
            log.warn("{} given up: attempt {} → {}{}", task.name(), task.dispatchCount(), outcome.httpStatus(), reason);
            removeAndBlock(task, now);
            return;
        }
        Duration backoff = RetryPolicy.backoff(config, Math.max(1, task.dispatchCount()));
        Instant again = TimeArithmetic.saturatedPlus(now, backoff).truncatedTo(ChronoUnit.MICROS);
        log.info(
                "{} attempt {} → {}{}, retry at {}",
                task.name(),
                dispatch.retryCount() + 1,
                outcome.httpStatus(),
                reason,
                again);
        tasks.putScheduled(task.withScheduleTime(again));
    }

    private Instant nextDispatch(Instant now) {
        Task first = tasks.firstScheduled();
        boolean held = queue().state() != QueueState.RUNNING
                || inFlight >= queue().rateLimits().maxConcurrentDispatches();
        if (first == null || held) {
            return Instant.MAX;
        }
        Instant token = bucket.nextTokenAt(now);
        return token.isAfter(first.scheduleTime()) ? token : first.scheduleTime();
    }

    private Dispatch dispatch(Task task, Instant now) {
        Attempt previous = task.lastAttempt();
        Task dispatched = task.withDispatch(new Attempt(task.scheduleTime(), now, null, null));
        tasks.putInFlight(dispatched);
        inFlight++;
        return new Dispatch(dispatched, queue(), previous, task.responseCount());
    }

    private static Attempt ended(Dispatch dispatch, Outcome outcome, Instant now) {
        Attempt sent = lastAttempt(dispatch.task());
        return new Attempt(sent.scheduleTime(), sent.dispatchTime(), now, outcome);
    }

    private static Attempt lastAttempt(Task task) {
        Attempt last = task.lastAttempt();
        if (last == null) {
            throw new IllegalStateException("a dispatched task has a last attempt");
        }
        return last;
    }

    /** HTTP tasks leave 5xx, timeouts and unreachable targets out (recorded); App Engine tasks count every answer. */
    private static boolean counts(Task task, Outcome outcome) {
        return outcome instanceof Outcome.Responded responded
                && (task.payload() instanceof Payload.AppEngineHttpRequest || responded.status() < 500);
    }
}
