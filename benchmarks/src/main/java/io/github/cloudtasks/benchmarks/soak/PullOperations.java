package io.github.cloudtasks.benchmarks.soak;

import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.CancelLeaseRequest;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.RenewLeaseRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import io.github.cloudtasks.benchmarks.soak.fault.EmulatorAddress;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;

/** Creates, leases, renews, cancels and acknowledges pull tasks in v2beta2. Thread-safe. */
final class PullOperations {
    private static final int QUEUES = 4;
    private static final int LEASED_AT_ONCE = 10;
    private static final int DRAINED_AT_ONCE = 1000;
    private static final Duration LEASE = Duration.newBuilder().setSeconds(600).build();

    private final CloudTasksBlockingStub blocking;
    private final CloudTasksFutureStub async;
    private final PullLedger ledger;
    private final Pending pending;
    private final List<String> queues = new ArrayList<>();

    PullOperations(ManagedChannel channel, PullLedger ledger, Pending pending) {
        this.blocking = CloudTasksGrpc.newBlockingStub(channel);
        this.async = CloudTasksGrpc.newFutureStub(channel);
        this.ledger = ledger;
        this.pending = pending;
        for (int i = 0; i < QUEUES; i++) {
            Queue queue = Queue.newBuilder()
                    .setName(EmulatorAddress.LOCATION + "/queues/pull-" + i)
                    .setPullTarget(PullTarget.getDefaultInstance())
                    .build();
            CreateQueueRequest request = CreateQueueRequest.newBuilder()
                    .setParent(EmulatorAddress.LOCATION)
                    .setQueue(queue)
                    .build();
            queues.add(blocking.createQueue(request).getName());
        }
    }

    void create(long planned) {
        int task = ledger.add();
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queues.get(task % QUEUES))
                .setTask(Task.newBuilder()
                        .setPullMessage(
                                PullMessage.newBuilder().setPayload(ByteString.copyFromUtf8(Integer.toString(task)))))
                .build();
        pending.watch("CreateTask of a pull task", planned, async.createTask(request), created -> ledger.created(task));
    }

    /** Leases up to ten tasks. Acknowledges most of them, some after a renewal, and cancels the other leases. */
    void lease(long planned, int random) {
        LeaseTasksRequest request = lease(queues.get(random % QUEUES), LEASED_AT_ONCE);
        pending.watch("LeaseTasks", planned, async.leaseTasks(request), response -> {
            for (Task task : response.getTasksList()) {
                int number = number(task);
                ledger.leased(number);
                switch (number % 10) {
                    case 0 -> renew(task);
                    case 1 -> cancelOrAcknowledge(task, random);
                    default -> acknowledge(task);
                }
            }
        });
    }

    private void renew(Task task) {
        RenewLeaseRequest request = RenewLeaseRequest.newBuilder()
                .setName(task.getName())
                .setScheduleTime(task.getScheduleTime())
                .setLeaseDuration(LEASE)
                .setResponseView(Task.View.FULL)
                .build();
        pending.watch("RenewLease", System.nanoTime(), async.renewLease(request), this::acknowledge);
    }

    private void cancelOrAcknowledge(Task task, int random) {
        // Independent of the queue, which the remainder of a division by 4 selects.
        if (random / QUEUES % 2 == 0) {
            acknowledge(task);
            return;
        }
        ledger.cancelling(number(task));
        CancelLeaseRequest request = CancelLeaseRequest.newBuilder()
                .setName(task.getName())
                .setScheduleTime(task.getScheduleTime())
                .build();
        pending.watch("CancelLease", System.nanoTime(), async.cancelLease(request), cancelled -> {});
    }

    private void acknowledge(Task task) {
        int number = number(task);
        pending.watch(
                "AcknowledgeTask",
                System.nanoTime(),
                async.acknowledgeTask(acknowledgement(task)),
                done -> ledger.acknowledged(number));
    }

    /** Leases and acknowledges all tasks that are left. */
    void drain() {
        for (String queue : queues) {
            List<Task> tasks =
                    blocking.leaseTasks(lease(queue, DRAINED_AT_ONCE)).getTasksList();
            while (!tasks.isEmpty()) {
                for (Task task : tasks) {
                    ledger.leased(number(task));
                    Empty unused = blocking.acknowledgeTask(acknowledgement(task));
                    ledger.acknowledged(number(task));
                }
                tasks = blocking.leaseTasks(lease(queue, DRAINED_AT_ONCE)).getTasksList();
            }
        }
    }

    private static LeaseTasksRequest lease(String queue, int tasks) {
        return LeaseTasksRequest.newBuilder()
                .setParent(queue)
                .setMaxTasks(tasks)
                .setLeaseDuration(LEASE)
                .setResponseView(Task.View.FULL)
                .build();
    }

    private static AcknowledgeTaskRequest acknowledgement(Task task) {
        return AcknowledgeTaskRequest.newBuilder()
                .setName(task.getName())
                .setScheduleTime(task.getScheduleTime())
                .build();
    }

    private static int number(Task task) {
        return Integer.parseInt(task.getPullMessage().getPayload().toStringUtf8());
    }
}
