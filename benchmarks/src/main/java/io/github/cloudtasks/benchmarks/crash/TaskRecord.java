package io.github.cloudtasks.benchmarks.crash;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The history of a task: what was requested, what was answered, and what its target has received. Processes of the
 * emulator are numbered from 0. Thread-safe.
 */
final class TaskRecord {
    private static final int NEVER = Integer.MAX_VALUE;
    /** Both clocks are the clock of this machine; the server's is truncated to microseconds. */
    private static final long TOLERANCE_NANOS = 1_000_000;

    private static final long CALL_NANOS = 50_000_000;

    private final int number;
    private final QueueRecord queue;
    private final boolean isNamed;
    private String name;
    private boolean exists;
    private long createdNanos = Long.MAX_VALUE;
    private @Nullable Timestamp scheduleTime;
    private int removals;
    /** The last process that may have the task. */
    private int goneAfter = NEVER;

    private String goneReason = "";
    /** The last process that may have received a success; -1 if none, or if the task was listed afterwards. */
    private int lastSuccess = -1;

    private boolean isDelivered;
    private int arrivals;
    private int runs;
    private int currentProcess = -1;
    private int highestBefore = -1;
    private int highest = -1;
    private final Set<Integer> counts = new HashSet<>();
    private int leases;
    private final List<Lease> intervals = new ArrayList<>();

    /** A lease from when it was granted to when it ends, in nanoseconds since 1970. */
    static final class Lease {
        private final long granted;
        private long end;
        private Timestamp token;
        private boolean isSettled = true;

        Lease(long granted, Timestamp token) {
            this.granted = granted;
            this.token = token;
            this.end = Timestamps.toNanos(token);
        }
    }

    TaskRecord(int number, QueueRecord queue, String name) {
        this.number = number;
        this.queue = queue;
        this.name = name;
        this.isNamed = !name.isEmpty();
    }

    int number() {
        return number;
    }

    QueueRecord queue() {
        return queue;
    }

    /** Returns whether the client has chosen the name. */
    boolean isNamed() {
        return isNamed;
    }

    /** Returns the full name; empty while the generated name is not known. */
    synchronized String name() {
        return name;
    }

    /** Notes that the creation was answered, or that the task was seen in a queue. */
    synchronized void created(String fullName, @Nullable Timestamp scheduled) {
        name = fullName;
        if (!exists) {
            exists = true;
            createdNanos = System.nanoTime();
        }
        if (scheduled != null) {
            scheduleTime = scheduled;
        }
    }

    /** Returns whether the task certainly existed: its creation was answered, or it was seen or delivered. */
    synchronized boolean existed() {
        return exists || isDelivered;
    }

    /** Returns whether the creation was answered before a time of {@link System#nanoTime}. */
    synchronized boolean existedBefore(long nanos) {
        return exists && createdNanos - nanos < 0;
    }

    /** Notes that a call which removes the task is about to be made. */
    synchronized void removalRequested() {
        removals++;
    }

    /** Notes that the task is gone, and that no process after this one may have it. */
    synchronized void gone(int lastProcess, String reason) {
        if (lastProcess < goneAfter) {
            goneAfter = lastProcess;
            goneReason = reason;
        }
    }

    synchronized boolean isGone() {
        return goneAfter != NEVER;
    }

    /** Returns whether a process must not have the task. */
    synchronized boolean isGoneBefore(int process) {
        return process > goneAfter;
    }

    /** Returns whether the task may be missing, apart from this many calls that remove it. */
    synchronized boolean mayBeMissing(int ownRemovals) {
        return removals > ownRemovals || lastSuccess >= 0 || goneAfter != NEVER;
    }

    /** Returns whether the target has answered with success. */
    synchronized boolean isDelivered() {
        return isDelivered;
    }

    /** Returns whether the target has answered an attempt of this process with success. */
    synchronized boolean isDeliveredBy(int process) {
        return lastSuccess == process;
    }

    /** Notes that RunTask is about to be called. */
    synchronized void running() {
        runs++;
    }

    /** Notes that the target is about to answer with success. */
    synchronized void success(int process) {
        lastSuccess = process;
        isDelivered = true;
    }

    /** Notes an attempt that the target has received, and checks it. */
    synchronized void arrived(int process, int retryCount, Violations violations) {
        arrivals++;
        if (process > goneAfter) {
            violations.add(Guarantee.NOT_REDELIVERED, "process " + process + " has sent " + this);
        }
        if (process != currentProcess) {
            currentProcess = process;
            highestBefore = highest;
            counts.clear();
        }
        if (retryCount <= highestBefore || !counts.add(retryCount)) {
            violations.add(
                    Guarantee.ATTEMPTS_COUNTED,
                    "an attempt of process " + process + " has the retry count " + retryCount + ", but the target has"
                            + " received " + highest + " before: " + this);
        }
        highest = Math.max(highest, retryCount);
    }

