package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The counts of one queue, or of all queues without counts of their own. Thread-safe. */
final class QueueCounters {
    /** The changes of leases. Acknowledged tasks are counted as finished. */
    enum LeaseAction {
        LEASED,
        RENEWED,
        CANCELLED
    }

    private final AtomicLong created = new AtomicLong();
    private final EnumCounter<FinishReason> finished = new EnumCounter<>(FinishReason.class);
    private final EnumCounter<AttemptResult> attempts = new EnumCounter<>(AttemptResult.class);
    private final EnumCounter<LeaseAction> leases = new EnumCounter<>(LeaseAction.class);
    private final HistogramCounter duration = new HistogramCounter();
    private final HistogramCounter lateness = new HistogramCounter();

    void taskCreated() {
        created.incrementAndGet();
    }

    void tasksFinished(FinishReason reason, int count) {
        finished.add(reason, count);
    }

    void leaseChanged(LeaseAction action) {
        leases.add(action, 1);
    }

    /** Counts how late an attempt has started. RunTask starts attempts early, which counts as 0. */
    void attemptStarted(Task task) {
        Attempt started = task.lastAttempt();
        if (started != null && started.scheduleTime() != null && started.dispatchTime() != null) {
            lateness.add(Duration.between(started.scheduleTime(), started.dispatchTime()));
        }
    }

    void attemptEnded(Task task, Outcome outcome, Instant end) {
        attempts.add(AttemptResult.of(outcome, task.payload()), 1);
        Attempt started = task.lastAttempt();
        if (started != null && started.dispatchTime() != null) {
            duration.add(Duration.between(started.dispatchTime(), end));
        }
    }

    long created() {
        return created.get();
    }

    long finished(FinishReason reason) {
        return finished.get(reason);
    }

    long attempts(AttemptResult result) {
        return attempts.get(result);
    }

    long leases(LeaseAction action) {
        return leases.get(action);
    }

    HistogramCounter duration() {
        return duration;
    }

    HistogramCounter lateness() {
        return lateness;
    }
}
