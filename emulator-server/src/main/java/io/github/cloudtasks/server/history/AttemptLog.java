package io.github.cloudtasks.server.history;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The latest attempts of all push queues, in the order in which they ended. The oldest ones are dropped if there are
 * too many, or if they take too much memory. Safe for use by several threads.
 *
 * <p>An attempt is listed before its outcome changes the queue: when a task is done, its attempts are listed. Callers
 * that wait for an attempt ({@link #take}, {@link #next}) get it after its outcome has changed the queue.
 */
public final class AttemptLog implements EventListener {
    /** The number of attempts that are kept. */
    public static final int MAX_ATTEMPTS = 1000;

    /** The memory for URLs, headers and bodies in bytes. The latest attempt is kept even if it takes more. */
    public static final int MAX_BYTES = 4 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final Deque<AttemptRecord> attempts = new ArrayDeque<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private long bytes;
    private long lastSerial;

    /** The serial up to which attempts are available to {@link #take} and {@link #next}. */
    private long lastPublished;

    /** The serial up to which attempts were taken. */
    private long lastTaken;

    /** Attempts whose outcome has not changed the queue yet, and their serials: 0 while they are in flight. */
    private final IdentityHashMap<Dispatch, Long> unsettled = new IdentityHashMap<>();

    private record Waiter(long after, CompletableFuture<AttemptRecord> first) {}

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.AttemptStarted started -> start(started.dispatch());
            case Event.AttemptEnded ended -> add(ended);
            case Event.AttemptSettled settled -> publish(settled.dispatch());
            default -> {
                // Other events concern no attempt.
            }
        }
    }

    /** Returns all attempts that are kept, the oldest first. */
    public List<AttemptRecord> all() {
        return after(0);
    }

    /** Returns the attempts that are kept and ended after the one with that serial, the oldest first. */
    public List<AttemptRecord> after(long serial) {
        lock.lock();
        try {
            List<AttemptRecord> found = new ArrayList<>();
            Iterator<AttemptRecord> latestFirst = attempts.descendingIterator();
            while (latestFirst.hasNext()) {
                AttemptRecord attempt = latestFirst.next();
                if (attempt.serial() <= serial) {
                    break;
                }
                found.add(attempt);
            }
            return found.reversed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the oldest attempt that was not taken before, and waits if there is none. Each attempt is taken once. One
     * that was dropped before cannot be taken.
     *
     * @param timeout in real time; zero or less for not waiting
     * @return null if there was no attempt in time
     */
    public @Nullable AttemptRecord take(Duration timeout) throws InterruptedException {
        long nanos = timeout.isNegative() ? 0 : TimeUnit.NANOSECONDS.convert(timeout);
        lock.lockInterruptibly();
        try {
            AttemptRecord next = firstPublished(lastTaken);
            while (next == null && nanos > 0) {
                nanos = published.awaitNanos(nanos);
                next = firstPublished(lastTaken);
            }
            if (next != null) {
                lastTaken = next.serial();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns a future of the first attempt that ends after the one with that serial. No thread is blocked. Dependent
     * actions run on the thread that ends the attempt, and must not block. Cancel the future to stop waiting.
     */
    public CompletableFuture<AttemptRecord> next(long serial) {
        lock.lock();
        try {
            AttemptRecord known = firstPublished(serial);
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            Waiter waiter = new Waiter(serial, new CompletableFuture<>());
            waiters.add(waiter);
            CompletableFuture<AttemptRecord> unused = waiter.first.whenComplete((attempt, failure) -> remove(waiter));
            return waiter.first;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the serial of the attempt that ended last, 0 before the first one. Clearing does not change it. */
    public long lastSerial() {
        lock.lock();
        try {
            return lastSerial;
        } finally {
            lock.unlock();
        }
    }

    /** Removes all attempts. Those in flight will not be logged when they end. */
    public void clear() {
        lock.lock();
        try {
            attempts.clear();
            bytes = 0;
            unsettled.clear();
        } finally {
            lock.unlock();
        }
    }

    private void start(Dispatch dispatch) {
        lock.lock();
        try {
            unsettled.put(dispatch, 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Lists an attempt, unless the log was cleared since the attempt started. */
    private void add(Event.AttemptEnded ended) {
        lock.lock();
        try {
            if (!unsettled.containsKey(ended.dispatch())) {
                return;
            }
            lastSerial++;
            unsettled.put(ended.dispatch(), lastSerial);
            AttemptRecord attempt = AttemptRecord.of(ended).withSerial(lastSerial);
            attempts.addLast(attempt);
            bytes += attempt.size();
            while (attempts.size() > MAX_ATTEMPTS || (bytes > MAX_BYTES && attempts.size() > 1)) {
                bytes -= attempts.removeFirst().size();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes attempts up to this one available to callers that wait. */
    private void publish(Dispatch dispatch) {
        List<Runnable> completions = new ArrayList<>();
        lock.lock();
        try {
            Long serial = unsettled.remove(dispatch);
            if (serial == null) {
                return;
            }
            lastPublished = Math.max(lastPublished, serial);
            published.signalAll();
            for (Waiter waiter : waiters) {
                AttemptRecord first = firstPublished(waiter.after);
                if (first != null) {
                    completions.add(() -> waiter.first.complete(first));
                }
            }
        } finally {
            lock.unlock();
        }
        // Dependent actions of the futures run here, and must not run under the lock.
        completions.forEach(Runnable::run);
    }

    private @Nullable AttemptRecord firstPublished(long after) {
        if (lastPublished <= after) {
            return null;
        }
        for (AttemptRecord attempt : attempts) {
            if (attempt.serial() > after) {
                return attempt.serial() <= lastPublished ? attempt : null;
            }
        }
        return null;
    }

    private void remove(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }
}
