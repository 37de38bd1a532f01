package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.server.metrics.QueueCounters.LeaseAction;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of each queue. Only a limited number of queues have counts of their own: those that were created
 * first. All others share {@link #others}. The counts of a queue are removed when it is deleted. Thread-safe.
 */
final class QueueCounterTable implements EventListener {
    /** The number of queues that have counts of their own. */
    static final int MAX_QUEUES = 100;

    private final ConcurrentHashMap<QueueName, QueueCounters> byQueue = new ConcurrentHashMap<>();
    private final QueueCounters others = new QueueCounters();

    @Override
    public void on(Event event) {
        QueueName name = event.queueName();
        if (name == null) {
            return;
        }
        if (event instanceof Event.QueueChanged changed) {
            change(name, changed.change());
        } else {
            count(event, countersOf(name));
        }
    }

    private static void count(Event event, QueueCounters counters) {
        switch (event) {
            case Event.TaskCreated created -> counters.taskCreated();
            case Event.AttemptStarted started ->
                counters.attemptStarted(started.dispatch().task());
            case Event.AttemptEnded ended ->
                counters.attemptEnded(ended.dispatch().task(), ended.outcome(), ended.time());
            case Event.TaskFinished finished -> counters.tasksFinished(finished.reason(), 1);
            case Event.TasksRemoved removed -> counters.tasksFinished(removed.reason(), removed.count());
            case Event.TaskLeased leased -> counters.leaseChanged(LeaseAction.LEASED);
            case Event.LeaseRenewed renewed -> counters.leaseChanged(LeaseAction.RENEWED);
            case Event.LeaseCancelled cancelled -> counters.leaseChanged(LeaseAction.CANCELLED);
            default -> {}
        }
    }

    private synchronized void change(QueueName name, QueueChange change) {
        if (change == QueueChange.DELETED) {
            byQueue.remove(name);
        } else if (byQueue.size() < MAX_QUEUES && (change == QueueChange.CREATED || change == QueueChange.RESTORED)) {
            byQueue.putIfAbsent(name, new QueueCounters());
        }
    }

    private QueueCounters countersOf(QueueName name) {
        QueueCounters own = byQueue.get(name);
        return own == null ? others : own;
    }

    /** Returns the counts of a queue; null if it has none of its own. */
    @Nullable
    QueueCounters find(QueueName name) {
        return byQueue.get(name);
    }

    /** Returns the counts of each queue that has its own, in the order of the names. */
    NavigableMap<QueueName, QueueCounters> byQueue() {
        return new TreeMap<>(byQueue);
    }

    /** Returns the counts of all other queues. */
    QueueCounters others() {
        return others;
    }
}
