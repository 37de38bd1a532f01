package io.github.cloudtasks.dispatcher;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The deliveries in flight, and those that are held because the dispatcher drains. Confined to the event loop. */
final class InFlightDeliveries {
    private final Set<Delivery> started = new HashSet<>();

    /**
     * The deliveries that came while draining. They get no outcome before the close, because the engine would retry.
     */
    private final List<Delivery> held = new ArrayList<>();

    private final List<Runnable> drainListeners = new ArrayList<>();
    private boolean draining;

    /** Adds a delivery and returns whether to start it; while draining it is held until the close. */
    boolean add(Delivery delivery) {
        if (draining) {
            held.add(delivery);
            return false;
        }
        return started.add(delivery);
    }

    /** Removes a delivery that has ended. */
    void remove(Delivery delivery) {
        started.remove(delivery);
        reportIfDrained();
    }

    /** Stops starting deliveries. Runs {@code whenDrained} when all that were started have ended. */
    void drain(Runnable whenDrained) {
        draining = true;
        drainListeners.add(whenDrained);
        reportIfDrained();
    }

    /** Ends all deliveries, held ones included, as unreachable. */
    void end(String reason) {
        List.copyOf(started).forEach(delivery -> delivery.fail(reason));
        List<Delivery> last = List.copyOf(held);
        held.clear();
        last.forEach(delivery -> delivery.fail(reason));
    }

    private void reportIfDrained() {
        if (started.isEmpty()) {
            drainListeners.forEach(Runnable::run);
            drainListeners.clear();
        }
    }
}
