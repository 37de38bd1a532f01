package io.github.cloudtasks.server.faults;

import io.github.cloudtasks.dispatch.DeliveryFaults;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.server.faults.ActiveFault.Hit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults that queues cause: duplicates, order and throttling. Thread-safe. */
final class QueueFaults implements DeliveryFaults {
    private static final Logger log = LoggerFactory.getLogger(QueueFaults.class);

    /** The least part of its rate that a throttled queue uses. */
    private static final double LEAST_FACTOR = 1.0 / 64;

    private static final double SLOWER = 0.5;

    /** The part of its rate that a queue gains with each outcome that is no sign of overload. */
    private static final double FASTER = 0.1;

    private final FaultInjector faults;

    QueueFaults(FaultInjector faults) {
        this.faults = faults;
    }

    @Override
    public boolean duplicates(QueueName queue) {
        if (faults.isEmpty()) {
            return false;
        }
        Hit hit = faults.strike(FaultKind.DUPLICATE, queue.toString());
        if (hit != null) {
            log.warn("{}: {}: a task is dispatched twice", queue, hit.text());
        }
        return hit != null;
    }

    @Override
    public boolean reorders(QueueName queue) {
        return !faults.isEmpty() && faults.mayStrike(FaultKind.OUT_OF_ORDER, queue.toString());
    }

    @Override
    public int choose(QueueName queue, int due) {
        Hit hit = faults.strike(FaultKind.OUT_OF_ORDER, queue.toString());
        if (hit == null) {
            return 0;
        }
        int chosen = 1 + (int) (hit.roll() * (due - 1));
        log.warn("{}: {}: the task at position {} is dispatched first", queue, hit.text(), chosen + 1);
        return chosen;
    }

    /** Returns half of the rate after 429 and 503, and a tenth of the full rate more after each other response. */
    @Override
    public double rateFactor(QueueName queue, Outcome outcome, double current) {
        if (faults.isEmpty() || !faults.mayStrike(FaultKind.THROTTLE, queue.toString())) {
            return 1;
        }
        if (!(outcome instanceof Outcome.Responded responded)) {
            return current;
        }
        if (responded.status() != 429 && responded.status() != 503) {
            return Math.min(1, current + FASTER);
        }
        Hit hit = faults.strike(FaultKind.THROTTLE, queue.toString());
        if (hit == null) {
            return current;
        }
        double slower = Math.max(LEAST_FACTOR, current * SLOWER);
        log.warn("{}: {}: the rate is reduced to {} % of its limit", queue, hit.text(), Math.round(100 * slower));
        return slower;
    }
}
