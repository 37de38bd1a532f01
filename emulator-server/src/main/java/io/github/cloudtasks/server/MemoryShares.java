package io.github.cloudtasks.server;

/**
 * The shares of the heap that may be used, in bytes. The rest is for the classes and caches of the server, for small
 * requests, and for the garbage collector, which becomes slow in a full heap.
 *
 * @param stored the limit of {@link io.github.cloudtasks.engine.spec.Limits#storedBytes}: queues, tasks, blocked names
 * @param underWay the limit of what is being received, sent or waited for: large request bodies and responses
 */
public record MemoryShares(long stored, long underWay) {
    private static final double STORED = 0.5;
    private static final double UNDER_WAY = 0.25;

    /** Returns the shares of a heap. */
    public static MemoryShares of(long heapBytes) {
        return new MemoryShares((long) (STORED * heapBytes), (long) (UNDER_WAY * heapBytes));
    }

    /** Returns the shares of the largest heap that this process may have. */
    public static MemoryShares ofThisProcess() {
        return of(Runtime.getRuntime().maxMemory());
    }
}
