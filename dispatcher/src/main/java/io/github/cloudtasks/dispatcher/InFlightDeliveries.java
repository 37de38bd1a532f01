package io.github.cloudtasks.dispatcher;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The attempts that are under way, and those that are not to be started any more. Confined to the event loop. */
final class InFlightDeliveries {
    private final Set<Delivery> started = new HashSet<>();

    /** What came while we drained. An outcome would have it tried again at once, so it gets none before the end. */
    private final List<Delivery> held = new ArrayList<>();

    /** Those that wait until nothing is under way. */
    private final List<Runnable> waiting = new ArrayList<>();

    private boolean draining;

    /** Takes note of one more. Whether it may be started: if not, it is held until the end. */
    boolean add(Delivery delivery) {
        if (draining) {
            held.add(delivery);
            return false;
        }
        return started.add(delivery);
    }

    /** One has ended. */
    void remove(Delivery delivery) {
        started.remove(delivery);
        tellIfDrained();
    }

    /** Admits no more, and tells when those that were started have ended, perhaps at once. */
    void drain(Runnable whenDrained) {
        draining = true;
        waiting.add(whenDrained);
        tellIfDrained();
    }

    /** Ends all, held ones too, as unreachable. */
    void end(String reason) {
        List.copyOf(started).forEach(delivery -> delivery.unreachable(reason));
        List<Delivery> last = List.copyOf(held);
        held.clear();
        last.forEach(delivery -> delivery.unreachable(reason));
    }

    private void tellIfDrained() {
        if (started.isEmpty()) {
            waiting.forEach(Runnable::run);
            waiting.clear();
        }
    }
}
