package io.github.cloudtasks.dispatcher.attempts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The latest attempts, in the order in which they ended, for tests that ask what was sent and what came back. The
 * oldest fall out when there are too many, or they take too much room. Safe for use by several threads.
 *
 * <p>An attempt is listed before its outcome has its effect, so that whoever sees a task done finds its attempts here;
 * and it is handed to those that wait for it afterwards, so that they find the effect.
 */
public final class AttemptLog {
    /** How many attempts are kept. */
    public static final int MAX_ATTEMPTS = 1000;

    /** How many bytes of urls, headers and bodies are kept in all; the latest attempt is kept even if it has more. */
    public static final int MAX_BYTES = 4 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition announcement = lock.newCondition();
    private final Deque<AttemptRecord> attempts = new ArrayDeque<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private long bytes;
    private long lastSerial;

    /** Up to here attempts are handed out to those that wait. */
    private long announced;

    /** Up to here they have been taken. */
    private long taken;

    /** Grows when the log is cleared. */
    private long era;

    private record Waiter(long after, CompletableFuture<AttemptRecord> first) {}

    /** Adds an attempt, which gets the next serial. */
    public void add(AttemptRecord attempt) {
        announce(record(era(), attempt));
    }

    /** All that are kept, the oldest first. */
    public List<AttemptRecord> all() {
        return after(0);
    }

    /** Those that are kept and ended after the one with that serial, the oldest first. */
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
     * The oldest attempt that has not been taken yet; waits for it if there is none. Each is taken once, and one that
     * fell out before cannot be taken any more.
     *
     * @param timeout how long to wait, in real time; zero or less not to wait
     * @return null if there was none in time
     */
    public @Nullable AttemptRecord take(Duration timeout) throws InterruptedException {
        long nanos = timeout.isNegative() ? 0 : TimeUnit.NANOSECONDS.convert(timeout);
        lock.lockInterruptibly();
        try {
            AttemptRecord next = firstAnnounced(taken);
            while (next == null && nanos > 0) {
                nanos = announcement.awaitNanos(nanos);
                next = firstAnnounced(taken);
            }
            if (next != null) {
                taken = next.serial();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first attempt that ended after the one with that serial, now or when there is one. No thread waits; what
     * depends on the future runs on the thread that brings the attempt and must not block. Whoever cancels it or lets
     * it time out is forgotten.
     */
    public CompletableFuture<AttemptRecord> next(long serial) {
        lock.lock();
        try {
            AttemptRecord known = firstAnnounced(serial);
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            Waiter waiter = new Waiter(serial, new CompletableFuture<>());
            waiters.add(waiter);
            CompletableFuture<AttemptRecord> unused = waiter.first.whenComplete((attempt, failure) -> forget(waiter));
            return waiter.first;
        } finally {
            lock.unlock();
        }
    }

    /** The serial of the attempt that ended last, 0 before the first one; clearing does not change it. */
    public long lastSerial() {
        lock.lock();
        try {
            return lastSerial;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all attempts. Those that are under way will not be recorded when they end. */
    public void clear() {
        lock.lock();
        try {
            attempts.clear();
            bytes = 0;
            era++;
        } finally {
            lock.unlock();
        }
    }

    /** What an attempt that starts now hands to {@link #record} when it has ended. */
    public long era() {
        lock.lock();
        try {
            return era;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lists an attempt, without waking anybody yet.
     *
     * @param started the {@link #era} in which it was started
     * @return its serial; 0 if the log was cleared meanwhile, and it is not kept
     */
    public long record(long started, AttemptRecord attempt) {
        lock.lock();
        try {
            if (started != era) {
                return 0;
            }
            lastSerial++;
            attempts.addLast(attempt.withSerial(lastSerial));
            bytes += attempt.size();
            while (attempts.size() > MAX_ATTEMPTS || (bytes > MAX_BYTES && attempts.size() > 1)) {
                bytes -= attempts.removeFirst().size();
            }
            return lastSerial;
        } finally {
            lock.unlock();
        }
    }

    /** Hands out everything up to this serial. */
    public void announce(long serial) {
        List<Runnable> handings = new ArrayList<>();
        lock.lock();
        try {
            announced = Math.max(announced, serial);
            announcement.signalAll();
            for (Waiter waiter : waiters) {
                AttemptRecord first = firstAnnounced(waiter.after);
                if (first != null) {
                    handings.add(() -> waiter.first.complete(first));
                }
            }
        } finally {
            lock.unlock();
        }
        // Outside of the lock: what depends on a future runs right here.
        handings.forEach(Runnable::run);
    }

    private @Nullable AttemptRecord firstAnnounced(long after) {
        if (announced <= after) {
            return null;
        }
        for (AttemptRecord attempt : attempts) {
            if (attempt.serial() > after) {
                return attempt.serial() <= announced ? attempt : null;
            }
        }
        return null;
    }

    private void forget(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }
}
