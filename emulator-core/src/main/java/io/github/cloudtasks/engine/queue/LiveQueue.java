package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue at run time. It adds what a passive {@link TaskQueue} does not have: a lock, an alarm and the clock.
 *
 * <p>Thread-safe. All changes of the passive queue go through {@link #withLock}, from any of these threads: one that
 * handles a request, the thread of the {@link Timeline} when the alarm fires, and the thread on which the dispatcher
 * completes an attempt. Nothing blocks, uses the network or files, or calls foreign code while the lock is held, except
 * that log messages are written: attempts are taken from the queue under the lock and delivered afterwards. So are the
 * events of the queue, which are published before a method returns.
 *
 * <p>Deleting or replacing a queue closes its live queue. A request that has looked up the queue before goes on with
 * the queue that has the name now, or gets NOT_FOUND. An attempt in flight is not cancelled; when its target answers,
 * {@link AttemptDelivery} finds the queue closed and ignores the outcome.
 */
public final class LiveQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final TaskQueue queue;
    private final Timeline timeline;
    private final AttemptDelivery delivery;
    private final IdleMonitor idleMonitor;
    private final Function<QueueName, @Nullable LiveQueue> registered;
    private final Timeline.Alarm alarm;
    private boolean closed;

    /**
     * Creates a queue.
     *
     * @param registered returns the queue that calls find by a name, after a change of all queues has ended
     */
    LiveQueue(
            TaskQueue queue,
            Timeline timeline,
            Dispatcher dispatcher,
            Journal journal,
            IdleMonitor idleMonitor,
            EventPublisher publisher,
            Function<QueueName, @Nullable LiveQueue> registered) {
        this.queue = queue;
        queue.events.connect(publisher);
        queue.connect(journal);
        if (queue instanceof PushQueue push) {
            push.connect(dispatcher.faults());
        }
        this.timeline = timeline;
        this.delivery = new AttemptDelivery(this, timeline, dispatcher, journal);
        this.idleMonitor = idleMonitor;
        this.registered = registered;
        this.alarm = timeline.alarm(this::wake);
    }

    /**
     * Runs {@code operation} on the queue while no other thread can use it, then sets the alarm to the next wake-up. If
     * another queue of the same name and kind has replaced this one since it was looked up, that one is used.
     *
     * @param operation must not block or call foreign code
     * @throws ApiException NOT_FOUND if the queue was deleted since it was looked up, so that no task is added to it
     *     and lost
     */
    public <T extends @Nullable Object> T withLock(BiFunction<TaskQueue, Instant, T> operation) {
        return run(operation, () -> successor().withLock(operation));
    }

    private LiveQueue successor() {
        LiveQueue found = registered.apply(queue().name());
        if (found == null || found == this || found.queue().isPull() != queue().isPull()) {
            throw ApiException.queueNotFound();
        }
        return found;
    }

    private <T extends @Nullable Object> T run(BiFunction<TaskQueue, Instant, T> operation, Supplier<T> whenClosed) {
        boolean quiescent = false;
        lock.lock();
        try {
            if (!closed) {
                Instant now = timeline.now();
                try {
                    return operation.apply(queue, now);
                } finally {
                    alarm.at(queue.nextWakeUp(now));
                    quiescent = idleMonitor.isAwaited() && queue.isQuiescent(now);
                }
            }
        } finally {
            lock.unlock();
            publishEvents();
            if (quiescent) {
                idleMonitor.changed();
            }
        }
        return whenClosed.get();
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

    /** Delivers an attempt that was taken from the queue. Must be called without the lock. */
    public void deliver(Dispatch dispatch) {
        delivery.deliver(List.of(dispatch));
    }

    /** Publishes an event that follows those of the queue which were added before. Must be called without the lock. */
    void publish(Event event) {
        queue.events.add(event);
        publishEvents();
    }

    private void wake() {
        List<Dispatch> due = withLockIfOpen(LiveQueue::takeDue);
        if (due != null) {
            delivery.deliver(due);
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
