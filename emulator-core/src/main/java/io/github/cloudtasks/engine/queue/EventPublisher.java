package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events to all listeners. A listener that fails affects neither the engine nor other listeners. */
final class EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);

    private final List<EventListener> listeners;

    EventPublisher(List<EventListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    void publish(Event event) {
        for (EventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error e) {
                log.error(
                        "A listener has failed at {}. This is a bug in the emulator: please report it.",
                        event.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