    /** Checks a lease that was answered, and notes it. */
    synchronized void leased(Timestamp token, long durationNanos, int process, Violations violations) {
        long granted = Timestamps.toNanos(token) - durationNanos;
        Lease added = new Lease(granted, token);
        for (Lease other : intervals) {
            if (granted + TOLERANCE_NANOS < other.end && other.granted + TOLERANCE_NANOS < added.end) {
                violations.add(
                        Guarantee.LEASES_HELD,
                        "process " + process + " has leased until " + Timestamps.toString(token) + ", but it was leased"
                                + " until " + Timestamps.toString(other.token) + ": " + this);
            }
        }
        if (process > goneAfter) {
            violations.add(Guarantee.REMOVED_TASKS_GONE, "process " + process + " has leased " + this);
        }
        intervals.add(added);
        intervals.sort(Comparator.comparingLong(lease -> lease.granted));
        leases++;
        if (intervals.size() > 4) {
            intervals.removeFirst();
        }
    }

    /**
     * Claims the lease that is held: its state is not known until the call that is about to be made is answered.
     *
     * @return null if no lease is held for at least as long as a call takes, or its state is not known
     */
    synchronized @Nullable Lease claimLease() {
        Lease last = last();
        if (last == null || !last.isSettled || last.end < now() + CALL_NANOS || goneAfter != NEVER) {
            return null;
        }
        last.isSettled = false;
        return last;
    }

    /** Returns the token of a claimed lease. */
    synchronized Timestamp token(Lease lease) {
        return lease.token;
    }

    /** Notes that a claimed lease is about to be cancelled: the task may be leased from now on. */
    synchronized void cancelling(Lease lease) {
        lease.end = Math.min(lease.end, now());
    }

    /** Notes that the renewal of a claimed lease was answered. */
    synchronized void renewed(Lease lease, Timestamp token) {
        lease.token = token;
        lease.end = Timestamps.toNanos(token);
        lease.isSettled = true;
    }

    /** Returns whether a lease has ended. */
    synchronized boolean hasEnded(Lease lease) {
        return Timestamps.toNanos(lease.token) <= now();
    }

    /**
     * Checks the task as a process has listed it after its start, and takes it as the present state: calls that were
     * under way at the kill have no effect any more.
     *
     * @param killed when the last process was killed, in nanoseconds since 1970
     */
    synchronized void listed(
            int process, String fullName, Timestamp scheduled, int dispatches, long killed, Violations violations) {
        if (process > goneAfter) {
            violations.add(Guarantee.REMOVED_TASKS_GONE, "process " + process + " lists " + this);
        }
        Lease last = last();
        if (last != null) {
            boolean same = last.token.equals(scheduled);
            if (last.isSettled && last.end > killed && !same) {
                violations.add(
                        Guarantee.LEASES_HELD,
                        "process " + process + " lists the schedule time " + Timestamps.toString(scheduled)
                                + " instead of " + Timestamps.toString(last.token) + ": " + this);
            }
            if (same || !last.isSettled) {
                // A renewal or a cancellation that was under way has happened or not.
                last.token = scheduled;
                last.end = Timestamps.toNanos(scheduled);
                last.isSettled = true;
            } else {
                // A lease that was under way has replaced one that had ended.
                last.isSettled = false;
            }
        } else if (queue.isPush()
                && exists
                && arrivals == 0
                && runs == 0
                && scheduleTime != null
                && Timestamps.toNanos(scheduleTime) > now()
                && !scheduleTime.equals(scheduled)) {
            violations.add(
                    Guarantee.SCHEDULES_KEPT,
                    "process " + process + " lists the schedule time " + Timestamps.toString(scheduled) + " instead of "
                            + Timestamps.toString(scheduleTime) + ": " + this);
        }
        int least = queue.isPush() ? (currentProcess == process ? highestBefore : highest) + 1 : leases;
        if (dispatches < least) {
            violations.add(
                    Guarantee.SCHEDULES_KEPT,
                    "process " + process + " lists " + dispatches + " attempts of at least " + least + ": " + this);
        }
        created(fullName, null);
        removals = 0;
        if (lastSuccess < process) {
            // The killed process has not stored the success.
            lastSuccess = -1;
        }
    }

    private @Nullable Lease last() {
        return intervals.isEmpty() ? null : intervals.getLast();
    }

    private static long now() {
        return Timestamps.toNanos(Timestamps.now());
    }

    @Override
    public synchronized String toString() {
        return (name.isEmpty() ? queue.name() + "/tasks/?" : name) + " (number " + number
                + (exists ? ", created" : ", not known to be created")
                + (removals > 0 ? ", " + removals + " removals under way" : "")
                + (goneAfter == NEVER ? "" : ", gone after process " + goneAfter + ": " + goneReason)
                + (arrivals > 0 ? ", " + arrivals + " arrivals up to retry count " + highest : "")
                + (lastSuccess >= 0 ? ", success in process " + lastSuccess : "")
                + (leases > 0 ? ", " + leases + " leases" : "") + ")";
    }
}
