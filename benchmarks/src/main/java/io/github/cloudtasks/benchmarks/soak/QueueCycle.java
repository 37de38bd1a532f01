package io.github.cloudtasks.benchmarks.soak;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.PurgeQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.ResumeQueueRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.github.cloudtasks.benchmarks.soak.fault.PausedQueue;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The life of a queue: it is created, paused, filled, resumed when nothing has arrived, purged and deleted. Confined to
 * one thread.
 */
final class QueueCycle {
    private static final int TASKS = 5;
    private static final long PAUSE_MILLIS = 200;
    private static final long ARRIVAL_MILLIS = 30_000;

    private final ManagedChannel channel;
    private final Ledger ledger;
    private final CallLog log;
    private final LedgerTarget target;
    private int cycles;

    QueueCycle(ManagedChannel channel, Ledger ledger, CallLog log, LedgerTarget target) {
        this.channel = channel;
        this.ledger = ledger;
        this.log = log;
        this.target = target;
    }

    /** Runs a cycle. What goes wrong is noted as a failed call. */
    void run() throws InterruptedException {
        String queue = "";
        try {
            queue = PausedQueue.create(channel, "cycle-" + cycles++);
            List<Integer> arriving = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                arriving.add(create(queue, ledger.addScheduled(0), 0));
                create(queue, ledger.addNeverDelivered(), 3600);
            }
            require(list(queue) == 2 * TASKS, "ListTasks of a paused queue has not returned all tasks");
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            require(
                    arriving.stream().allMatch(task -> ledger.attempts(task) == 0),
                    "a task of a paused queue was delivered");
            long resumed = System.nanoTime();
            arriving.forEach(task -> ledger.due(task, resumed));
            call("ResumeQueue", ResumeQueueRequest.newBuilder().setName(queue).build(), Queue.getDefaultInstance());
            require(awaitArrivals(arriving), "tasks of a resumed queue have not arrived within 30 s");
            call("PurgeQueue", PurgeQueueRequest.newBuilder().setName(queue).build(), Queue.getDefaultInstance());
            require(list(queue) == 0, "ListTasks of a purged queue has returned a task");
            call("DeleteQueue", DeleteQueueRequest.newBuilder().setName(queue).build(), Empty.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            log.failed("the cycle of the queue " + queue, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the number of cycles that have begun. */
    int count() {
        return cycles;
    }

    private int create(String queue, int number, int delaySeconds) {
        Instant time = Instant.now().plusSeconds(delaySeconds);
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setScheduleTime(Timestamp.newBuilder().setSeconds(time.getEpochSecond()))
                        .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url(number))))
                .build();
        call("CreateTask", request, Task.getDefaultInstance());
        ledger.acknowledged(number);
        return number;
    }

    private int list(String queue) {
        ListTasksRequest request =
                ListTasksRequest.newBuilder().setParent(queue).build();
        return call("ListTasks", request, ListTasksResponse.getDefaultInstance())
                .getTasksCount();
    }

    private boolean awaitArrivals(List<Integer> tasks) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVAL_MILLIS);
        while (!tasks.stream().allMatch(ledger::isDelivered)) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return true;
    }

    private void require(boolean condition, String failure) {
        if (!condition) {
            log.failed("the cycle " + (cycles - 1) + " of a queue", failure);
        }
    }

    private <Q extends Message, R extends Message> R call(String method, Q request, R prototype) {
        long start = System.nanoTime();
        R response = V2Calls.call(channel, method, request, prototype);
        log.answered(start);
        return response;
    }
}
