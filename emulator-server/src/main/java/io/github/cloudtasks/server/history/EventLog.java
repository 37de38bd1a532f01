package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.grpc.rpc.FailedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The latest events of the engine and the latest failed calls of the API, with ascending ids. The oldest ones are
 * dropped if there are too many, or if they take too much memory, whether they were read or not: a slow reader loses
 * events and is told how many. Events of calls drop each other only, so a client whose calls fail in a loop does not
 * drop what happened to tasks. Thread-safe.
 *
 * <p>Readers wait on a condition, preferably on virtual threads, and hold nothing that the engine waits for.
 */
public final class EventLog implements EventListener {
    /** The number of events that are kept. */
    public static final int MAX_EVENTS = 10_000;

    /** The part of the events, and of their memory, that calls may have in addition to the others. */
    private static final int CALL_SHARE = 10;

    private final Ring events;
    private final Ring calls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final long startId;
    private long lastId;

    /** The number of readers that wait, so that an event costs no signal if there are none. */
    private int waiting;

    /**
     * The events after an id.
     *
     * @param lost the number of events after that id and before {@code lastId} that were dropped
     * @param lastId the id from which the reader continues: that of the last event in {@code events} or of a lost one
     *     after it
     */
    public record Batch(long lost, List<LoggedEvent> events, long lastId) {}

    /**
     * Creates an empty log.
     *
     * @param maxEvents the most events of the engine to keep
     * @param maxBytes the approximate memory of all events, in bytes
     * @param startId the id before that of the first event, from 0. If it is greater than all ids of another log, the
     *     {@link #isOwn readers of that log} are recognized
     */
    public EventLog(int maxEvents, long maxBytes, long startId) {
        this.startId = startId;
        this.lastId = startId;
        this.events = new Ring(maxEvents, maxBytes - maxBytes / CALL_SHARE);
        this.calls = new Ring(maxEvents / CALL_SHARE, maxBytes / CALL_SHARE);
    }

    @Override
    public void on(Event event) {
        add(events, id -> LoggedEvent.of(id, event));
    }

    /**
     * Adds a failed call.
     *
     * @param time the emulator's time
     */
    public void add(FailedCall call, Instant time) {
        add(calls, id -> LoggedEvent.of(id, time, call));
    }

    private void add(Ring ring, LongFunction<LoggedEvent> event) {
        lock.lock();
        try {
            ring.add(event.apply(++lastId));
            if (waiting > 0) {
                added.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a reader of this log can have an id: one of its ids, or 0. */
    public boolean isOwn(long id) {
        return id == 0 || (id >= startId && id <= lastId());
    }

    /** Returns the id of the latest event; the start id before the first one. */
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
            List<LoggedEvent> read = merge(events.after(after), calls.after(after));
            if (read.size() > max) {
                read = List.copyOf(read.subList(0, max));
            }
            // Every id belongs to an event, so the ids without one are those of dropped events.
            long lastRead = read.size() == max ? read.getLast().id() : lastId;
            return new Batch(lastRead - Math.max(after, startId) - read.size(), read, lastRead);
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

    /** Merges two lists with ascending ids. */
    private static List<LoggedEvent> merge(List<LoggedEvent> some, List<LoggedEvent> others) {
        if (others.isEmpty()) {
            return some;
        }
        return Stream.concat(some.stream(), others.stream())
                .sorted(Comparator.comparingLong(LoggedEvent::id))
                .toList();
    }

    /** Events that are dropped in the order in which they were added. Guarded by the lock of the log. */
    private static final class Ring {
        private final int maxEvents;
        private final long maxBytes;
        private final Deque<LoggedEvent> events = new ArrayDeque<>();
        private long bytes;

        Ring(int maxEvents, long maxBytes) {
            this.maxEvents = maxEvents;
            this.maxBytes = maxBytes;
        }

        void add(LoggedEvent event) {
            events.addLast(event);
            bytes += event.size();
            while (events.size() > maxEvents || (bytes > maxBytes && !events.isEmpty())) {
                bytes -= events.removeFirst().size();
            }
        }

        /** Returns the events with greater ids, in ascending order. */
        List<LoggedEvent> after(long id) {
            List<LoggedEvent> found = new ArrayList<>();
            // Readers are usually near the end.
            Iterator<LoggedEvent> latestFirst = events.descendingIterator();
            while (latestFirst.hasNext()) {
                LoggedEvent event = latestFirst.next();
                if (event.id() <= id) {
                    break;
                }
                found.add(event);
            }
            return found.reversed();
        }
    }
}
