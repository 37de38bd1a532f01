package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.event.Event;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one queue that are not published yet. Events are added in the order of the changes, while the lock of
 * the {@link LiveQueue} is held, and published after it is released.
 *
 * <p>Thread-safe. Costs one volatile read an operation if there are no events, and nothing is added if there are no
 * listeners.
 */
final class EventOutbox {
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

    /** Held while events are published, which keeps their order. Never acquired while a lock of a queue is held. */
    private final ReentrantLock publication = new ReentrantLock();

    private @Nullable EventPublisher publisher;

    /** Accepts events from now on, if the publisher has listeners. Called before the queue is shared. */
    void connect(EventPublisher connected) {
        publisher = connected.hasListeners() ? connected : null;
    }

    /** Returns whether events are wanted. Otherwise, callers need not create them. */
    boolean isOpen() {
        return publisher != null;
    }

    /** Adds an event. Has no effect unless the outbox {@link #isOpen}. */
    void add(Event event) {
        if (publisher != null) {
            events.add(event);
        }
    }

    /**
     * Publishes the events. When this method returns, all events that were added before have been published, by this
     * thread or by another one. Must be called without the lock of the queue.
     */
    void publish() {
        // A listener that calls the engine in spite of the rule must not publish the same event again.
        if (publisher == null || events.isEmpty() || publication.isHeldByCurrentThread()) {
            return;
        }
        publication.lock();
        try {
            // An event stays in the queue until it has been published: an empty queue has nothing under way.
            for (Event next = events.peek(); next != null; next = events.peek()) {
                publisher.publish(next);
                events.remove();
            }
        } finally {
            publication.unlock();
        }
    }
}
