package io.github.cloudtasks.benchmarks.crash;

import com.google.cloud.tasks.v2.RunTaskRequest;
import com.google.cloud.tasks.v2.Task;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Delivers, or leases and acknowledges, all tasks that are left after the last kill. Used by one thread. */
final class Drain {
    private static final long SECONDS = 60;
    private static final long POLL_MILLIS = 50;
    private static final int LEASE_SECONDS = 30;

    private final History history;
    private final Session session;
    private final PullWorker pull;
    private final QueueWorker queues;

    Drain(History history, Session session, Random random, CrashTarget target) {
        this.history = history;
        this.session = session;
        this.pull = new PullWorker(history, session, random, List.of());
        this.queues = new QueueWorker(history, session, random, target);
    }

    /** Runs until no task is left, or for a minute. */
    void run() throws InterruptedException {
        for (QueueRecord queue : history.queues()) {
            if (queue.isPush()) {
                queues.resume(queue);
                queue.tasks().forEach(this::deliver);
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!isDone() && System.nanoTime() < end) {
            for (QueueRecord queue : history.queues()) {
                if (!queue.isPush()) {
                    acknowledgeAll(queue);
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        for (QueueRecord queue : history.queues()) {
            queue.tasks().stream()
                    .filter(task -> !isDone(task))
                    .forEach(task -> history.violations()
                            .add(queue.isPush() ? Guarantee.DELIVERED : Guarantee.DRAINED, "not drained: " + task));
        }
    }

    private void deliver(TaskRecord task) {
        if (task.name().isEmpty()) {
            // Its creation was under way at the last kill, and it was delivered before the start was checked.
            return;
        }
        task.running();
        try {
            Task unused = session.call(
                    "v2",
                    "RunTask",
                    RunTaskRequest.newBuilder().setName(task.name()).build(),
                    Task.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND || !task.mayBeMissing(0)) {
                history.violations().add(Guarantee.TASKS_KEPT, "RunTask: " + e.getMessage() + ": " + task);
            }
        }
    }

    private void acknowledgeAll(QueueRecord queue) {
        int leased = pull.lease(queue, 1000, LEASE_SECONDS);
        for (TaskRecord task : queue.tasks()) {
            TaskRecord.Lease lease = task.claimLease();
            if (lease != null) {
                pull.acknowledge(task, lease);
            }
        }
        if (leased > 0) {
            queue.sweep();
        }
    }

    private boolean isDone() {
        return history.queues().stream()
                .flatMap(queue -> queue.tasks().stream())
                .allMatch(Drain::isDone);
    }

    private static boolean isDone(TaskRecord task) {
        return task.isGone() || (task.queue().isPush() && task.isDelivered());
    }
}
