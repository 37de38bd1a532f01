package io.github.cloudtasks.cli.serve;

import java.util.function.LongSupplier;

/**
 * Returns heap memory to the system when the server is idle. The serial collector makes the heap smaller only in a full
 * collection. An idle server allocates too little to cause one, and would keep the memory of a million deleted tasks.
 *
 * <p>A full collection stops the process for about a millisecond per megabyte of live objects. Therefore one is made
 * only while the server is idle, and only if at least half of the used heap is garbage. Confined to one thread.
 */
final class UnusedHeap {
    /** The time between two checks, in milliseconds. */
    static final long INTERVAL_MILLIS = 5000;

    /** The least garbage for which a collection is made, in bytes. */
    static final long SMALL = 32L << 20;

    /** The most bytes that health checks and metrics allocate between two checks of an idle server. */
    static final long IDLE = 1L << 20;

    private final LongSupplier used;
    private final LongSupplier stored;
    private final Runnable collection;

    /** The used part of the heap at the last check, in bytes. */
    private long usedBefore;

    /** The bytes of live objects other than stored data, measured after a collection; 0 before the first. */
    private long usedByServer;

    /**
     * Creates an instance without a thread.
     *
     * @param used the used part of the heap, in bytes
     * @param stored the estimated size of stored data, in bytes
     * @param collection makes a full collection
     */
    UnusedHeap(LongSupplier used, LongSupplier stored, Runnable collection) {
        this.used = used;
        this.stored = stored;
        this.collection = collection;
    }

    /**
     * Starts a thread that checks the heap of this process every five seconds.
     *
     * @param stored the estimated size of stored data, in bytes; called by that thread
     */
    static void watch(LongSupplier stored) {
        Runtime runtime = Runtime.getRuntime();
        UnusedHeap heap = new UnusedHeap(() -> runtime.totalMemory() - runtime.freeMemory(), stored, System::gc);
        Thread.ofPlatform().daemon().name("unused heap").start(heap::checkForEver);
    }

    private void checkForEver() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                check();
            }
        } catch (InterruptedException e) {
            // The process ends.
        }
    }

    /** Collects garbage if there is enough of it, and if the server has been idle since the last check. */
    void check() {
        long now = used.getAsLong();
        boolean idle = Math.abs(now - usedBefore) <= IDLE;
        usedBefore = now;
        long garbage = now - stored.getAsLong() - usedByServer;
        if (idle && garbage >= Math.max(SMALL, now / 2)) {
            collection.run();
            usedBefore = used.getAsLong();
            usedByServer = Math.max(0, usedBefore - stored.getAsLong());
        }
    }
}
