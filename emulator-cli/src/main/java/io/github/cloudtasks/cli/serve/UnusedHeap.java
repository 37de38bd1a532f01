package io.github.cloudtasks.cli.serve;

import java.util.function.LongSupplier;

/**
 * Returns heap memory to the system when the server is idle. The serial collector makes the heap smaller only in a full
 * collection, and a server that is called no more has none: it would keep the memory of a million deleted tasks.
 *
 * <p>A full collection stops the process for about a millisecond for each megabyte that stays. So there is one only if
 * at least as much is garbage as stays, and if nothing has happened for a while. Confined to one thread.
 */
final class UnusedHeap {
    /** The time between two checks, in milliseconds. */
    static final long INTERVAL_MILLIS = 5000;

    /** The garbage that is not worth a collection, in bytes. */
    static final long SMALL = 32L << 20;

    /** What health checks and metrics allocate between two checks of an idle server, at most; in bytes. */
    static final long IDLE = 1L << 20;

    private final LongSupplier used;
    private final LongSupplier stored;
    private final Runnable collection;

    /** What was used at the last check. */
    private long usedBefore;

    /** What is used beside stored data when there is no garbage: measured after a collection, 0 before the first. */
    private long usedByServer;

    /**
     * Creates it without a thread.
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
            // Nobody interrupts this thread but the end of the process.
        }
    }

    /** Collects garbage if that is worth a pause, and if nothing has happened since the last check. */
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
