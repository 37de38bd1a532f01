package io.github.cloudtasks.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/**
 * The history of each task, by a number that the path of its URL contains. Takes 12 bytes for each task. Thread-safe.
 */
final class Ledger {
    private static final int ACKNOWLEDGED = 1;
    private static final int DELETED = 2;
    private static final int SCHEDULED = 4;
    private static final int NEVER = 8;
    /** The unit of the number of requests that were answered with success. */
    private static final int SUCCESS = 1 << 8;
    /** The unit of the number of requests that were answered with an error, or not answered. */
    private static final int FAILURE = 1 << 16;

    private static final int PART = 1 << 16;

    private final AtomicInteger count = new AtomicInteger();
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** The states and due times of consecutive tasks. */
    private record Part(AtomicIntegerArray states, AtomicLongArray due) {
        Part() {
            this(new AtomicIntegerArray(PART), new AtomicLongArray(PART));
        }
    }

    /**
     * Adds a task that is due at once.
     *
     * @param dueNanos when its creation was planned, as {@link System#nanoTime}
     * @return the number of the task
     */
    int add(long dueNanos) {
        int task = count.getAndIncrement();
        while (parts.size() <= task / PART) {
            synchronized (parts) {
                if (parts.size() <= task / PART) {
                    parts.add(new Part());
                }
            }
        }
        part(task).due().set(task % PART, dueNanos);
        return task;
    }

    /** Adds a task with a schedule time, as {@link System#nanoTime}. */
    int addScheduled(long dueNanos) {
        int task = add(dueNanos);
        set(task, SCHEDULED);
        return task;
    }

    /** Adds a task that is removed before its schedule time, so that it must never be delivered. */
    int addNeverDelivered() {
        int task = add(0);
        set(task, NEVER);
        return task;
    }

    /** Changes when a task is due, as {@link System#nanoTime}. */
    void due(int task, long dueNanos) {
        part(task).due().set(task % PART, dueNanos);
    }

    /** Notes that CreateTask has succeeded. */
    void acknowledged(int task) {
        set(task, ACKNOWLEDGED);
    }

    /** Notes that DeleteTask has succeeded. */
    void deleted(int task) {
        set(task, DELETED);
    }

    /** Notes a request that is answered with success. */
    void succeeded(int task) {
        part(task).states().addAndGet(task % PART, SUCCESS);
    }

    /** Notes a request that is answered with an error, or not answered. */
    void failed(int task) {
        part(task).states().addAndGet(task % PART, FAILURE);
    }

    /** Returns the number of requests so far. */
    int attempts(int task) {
        int state = state(task);
        return successes(state) + (state >>> 16);
    }

    /** Returns whether a request was answered with success. */
    boolean isDelivered(int task) {
        return successes(state(task)) > 0;
    }

    boolean isScheduled(int task) {
        return (state(task) & SCHEDULED) != 0;
    }

    /** Returns when the task is due, as {@link System#nanoTime}. */
    long dueNanos(int task) {
        return part(task).due().get(task % PART);
    }

    /** Returns the number of tasks that were added. */
    int size() {
        return count.get();
    }

    /** Returns the number of tasks whose creation was acknowledged, without those that must not be delivered. */
    int expected() {
        return find(Ledger::isExpected).size();
    }

    /** Returns the number of tasks with a request that was answered with an error, or not answered. */
    int retried() {
        return find(state -> state >>> 16 > 0).size();
    }

    /** Returns the acknowledged tasks without a request that was answered with success. */
    List<Integer> lost() {
        return find(state -> isExpected(state) && successes(state) == 0);
    }

    /** Returns the tasks with more than one request that was answered with success. */
    List<Integer> doubled() {
        return find(state -> successes(state) > 1);
    }

    /** Returns the tasks that were requested although they had been deleted or purged before. */
    List<Integer> deliveredAfterRemoval() {
        return find(state -> (state & (DELETED | NEVER)) != 0 && state >= SUCCESS);
    }

    private List<Integer> find(IntPredicate wanted) {
        List<Integer> found = new ArrayList<>();
        for (int task = 0; task < count.get(); task++) {
            if (wanted.test(state(task))) {
                found.add(task);
            }
        }
        return found;
    }

    private static boolean isExpected(int state) {
        return (state & ACKNOWLEDGED) != 0 && (state & (DELETED | NEVER)) == 0;
    }

    private static int successes(int state) {
        return (state >>> 8) & 0xff;
    }

    private int state(int task) {
        return part(task).states().get(task % PART);
    }

    private void set(int task, int flag) {
        part(task).states().accumulateAndGet(task % PART, flag, (before, added) -> before | added);
    }

    private Part part(int task) {
        return parts.get(task / PART);
    }
}
