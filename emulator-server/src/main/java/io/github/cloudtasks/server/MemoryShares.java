package io.github.cloudtasks.server;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.settings.HistorySettings;

/**
 * The shares of the heap that may be used, in bytes. The rest is for the classes and caches of the server, for small
 * requests, and for the garbage collector, which becomes slow in a full heap.
 *
 * @param stored the limit of {@link io.github.cloudtasks.engine.spec.Limits#storedBytes}: queues, tasks, blocked names
 * @param underWay the limit of what is being received, sent or waited for: large request bodies and responses
 * @param reserve the memory for requests and responses of up to 64 KiB, which large ones cannot use
 * @param keptTasks the limit of {@link io.github.cloudtasks.server.history.KeptTasks}
 * @param events the limit of {@link io.github.cloudtasks.server.history.EventLog}
 * @param traces the limit of the traces of tasks; 0 if nothing is traced
 */
public record MemoryShares(long stored, long underWay, long reserve, long keptTasks, long events, long traces) {
    private static final double STORED = 0.5;
    private static final double UNDER_WAY = 0.25;
    private static final double RESERVE = 0.05;
    private static final double KEPT_TASKS = 1.0 / 32;
    private static final double EVENTS = 1.0 / 64;
    private static final double TRACES = 1.0 / 32;

    /** More memory for events than this has no use: so many are not kept. */
    private static final long MAX_EVENT_BYTES = 16L << 20;

    /**
     * Returns the shares of a heap. What the history and traces may take is not available for stored data.
     *
     * @param history the settings of the history
     * @param traced whether calls are traced
     */
    public static MemoryShares of(long heapBytes, HistorySettings history, boolean traced) {
        long kept = history.keptTasks() == 0 ? 0 : Math.min(history.keptTaskBytes(), (long) (KEPT_TASKS * heapBytes));
        long events = Math.min(MAX_EVENT_BYTES, (long) (EVENTS * heapBytes));
        long traces = traced ? (long) (TRACES * heapBytes) : 0;
        long stored = (long) (STORED * heapBytes) - AttemptLog.MAX_BYTES - kept - events - traces;
        return new MemoryShares(
                Math.max(0, stored),
                (long) (UNDER_WAY * heapBytes),
                (long) (RESERVE * heapBytes),
                kept,
                events,
                traces);
    }

    /** Returns the shares of the largest heap that this process may have. */
    public static MemoryShares ofThisProcess(HistorySettings history, boolean traced) {
        return of(Runtime.getRuntime().maxMemory(), history, traced);
    }

    /** Returns a budget of requests and responses. */
    MemoryBudget budget() {
        return new MemoryBudget(underWay, reserve);
    }
}
