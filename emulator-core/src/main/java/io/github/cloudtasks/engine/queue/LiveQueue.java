package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.event.Event.AttemptSettled;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue at run time. It adds what a passive {@link TaskQueue} does not have: a lock, an alarm and the clock.
 *
 * <p>Thread-safe. All changes of the passive queue go through {@link #withLock}, from any of these threads: one that
 * handles a request, the thread of the {@link Timeline} when the alarm fires, and the thread on which the dispatcher
 * completes an attempt. Nothing blocks, uses the network or files, or calls foreign code while the lock is held, except
 * that log messages are written: attempts are taken from the queue under the lock and delivered afterwards. So are the
 * events of the queue, which are published before a method returns.
 *
 * <p>Deleting a queue closes its live queue. A request that has looked up the queue before gets NOT_FOUND. An attempt
 * in flight is not cancelled; when its target answers, {@link #settle} finds the queue closed and ignores the outcome.
 */
public final class LiveQueue {
    private static final Logger log = LoggerFactory.getLogger(LiveQueue.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final TaskQueue queue;
    private final Timeline timeline;
    private final Dispatcher dispatcher;
    private final Journal journal;
    private final IdleMonitor idleMonitor;
    private final Timeline.Alarm alarm;
    private boolean closed;

    LiveQueue(
            TaskQueue queue,
            Timeline timeline,
            Dispatcher dispatcher,
            Journal journal,
            IdleMonitor idleMonitor,
            EventPublisher publisher) {
        this.queue = queue;
        queue.events.connect(publisher);
        queue.connect(journal);
        if (queue instanceof PushQueue push) {
            push.connect(dispatcher.faults());
        }
        this.timeline = timeline;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.idleMonitor = idleMonitor;
        this.alarm = timeline.alarm(this::wake);
    }

    /**
     * Runs {@code operation} on the queue while no other thread can use it, then sets the alarm to the next wake-up.
     *
     * @param operation must not block or call foreign code
     * @throws ApiException NOT_FOUND if the queue was deleted since it was looked up, so that no task is added to it
     *     and lost
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
            publishEvents();
            if (quiescent) {
                idleMonitor.changed();
            }
        }
    }

    /** Returns the queue with everything that belongs to it. Must be called while the lock is held. */
    QueueContent content() {
        return queue.content();
    }

    /** Returns the lock. Only {@link RegistryContent} uses it, to lock all queues in the order of their names. */
    ReentrantLock lock() {
        return lock;
    }

    /** Returns the settings and state of the queue, without its tasks. Does not lock. */
    public Queue queue() {
        return queue.queue();
    }

    /** Returns whether no attempt is in flight and nothing is due; true for a deleted queue. Does not set the alarm. */
    public boolean isQuiescent() {
        lock.lock();
        try {
            return closed || queue.isQuiescent(timeline.now());
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the queue still has something to do. A deleted queue is idle. */
    public IdleState idleState() {
        lock.lock();
        try {
            return closed ? new IdleState.Idle() : queue.idleState(timeline.now(), timeline.isFrozen());
        } finally {
            lock.unlock();
            publishEvents();
        }
    }

    /** Returns the statistics, or null if the queue was deleted. */
    public @Nullable QueueStats stats() {
        return withLockIfOpen(TaskQueue::stats);
    }

    /** Deletes a task. */
    public void delete(String taskId) {
        withLock((live, now) -> {
            live.delete(taskId, now);
            return null;
        });
    }

    /**
     * Replaces {@code expected} by {@code changed}. Returns false if the queue was changed or deleted in the meantime.
     */
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

    /** Does the same as {@link #withLock}, but returns null if the queue was deleted. */
    public <T> @Nullable T withLockIfOpen(BiFunction<TaskQueue, Instant, @Nullable T> operation) {
        return run(operation, () -> null);
    }

    /** Adds an event of a queue that is not in the registry yet. It precedes all others of the queue. */
    void announce(QueueChange change) {
        queue.addEvent(timeline.now(), change);
    }

    /** Publishes the events that were not published yet. Must be called without the lock. */
    void publishEvents() {
        queue.events.publish();
    }

    /**
     * Hands the whole queue to the journal. Must be called before other threads can find the queue, so that its changes
     * follow it in the journal.
     */
    void appendAll() {
        lock.lock();
        try {
            queue.appendAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Schedules the tasks again that were in flight when their queue was saved. Must be called before other threads can
     * find the queue: an attempt that starts now is not lost.
     */
    void retryLost() {
        lock.lock();
        try {
            if (queue instanceof PushQueue push) {
                push.retryLost(timeline.now());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sets the first alarm of a queue that has tasks already. Returns whether the queue is still open. */
    boolean start() {
        return withLockIfOpen((started, now) -> true) != null;
    }

    /** Closes the queue if it has neither tasks nor attempts in flight. Returns whether it did. */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            if (closed || queue.tasks.size() > 0 || queue.concurrentDispatches() > 0) {
                return false;
            }
            stop();
            queue.release();
            return true;
        } finally {
            lock.unlock();
            publishEvents();
        }
    }

    /** Opens a queue again that {@link #closeIfEmpty} has closed. */
    void reopen() {
        lock.lock();
        try {
            closed = false;
            queue.undoRelease();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes a deleted queue: unsets its alarm. The outcomes of attempts in flight will be ignored. The caller tells
     * the {@link IdleMonitor}.
     *
     * @param reason why its tasks are removed: QUEUE_DELETED or RESET
     */
    void close(FinishReason reason) {
        lock.lock();
        try {
            if (!closed) {
                queue.addDeletionEvents(timeline.now(), reason);
                stop();
                queue.release();
            }
        } finally {
            lock.unlock();
        }
        publishEvents();
    }

    private void stop() {
        closed = true;
        alarm.at(Instant.MAX);
    }

    /**
     * Delivers an attempt that was taken from the queue. Must be called without the lock. Its outcome is settled on the
     * thread on which the dispatcher reports it.
     */
    public void deliver(Dispatch dispatch) {
        deliver(List.of(dispatch));
    }

    /**
     * Delivers attempts once their starts are stored, and the further attempts that are due when one of them has ended
     * immediately. This is a loop and not a recursion, so that the stack does not grow with the number of attempts.
     */
    private void deliver(List<Dispatch> attempts) {
        List<Dispatch> due = attempts;
        while (!due.isEmpty()) {
            WaitingAttempts waiting = new WaitingAttempts(due);
            // The store counts an attempt before the target can receive it.
            journal.whenStored(waiting);
            due = waiting.takeDue();
        }
    }

    /** Attempts that are delivered when their starts are stored: before {@link #takeDue} is called, or later. */
    private final class WaitingAttempts implements Runnable {
        private final List<Dispatch> attempts;
        private final AtomicBoolean isFirstStepDone = new AtomicBoolean();
        private List<Dispatch> due = List.of();

        WaitingAttempts(List<Dispatch> attempts) {
            this.attempts = attempts;
        }

        @Override
        public void run() {
            due = deliverStored(attempts);
            if (isFirstStepDone.getAndSet(true)) {
                deliver(due);
            }
        }

        /** Returns the attempts that are due now. None if the attempts are delivered later. */
        List<Dispatch> takeDue() {
            return isFirstStepDone.getAndSet(true) ? due : List.of();
        }
    }

    /** Delivers attempts, and returns those that are due because one of them has ended immediately. */
    private List<Dispatch> deliverStored(List<Dispatch> attempts) {
        List<Dispatch> due = new ArrayList<>();
        for (Dispatch dispatch : attempts) {
            CompletableFuture<DeliveryResult> result = send(dispatch);
            if (result.isDone()) {
                due.addAll(settle(dispatch, result.handle(LiveQueue::resultOf).join()));
            } else {
                // Thousands of attempts may be in flight, so each has one dependent stage only.
                CompletableFuture<DeliveryResult> unused = result.whenComplete(
                        (arrived, failure) -> deliver(settle(dispatch, resultOf(arrived, failure))));
            }
        }
        return due;
    }

    /** Delivers an attempt. A dispatcher must not fail; if it does, the attempt counts as failed and is retried. */
    private CompletableFuture<DeliveryResult> send(Dispatch dispatch) {
        try {
            return dispatcher.deliver(dispatch).toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static DeliveryResult resultOf(@Nullable DeliveryResult result, @Nullable Throwable failure) {
        return result != null
                ? result
                : DeliveryResult.of(new Outcome.Unreachable("the dispatcher failed: " + failure));
    }

    /**
     * Applies an outcome and returns the attempts that are due now. An outcome for a deleted queue is ignored; see
     * {@link PushQueue#settle} for deleted and recreated tasks.
     */
    private List<Dispatch> settle(Dispatch dispatch, DeliveryResult result) {
        Outcome outcome = result.outcome();
        try {
            publish(new AttemptEnded(timeline.now(), dispatch, outcome, result.exchange()));
            List<Dispatch> next =
                    withLockIfOpen((settled, now) -> ((PushQueue) settled).settleAndTakeDue(dispatch, outcome, now));
            if (next == null) {
                publish(new AttemptSettled(timeline.now(), dispatch, new AttemptEffect.Ignored()));
                return List.of();
            }
            return next;
        } catch (RuntimeException e) {
            // The dispatcher that reports the outcome cannot handle the exception.
            log.error(
                    "{}: the outcome of an attempt could not be applied. This is a bug in the emulator: please report it.",
                    dispatch.task().name(),
                    e);
            return List.of();
        }
    }

    private void publish(Event event) {
        queue.events.add(event);
        publishEvents();
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
