package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.FailedCall;
import java.time.InstantSource;
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
     * More events than an emulator can have, so that the ids of an emulator that is started later are greater. They
     * stay below 2^53: JavaScript can count with them.
     */
    private static final long EVENTS_PER_MILLI = 1000;

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
                new EventLog(EventLog.MAX_EVENTS, maxEventBytes, System.currentTimeMillis() * EVENTS_PER_MILLI),
                new ReplayLinks());
    }

    /** Returns the listeners that the engine needs. A task is kept before readers of the event log are told its end. */
    public List<EventListener> listeners() {
        return List.of(attempts, tasks, replays, events);
    }

    /**
     * Returns the listener to the calls of the API. It keeps failed calls; what others do is told by events.
     *
     * @param clock the emulator's time
     */
    public CallListener calls(InstantSource clock) {
        return new CallListener() {
            @Override
            public void answered(String method, Transport transport, int code) {}

            @Override
            public void failed(FailedCall call) {
                events.add(call, clock.instant());
            }
        };
    }
}
