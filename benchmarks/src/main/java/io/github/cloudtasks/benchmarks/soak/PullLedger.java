package io.github.cloudtasks.benchmarks.soak;

import java.util.BitSet;

/** The history of each pull task, by a number that its payload contains. Thread-safe. */
final class PullLedger {
    private final BitSet created = new BitSet();
    private final BitSet leased = new BitSet();
    private final BitSet acknowledged = new BitSet();
    private int count;
    private long leases;
    private long doubled;

    /** Returns the number of a new task. */
    synchronized int add() {
        return count++;
    }

    /** Notes that CreateTask has succeeded. */
    synchronized void created(int task) {
        created.set(task);
    }

    /** Notes a lease. A task that is leased already, or was acknowledged, must not be leased. */
    synchronized void leased(int task) {
        leases++;
        if (leased.get(task) || acknowledged.get(task)) {
            doubled++;
        }
        leased.set(task);
    }

    /** Notes that the lease is about to be cancelled. Another caller may lease the task before the response arrives. */
    synchronized void cancelling(int task) {
        leased.clear(task);
    }

    /** Notes that AcknowledgeTask has succeeded. */
    synchronized void acknowledged(int task) {
        acknowledged.set(task);
    }

    /** Returns the number of leases. */
    synchronized long leases() {
        return leases;
    }

    /** Returns the number of leases of tasks that were leased already, or acknowledged. */
    synchronized long doubled() {
        return doubled;
    }

    /** Returns the number of tasks that were created. */
    synchronized int size() {
        return created.cardinality();
    }

    /** Returns the number of tasks that were created and not acknowledged. */
    synchronized int lost() {
        BitSet lost = (BitSet) created.clone();
        lost.andNot(acknowledged);
        return lost.cardinality();
    }
}
