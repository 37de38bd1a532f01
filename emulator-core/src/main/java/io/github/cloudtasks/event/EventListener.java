package io.github.cloudtasks.event;

/**
 * Receives the events of the engine. Must be thread-safe.
 *
 * <p>The events of one queue arrive one after the other, in the order in which its changes were made. Those of a queue
 * that was deleted arrive before the creation of another queue with its name; only its attempts in flight end later.
 * Events of different queues arrive concurrently. When a method of the engine returns, the events of its changes have
 * been published.
 */
@FunctionalInterface
public interface EventListener {

    /**
     * Called on the thread that made the change, without the lock of a queue. The next change of the same queue may
     * wait for this method, so it must be quick and must not block. It must not call the engine, because other locks
     * are held. An exception is logged, and other listeners still receive the event.
     */
    void on(Event event);
}
