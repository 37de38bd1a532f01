package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest events of the engine, with ascending ids. The oldest ones are dropped if there are too many, or if they
 * take too much memory, whether they were read or not: a slow reader loses events and is told how many. Thread-safe.
 *
 * <p>Readers wait on a condition, preferably on virtual threads, and hold nothing that the engine waits for.
 */
public final class EventLog implements EventListener {
    /** The number of events that are kept. */
    public static final int MAX_EVENTS = 10_000;

    private final int maxEvents;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Deque<LoggedEvent> events = new ArrayDeque<>();
    private long bytes;
    private long lastId;

    /** The number of readers that wait, so that an event costs no signal if there are none. */
    private int waiting;

    /**
     * The events after an id.
     *
     * @param lost the number of events after that id that were dropped
     * @param lastId the id from which the reader continues: that of the last event in {@code events}, or of the last
     *     lost one if there is none
     */
    public record Batch(long lost, List<LoggedEvent> events, long lastId) {}

    /**
     * Creates an empty log.
     *
     * @param maxEvents the most events to keep
     * @param maxBytes the approximate memory of the events, in bytes
     */
    public EventLog(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    @Override
    public void on(Event event) {
        lock.lock();
        try {
            LoggedEvent logged = LoggedEvent.of(++lastId, event);
            events.addLast(logged);
            bytes += logged.size();
            while (events.size() > maxEvents || (bytes > maxBytes && !events.isEmpty())) {
                bytes -= events.removeFirst().size();
            }
            if (waiting > 0) {
                added.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the id of the latest event; 0 before the first one. */
    public long lastId() {
        lock.lock();
        try {
            return lastId;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the events after an id. Does not wait.
     *
     * @param after from 0; an id that is greater than that of the latest event has no events
     * @param max the most events to return
     */
    public Batch read(long after, int max) {
        lock.lock();
        try {
            if (after >= lastId) {
                return new Batch(0, List.of(), after);
            }
            long firstId = lastId - events.size() + 1;
            long from = Math.max(after + 1, firstId);
            List<LoggedEvent> read = new ArrayList<>();
            // Readers are usually near the end.
            Iterator<LoggedEvent> latestFirst = events.descendingIterator();
            long lastRead = Math.min(lastId, from + max - 1);
            while (latestFirst.hasNext()) {
                LoggedEvent event = latestFirst.next();
                if (event.id() < from) {
                    break;
                }
                if (event.id() <= lastRead) {
                    read.add(event);
                }
            }
            return new Batch(from - after - 1, read.reversed(), Math.max(lastRead, from - 1));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there are events after an id.
     *
     * @param timeout in real time
     * @return whether there are some
     */
    public boolean await(long after, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        waiting++;
        try {
            while (lastId <= after && nanos > 0) {
                nanos = added.awaitNanos(nanos);
            }
            return lastId > after;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
