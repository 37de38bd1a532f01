package io.github.cloudtasks.server;

import io.github.cloudtasks.grpc.load.MemoryBudget;

/**
 * The shares of the heap that may be used, in bytes. The rest is for the classes and caches of the server, for small
 * requests, and for the garbage collector, which becomes slow in a full heap.
 *
 * @param stored the limit of {@link io.github.cloudtasks.engine.spec.Limits#storedBytes}: queues, tasks, blocked names
 * @param underWay the limit of what is being received, sent or waited for: large request bodies and responses
 * @param reserve the memory for requests and responses of up to 64 KiB, which large ones cannot use
 */
public record MemoryShares(long stored, long underWay, long reserve) {
    private static final double STORED = 0.5;
    private static final double UNDER_WAY = 0.25;
    private static final double RESERVE = 0.05;

    /** Returns the shares of a heap. */
    public static MemoryShares of(long heapBytes) {
        return new MemoryShares(
                (long) (STORED * heapBytes), (long) (UNDER_WAY * heapBytes), (long) (RESERVE * heapBytes));
    }

    /** Returns the shares of the largest heap that this process may have. */
    public static MemoryShares ofThisProcess() {
        return of(Runtime.getRuntime().maxMemory());
    }

    /** Returns a budget of requests and responses. */
    MemoryBudget budget() {
        return new MemoryBudget(underWay, reserve);
    }
}
