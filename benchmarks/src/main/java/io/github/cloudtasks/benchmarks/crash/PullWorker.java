package io.github.cloudtasks.benchmarks.crash;

import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.CancelLeaseRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.DeleteTaskRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksResponse;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.RenewLeaseRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Creates, leases, acknowledges, renews, cancels and deletes pull tasks over gRPC in v2beta2. */
final class PullWorker extends Worker {
    private static final String VERSION = "v2beta2";
    private static final int LEASED = 10;
    private static final int SHORTEST_SECONDS = 2;
    private static final int LONGEST_SECONDS = 9;
    /** Longer than every lease, so that a renewal never shortens one. */
    private static final int RENEWED_SECONDS = 10;

    private static final long NANOS = 1_000_000_000;

    private final List<QueueRecord> queues;

    PullWorker(History history, Session session, Random random, List<QueueRecord> queues) {
        super(history, session, random);
        this.queues = queues;
    }

    /** Returns the record of a task, by the number in its payload; null if there is none. */
    static @Nullable TaskRecord recordOf(History history, Task task) {
        return history.task(Integer.parseInt(task.getPullMessage().getPayload().toStringUtf8()));
    }

    @Override
    void step() {
        QueueRecord queue = queues.get(random.nextInt(queues.size()));
        int kind = random.nextInt(100);
        if (kind < 40) {
            if (queue.size() < MOST_TASKS) {
                create(queue);
            }
        } else if (kind < 50) {
            int seconds = SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS + 1);
            int unused = lease(queue, 1 + random.nextInt(LEASED), seconds);
        } else {
            TaskRecord task = queue.pick(random);
            if (task == null) {
                return;
            }
            if (kind < 55) {
                delete(task);
                return;
            }
            TaskRecord.Lease lease = task.claimLease();
            if (lease == null) {
                return;
            }
            if (kind < 80) {
                acknowledge(task, lease);
            } else if (kind < 90) {
                renew(task, lease);
            } else {
                cancel(task, lease);
            }
        }
    }

    private void create(QueueRecord queue) {
        TaskRecord task = history.addTask(queue, random.nextBoolean());
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue.name())
                .setTask(Task.newBuilder()
                        .setName(task.name())
                        .setPullMessage(PullMessage.newBuilder()
                                .setPayload(ByteString.copyFromUtf8(Integer.toString(task.number())))))
                .build();
        Task answer = session.call(VERSION, "CreateTask", request, Task.getDefaultInstance());
        task.created(answer.getName(), answer.getScheduleTime());
    }

    /** Leases tasks and returns their number. */
    int lease(QueueRecord queue, int most, int seconds) {
        LeaseTasksRequest request = LeaseTasksRequest.newBuilder()
                .setParent(queue.name())
                .setMaxTasks(most)
                .setLeaseDuration(Duration.newBuilder().setSeconds(seconds))
                .setResponseView(Task.View.FULL)
                .build();
        LeaseTasksResponse response =
                session.call(VERSION, "LeaseTasks", request, LeaseTasksResponse.getDefaultInstance());
        for (Task leased : response.getTasksList()) {
            TaskRecord task = recordOf(history, leased);
            if (task == null) {
                violation(Guarantee.CALLS_SUCCEED, "LeaseTasks has returned an unknown task " + leased.getName());
                continue;
            }
            task.created(leased.getName(), null);
            task.leased(leased.getScheduleTime(), seconds * NANOS, process(), history.violations());
        }
        return response.getTasksCount();
    }

    void acknowledge(TaskRecord task, TaskRecord.Lease lease) {
        task.removalRequested();
        AcknowledgeTaskRequest request = AcknowledgeTaskRequest.newBuilder()
                .setName(task.name())
                .setScheduleTime(task.token(lease))
                .build();
        try {
            Empty unused = session.call(VERSION, "AcknowledgeTask", request, Empty.getDefaultInstance());
            task.gone(process(), "AcknowledgeTask was answered");
            history.addEnd(task, "ACKNOWLEDGED");
        } catch (StatusRuntimeException e) {
            requireMayBeUnleased(task, lease, 1, e, "AcknowledgeTask");
        }
    }

    private void renew(TaskRecord task, TaskRecord.Lease lease) {
        RenewLeaseRequest request = RenewLeaseRequest.newBuilder()
                .setName(task.name())
                .setScheduleTime(task.token(lease))
                .setLeaseDuration(Duration.newBuilder().setSeconds(RENEWED_SECONDS))
                .build();
        try {
            Task answer = session.call(VERSION, "RenewLease", request, Task.getDefaultInstance());
            task.renewed(lease, answer.getScheduleTime());
        } catch (StatusRuntimeException e) {
            requireMayBeUnleased(task, lease, 0, e, "RenewLease");
        }
    }

    private void cancel(TaskRecord task, TaskRecord.Lease lease) {
        CancelLeaseRequest request = CancelLeaseRequest.newBuilder()
                .setName(task.name())
                .setScheduleTime(task.token(lease))
                .build();
        task.cancelling(lease);
        try {
            Task unused = session.call(VERSION, "CancelLease", request, Task.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            requireMayBeUnleased(task, lease, 0, e, "CancelLease");
        }
    }

    private void delete(TaskRecord task) {
        task.removalRequested();
        try {
            Empty unused = session.call(
                    VERSION,
                    "DeleteTask",
                    DeleteTaskRequest.newBuilder().setName(task.name()).build(),
                    Empty.getDefaultInstance());
            task.gone(process(), "DeleteTask was answered");
            history.addEnd(task, "DELETED");
        } catch (StatusRuntimeException e) {
            requireMayBeMissing(task, 1, e, "DeleteTask");
        }
    }

    private void requireMayBeUnleased(
            TaskRecord task, TaskRecord.Lease lease, int ownRemovals, StatusRuntimeException failure, String call) {
        if (failure.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
            requireMayBeMissing(task, ownRemovals, failure, call);
        } else if (!task.hasEnded(lease)) {
            violation(Guarantee.LEASES_HELD, call + ": " + failure.getMessage() + " " + task);
        }
    }
}
