package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.EventListener;
import java.util.List;

/**
 * Everything that is kept of the past of one emulator.
 *
 * @param attempts the latest attempts
 * @param tasks the latest tasks that have left their queues, and the attempts of the others
 * @param events the latest events
 * @param replays the links between tasks and their replays
 */
public record History(AttemptLog attempts, KeptTasks tasks, EventLog events, ReplayLinks replays) {

    /**
     * Returns an empty history.
     *
     * @param maxTasks the most kept tasks; 0 for none
     * @param maxTaskBytes the memory of kept tasks and their attempts, in bytes
     * @param maxEventBytes the memory of events, in bytes
     */
    public static History of(int maxTasks, long maxTaskBytes, long maxEventBytes) {
        return new History(
                new AttemptLog(),
                new KeptTasks(maxTasks, maxTaskBytes),
                new EventLog(EventLog.MAX_EVENTS, maxEventBytes),
                new ReplayLinks());
    }

    /** Returns the listeners that the engine needs. A task is kept before readers of the event log are told its end. */
    public List<EventListener> listeners() {
        return List.of(attempts, tasks, replays, events);
    }
}
