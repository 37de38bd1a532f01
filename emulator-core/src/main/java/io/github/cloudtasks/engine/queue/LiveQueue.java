package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live shell of a passive queue: the only lock and the only alarm. Nothing waits, calls back or does I/O under the
 * lock: attempts leave it first and are delivered then, and outcomes come back through it.
 */
public final class LiveQueue {
    private static final Logger log = LoggerFactory.getLogger(LiveQueue.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final TaskQueue queue;
    private final Timeline timeline;
    private final Dispatcher dispatcher;
    private final IdleMonitor idleMonitor;
    private final Timeline.Alarm alarm;
    private boolean closed;

    LiveQueue(TaskQueue queue, Timeline timeline, Dispatcher dispatcher, IdleMonitor idleMonitor) {
        this.queue = queue;
        this.timeline = timeline;
        this.dispatcher = dispatcher;
        this.idleMonitor = idleMonitor;
        this.alarm = timeline.alarm(this::wake);
    }

    /**
     * Runs {@code operation} on the queue, alone, and sets the alarm to what is to be done next. A queue that was
     * deleted since it was looked up does not exist, so that no task is added to it and lost.
     */
    public <T extends @Nullable Object> T withLock(BiFunction<TaskQueue, Instant, T> operation) {
        return run(operation, () -> {
            throw ApiException.queueNotFound();
        });
    }

    private <T extends @Nullable Object> T run(BiFunction<TaskQueue, Instant, T> operation, Supplier<T> whenClosed) {
        boolean quiescent = false;
        lock.lock();
        try {
            if (closed) {
                return whenClosed.get();
            }
            Instant now = timeline.now();
            try {
                return operation.apply(queue, now);
            } finally {
                alarm.at(queue.nextWakeUp(now));
                quiescent = idleMonitor.isAwaited() && queue.isQuiescent(now);
            }
        } finally {
            lock.unlock();
            if (quiescent) {
                idleMonitor.changed();
            }
        }
    }

    /** The queue's record, without its tasks; it is read without the lock. */
    public Queue record() {
        return queue.queue();
    }

    /** Whether nothing is under way, and nothing due; a queue that has been deleted rests. Looking sets no alarm. */
    public boolean isQuiescent() {
        lock.lock();
        try {
            return closed || queue.isQuiescent(timeline.now());
        } finally {
            lock.unlock();
        }
    }

    /** Whether something is left to do; a queue that has been deleted is idle. */
    public IdleState idleState() {
        lock.lock();
        try {
            return closed ? new IdleState.Idle() : queue.idleState(timeline.now(), timeline.isFrozen());
        } finally {
            lock.unlock();
        }
    }

    /** Null when the queue has been deleted. */
    public @Nullable QueueStats stats() {
        return withLockIfOpen(TaskQueue::stats);
    }

    /** Removes one of the queue's tasks. */
    public void delete(String taskId) {
        withLock((live, now) -> {
            live.delete(taskId, now);
            return null;
        });
    }

    /** Changes the queue, if it is still the one that the change was made for. */
    public boolean replace(Queue expected, Queue changed) {
        Boolean replaced = withLockIfOpen((live, now) -> {
            boolean unchanged = live.queue().equals(expected);
            if (unchanged) {
                live.change(changed, now);
            }
            return unchanged;
        });
        return replaced != null && replaced;
    }

    /** As {@link #withLock}, for what need not happen any more when the queue has been deleted: null then. */
    public <T> @Nullable T withLockIfOpen(BiFunction<TaskQueue, Instant, @Nullable T> operation) {
        return run(operation, () -> null);
    }

    /** Starts waking, for a queue that came with tasks. */
    void start() {
        boolean done = withLockIfOpen((started, now) -> true) != null;
        if (done) {
            log.info("{} restored", queue.queue().name());
        }
    }

    /** Closes the queue if it has neither tasks nor attempts under way; whether it did. */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            if (closed || queue.tasks.size() > 0 || queue.concurrentDispatches() > 0) {
                return false;
            }
            stop();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a queue that was closed while it was empty go on. */
    void reopen() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Stops waking: the queue has been deleted. Attempts in flight end without effect. */
    void close() {
        lock.lock();
        try {
            stop();
        } finally {
            lock.unlock();
        }
        idleMonitor.changed();
    }

    private void stop() {
        closed = true;
        alarm.at(Instant.MAX);
    }

    /** Sends an attempt that has left the queue; its outcome is settled on whatever thread it arrives. */
    public void deliver(Dispatch dispatch) {
        deliver(List.of(dispatch));
    }

    /**
     * Sends attempts, and those that may leave when one has ended at once. That is a loop, so that the stack does not
     * grow with the number of attempts.
     */
    private void deliver(List<Dispatch> attempts) {
        Deque<Dispatch> leaving = new ArrayDeque<>(attempts);
        for (Dispatch next = leaving.poll(); next != null; next = leaving.poll()) {
            Dispatch dispatch = next;
            CompletionStage<Outcome> outcome = send(dispatch);
            if (outcome.toCompletableFuture().isDone()) {
                leaving.addAll(settle(dispatch, outcome.toCompletableFuture().join()));
            } else {
                outcome.thenAccept(arrived -> deliver(settle(dispatch, arrived)));
            }
        }
    }

    /** A dispatcher must not fail; if it does, the task is not lost. */
    private CompletionStage<Outcome> send(Dispatch dispatch) {
        try {
            return dispatcher.deliver(dispatch).toCompletableFuture().handle(LiveQueue::outcomeOf);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(outcomeOf(null, e));
        }
    }

    private static Outcome outcomeOf(@Nullable Outcome outcome, @Nullable Throwable failure) {
        return outcome != null ? outcome : new Outcome.Unreachable("the dispatcher failed: " + failure);
    }

    /** Applies an outcome; what may leave now. */
    private List<Dispatch> settle(Dispatch dispatch, Outcome outcome) {
        try {
            List<Dispatch> next =
                    withLockIfOpen((settled, now) -> ((PushQueue) settled).settleAndTakeDue(dispatch, outcome, now));
            return next == null ? List.of() : next;
        } catch (RuntimeException e) {
            // Whoever brought the outcome has no use for it.
            log.error(
                    "{} could not be settled; this is a bug in the emulator",
                    dispatch.task().name(),
                    e);
            return List.of();
        }
    }

    private void wake() {
        List<Dispatch> due = withLockIfOpen(LiveQueue::takeDue);
        if (due != null) {
            deliver(due);
        }
    }

    private static List<Dispatch> takeDue(TaskQueue woken, Instant now) {
        if (woken instanceof PushQueue push) {
            return push.takeDue(now);
        }
        woken.expire(now);
        return List.of();
    }
}
