package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.DeliveryFaults;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event.AttemptSettled;
import io.github.cloudtasks.event.Event.AttemptStarted;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.RetryAfter;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue whose tasks the service dispatches, in the order of schedule time and then id.
 *
 * <p>A {@link TokenBucket} limits the rate, and {@code maxConcurrentDispatches} limits the attempts in flight. RunTask
 * ignores both limits and the state of the queue (documented). A task in flight stays in the {@link TaskTable} but is
 * not scheduled. After RunTask, one task can be in flight several times.
 *
 * <p>Passive and not thread-safe, as described in {@link TaskQueue}: only {@link LiveQueue} uses it, and the functions
 * that are passed to it, while its lock is held: on the thread of a request or of an embedded caller, of the
 * {@link io.github.cloudtasks.time.Timeline}, or of the dispatcher.
 */
public final class PushQueue extends TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(PushQueue.class);

    /** The most attempts that are taken at one wake-up, so that other requests to the queue are not delayed. */
    private static final int BATCH = 128;

    /** The most tasks among which a fault chooses the next one. */
    private static final int REORDERED = 10;

    private final TokenBucket bucket;
    private DeliveryFaults faults = DeliveryFaults.NONE;
    private double rateFactor = 1;
    private int inFlight;
    private Outcome latestOutcome = new Outcome.DeadlineExceeded();

    PushQueue(Queue queue, StoredBytes stored) {
        super(queue, new TaskTable(false), stored);
        RateLimits rates = queue.rateLimits();
        bucket = new TokenBucket(rates.maxDispatchesPerSecond(), rates.maxBurstSize());
    }

    /** Sets the faults that the dispatcher wants. Called before the queue is shared. */
    void connect(DeliveryFaults wanted) {
        faults = wanted;
    }

    @Override
    public void change(Queue changed, Instant now) {
        RateLimits before = queue().rateLimits();
        super.change(changed, now);
        if (!changed.rateLimits().equals(before)) {
            resizeBucket(now);
        }
    }

    private void resizeBucket(Instant now) {
        RateLimits rates = queue().rateLimits();
        // A throttled queue has no burst either.
        int burst = rateFactor < 1 ? 1 : rates.maxBurstSize();
        bucket.resize(rateFactor * rates.maxDispatchesPerSecond(), burst, now);
    }

    @Override
    double rateFactor() {
        return rateFactor;
    }

    @Override
    int concurrentDispatches() {
        return inFlight;
    }

    /** Returns the next expiry or the next dispatch, whichever is earlier. */
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
            return new IdleState.Busy("has " + (inFlight == 1 ? "1 attempt" : inFlight + " attempts") + " in flight");
        }
        Task first = tasks.firstScheduled();
        if (first == null) {
            return new IdleState.Idle();
        }
        if (queue().state() != QueueState.RUNNING) {
            return new IdleState.Stuck("is " + queue().state() + " and holds " + taskCountText());
        }
        Instant next = nextDispatch(now);
        if (frozen && next.isAfter(now)) {
            return new IdleState.Stuck("holds " + taskCountText() + ", the next to be dispatched at " + next
                    + ", but the time is frozen at " + now);
        }
        return new IdleState.Busy("holds " + taskCountText() + ", the next to be dispatched at " + next);
    }

    @Override
    public List<WaitReason> waitReasons(Task task, Instant now) {
        Attempt last = task.lastAttempt();
        if (tasks.isInFlight(task.id())) {
            Instant since = lastAttempt(task).dispatchTime();
            return List.of(new WaitReason.InFlight(task.dispatchCount(), since == null ? now : since));
        }
        List<WaitReason> reasons = new ArrayList<>();
        if (queue().state() != QueueState.RUNNING) {
            reasons.add(new WaitReason.NotRunning(queue().state()));
        }
        if (task.scheduleTime().isAfter(now)) {
            reasons.add(
                    last == null || last.outcome() == null
                            ? new WaitReason.Scheduled(task.scheduleTime())
                            : new WaitReason.Backoff(task.scheduleTime(), task.dispatchCount(), last.outcome()));
            return reasons;
        }
        RateLimits rates = queue().rateLimits();
        if (inFlight >= rates.maxConcurrentDispatches()) {
            reasons.add(new WaitReason.ConcurrencyLimit(
                    rates.maxConcurrentDispatches(), tasks.inFlight(WaitReason.LISTED)));
        }
        Instant token = bucket.nextTokenAt(now);
        if (token.isAfter(now)) {
            reasons.add(new WaitReason.RateLimit(token, rateFactor * rates.maxDispatchesPerSecond()));
        }
        int earlier = tasks.scheduledBefore(task, WaitReason.COUNTED);
        if (earlier > 0) {
            reasons.add(new WaitReason.EarlierTasks(earlier));
        }
        return reasons;
    }

    /**
     * Takes the attempts that are due and within the limits, at most {@value #BATCH}. Each counts as in flight until it
     * is settled.
     */
    List<Dispatch> takeDue(Instant now) {
        expire(now);
        List<Dispatch> due = new ArrayList<>();
        while (due.size() < BATCH && !nextDispatch(now).isAfter(now)) {
            Task task = next(now);
            bucket.take(now);
            Dispatch dispatch = dispatch(task, now);
            due.add(dispatch);
            if (faults.duplicates(queue().name())) {
                due.add(dispatch(dispatch.task(), now));
            }
        }
        return due;
    }

    /** Returns the task to dispatch next: the first one that is due, unless a fault changes the order. */
    private Task next(Instant now) {
        if (faults.reorders(queue().name())) {
            List<Task> due = tasks.due(now).limit(REORDERED).toList();
            if (due.size() > 1) {
                return due.get(faults.choose(queue().name(), due.size()));
            }
        }
        Task first = tasks.firstScheduled();
        if (first == null) {
            throw new IllegalStateException("a dispatch is due, but no task is scheduled");
        }
        return first;
    }

    /**
     * Takes an attempt of one task now, regardless of the limits, the state and the schedule time.
     *
     * @throws io.github.cloudtasks.model.ApiException NOT_FOUND if there is no such task
     */
    public Dispatch run(String id, Instant now) {
        journal.requireAvailable();
        return dispatch(find(id, now), now);
    }

    /**
     * Applies the outcome of an attempt to its task: the task is done, retried or given up.
     *
     * <p>An outcome for a deleted or recreated task is ignored. If a task is in flight several times, only a success or
     * the failure of its latest attempt has an effect (inferred).
     */
    AttemptEffect settle(Dispatch dispatch, Outcome outcome, Instant now) {
        inFlight--;
        countExecution(now);
        throttle(outcome, now);
        Task task = tasks.get(dispatch.task().id());
        if (task == null || task.serial() != dispatch.task().serial()) {
            return new AttemptEffect.Ignored();
        }
        boolean latest = dispatch.task().dispatchCount() == task.dispatchCount();
        Attempt last = latest ? ended(dispatch, outcome, now) : lastAttempt(task);
        Task ended = task.withAttemptEnded(last, counts(task, outcome));
        if (outcome.completes(task.payload())) {
            log.debug("{} done: attempt {} → {}", task.name(), dispatch.retryCount() + 1, outcome.httpStatus());
            finish(ended, FinishReason.COMPLETED, now);
            return new AttemptEffect.Finished(FinishReason.COMPLETED);
        }
        if (!latest) {
            tasks.replace(ended);
            return new AttemptEffect.Superseded();
        }
        return retryOrGiveUp(ended, dispatch, outcome, now);
    }

    /**
     * Schedules the tasks again whose attempts were in flight when the queue was saved or the emulator ended. The
     * targets may have received them or not. So the attempts count, their retries follow the backoff of the queue, and
     * each task gets one more attempt even if the lost one was its last: the service delivers at least once
     * (documented).
     */
    void retryLost(Instant now) {
        List<Task> lost = tasks.all().stream().filter(PushQueue::wasInFlight).toList();
        for (Task task : lost) {
            Instant again = nextAttempt(task, null, now);
            log.info(
                    "{} attempt {} was in flight when the queue was saved, retry at {}",
                    task.name(),
                    task.dispatchCount(),
                    again);
            tasks.putScheduled(task.withScheduleTime(again));
        }
    }

    /**
     * Returns whether a task from the store was in flight: its last attempt has not ended, and no other is scheduled.
     */
    private static boolean wasInFlight(Task task) {
        Attempt last = task.lastAttempt();
        return last != null
                && last.dispatchTime() != null
                && last.outcome() == null
                && task.scheduleTime().equals(last.scheduleTime());
    }

    /** Changes the rate after an outcome if a fault makes the queue throttle. */
    private void throttle(Outcome outcome, Instant now) {
        double factor = faults.rateFactor(queue().name(), outcome, rateFactor);
        if (factor != rateFactor) {
            rateFactor = factor;
            resizeBucket(now);
        }
    }

    /**
     * Settles an attempt and takes the attempts that are due now. So a busy queue needs no wake-up between attempts.
     */
    List<Dispatch> settleAndTakeDue(Dispatch dispatch, Outcome outcome, Instant now) {
        AttemptEffect effect = settle(dispatch, outcome, now);
        if (events.isOpen()) {
            events.add(new AttemptSettled(now, dispatch, effect));
        }
        return takeDue(now);
    }

    private AttemptEffect retryOrGiveUp(Task task, Dispatch dispatch, Outcome outcome, Instant now) {
        RetryConfig config = retryConfig(task);
        Attempt first = task.firstAttempt();
        String reason = outcome instanceof Outcome.Unreachable unreachable ? " (" + unreachable.reason() + ")" : "";
        if (RetryPolicy.isExhausted(config, task.dispatchCount(), first == null ? null : first.dispatchTime(), now)) {
            log.warn("{} given up: attempt {} → {}{}", task.name(), task.dispatchCount(), outcome.httpStatus(), reason);
            finish(task, FinishReason.RETRIES_EXHAUSTED, now);
            return new AttemptEffect.Finished(FinishReason.RETRIES_EXHAUSTED);
        }
        RetryAfter retryAfter = retryAfter(task, outcome);
        Instant again = nextAttempt(task, retryAfter, now);
        log.info(
                "{} attempt {} → {}{}, retry at {}{}",
                task.name(),
                dispatch.retryCount() + 1,
                outcome.httpStatus(),
                reason,
                again,
                retryAfter == null ? "" : " (Retry-After is considered)");
        tasks.putScheduled(task.withScheduleTime(again));
        return new AttemptEffect.Retried(again);
    }

    private RetryConfig retryConfig(Task task) {
        return task.retryConfig() != null ? task.retryConfig() : queue().retryConfig();
    }

    /** Returns the time of the next attempt of a task after one that has failed or was lost. */
    private Instant nextAttempt(Task task, @Nullable RetryAfter retryAfter, Instant now) {
        return RetryPolicy.nextAttempt(retryConfig(task), Math.max(1, task.dispatchCount()), retryAfter, now)
                .truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns the instant of the next dispatch: the schedule time of the first task or the next token, whichever is
     * later; {@link Instant#MAX} while there is no task, no free slot, or the queue is not running.
     */
    Instant nextDispatch(Instant now) {
        Task first = tasks.firstScheduled();
        boolean held = queue().state() != QueueState.RUNNING
                || inFlight >= queue().rateLimits().maxConcurrentDispatches();
        if (first == null || held) {
            return Instant.MAX;
        }
        Instant token = bucket.nextTokenAt(now);
        return token.isAfter(first.scheduleTime()) ? token : first.scheduleTime();
    }

    /** Returns the instant from which the rate limit allows a dispatch: {@code now} or a later one. */
    Instant nextToken(Instant now) {
        Instant token = bucket.nextTokenAt(now);
        return token.isAfter(now) ? token : now;
    }

    private Dispatch dispatch(Task task, Instant now) {
        Attempt previous = task.lastAttempt();
        Task dispatched = task.withDispatch(new Attempt(task.scheduleTime(), now, null, null));
        tasks.putInFlight(dispatched);
        inFlight++;
        Dispatch dispatch = new Dispatch(dispatched, queue(), previous, task.responseCount());
        if (events.isOpen()) {
            events.add(new AttemptStarted(now, dispatch));
        }
        return dispatch;
    }

    /** Returns the outcome to store. Tasks share the outcome if it repeats, as that of a target that is down. */
    private Outcome stored(Outcome outcome) {
        Outcome toStore = outcome.toStore();
        if (!toStore.equals(latestOutcome)) {
            latestOutcome = toStore;
        }
        return latestOutcome;
    }

    private Attempt ended(Dispatch dispatch, Outcome outcome, Instant now) {
        Attempt sent = lastAttempt(dispatch.task());
        return new Attempt(sent.scheduleTime(), sent.dispatchTime(), now, stored(outcome));
    }

    private static Attempt lastAttempt(Task task) {
        Attempt last = task.lastAttempt();
        if (last == null) {
            throw new IllegalStateException("a dispatched task has a last attempt");
        }
        return last;
    }

    /** Returns the {@code Retry-After} that the service considers: of a 429 or 503 of an HTTP task (documented). */
    private static @Nullable RetryAfter retryAfter(Task task, Outcome outcome) {
        boolean considered = outcome instanceof Outcome.Responded responded
                && (responded.status() == 429 || responded.status() == 503)
                && task.payload() instanceof Payload.HttpRequest;
        return considered ? ((Outcome.Responded) outcome).retryAfter() : null;
    }

    /**
     * Returns whether an outcome counts as a response. For HTTP tasks, 5xx, timeouts and unreachable targets do not
     * (recorded); for App Engine tasks, every response counts (documented).
     */
    private static boolean counts(Task task, Outcome outcome) {
        return outcome instanceof Outcome.Responded responded
                && (task.payload() instanceof Payload.AppEngineHttpRequest || responded.status() < 500);
    }
}
