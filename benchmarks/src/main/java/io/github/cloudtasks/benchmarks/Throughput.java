package io.github.cloudtasks.benchmarks;

import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.HttpRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.ListTasksRequest;
import com.google.cloud.tasks.v2beta2.PauseQueueRequest;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.ResumeQueueRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Creates, dispatches, leases and acknowledges tasks in a running emulator. Fails if a task is lost or delivered twice.
 * The emulator must run with {@code --lease-calls-per-second 0}.
 */
public final class Throughput {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final int CREATED = 100_000;
    private static final int PULLED = 100_000;
    private static final int LEASED_AT_ONCE = 1000;
    /** A queue dispatches at most 500 tasks per second, so the load is spread over several. */
    private static final int QUEUES = 40;

    private static final int PER_QUEUE = 500;
    private static final int WARM_UP = 20_000;
    private static final long DELIVERY_SECONDS = 120;

    private final CloudTasksBlockingStub blocking;
    private final CloudTasksFutureStub async;
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    private Throughput(ManagedChannel channel) {
        blocking = CloudTasksGrpc.newBlockingStub(channel).withMaxInboundMessageSize(Integer.MAX_VALUE);
        async = CloudTasksGrpc.newFutureStub(channel);
    }

    /**
     * Runs the benchmark.
     *
     * @param args the emulator's address, {@code host:port}
     */
    public static void main(String[] args) throws InterruptedException {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(args[0]).usePlaintext().build();
        try {
            new Throughput(channel).runAll(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private void runAll(ManagedChannel channel) throws InterruptedException {
        HealthGrpc.HealthFutureStub health = HealthGrpc.newFutureStub(channel);
        HealthCheckRequest check = HealthCheckRequest.getDefaultInstance();
        Report.Work checks = () -> ConcurrentCalls.make(CREATED, i -> health.check(check));
        ConcurrentCalls.make(WARM_UP, i -> health.check(check));
        create(pausedQueue("warm-up"), WARM_UP, "http://127.0.0.1:9/");
        Report report = new Report(Report.perSecond(CREATED, checks));
        report.measure("tasks created", CREATED, () -> create(pausedQueue("created"), CREATED, "http://127.0.0.1:9/"));
        dispatch(report);
        lease(report);
    }

    private void dispatch(Report report) throws InterruptedException {
        try (CountingTarget target = new CountingTarget(QUEUES * PER_QUEUE)) {
            List<String> queues = new ArrayList<>();
            for (int i = 0; i < QUEUES; i++) {
                String queue = pausedQueue("dispatched-" + i);
                create(queue, PER_QUEUE, target.url());
                queues.add(queue);
            }
            report.measure("tasks dispatched from " + QUEUES + " queues", QUEUES * PER_QUEUE, () -> {
                queues.forEach(queue -> blocking.resumeQueue(
                        ResumeQueueRequest.newBuilder().setName(queue).build()));
                Report.require("  delivered in time (1: yes, 0: no)", target.await(DELIVERY_SECONDS) ? 1 : 0, 1);
            });
            Report.require("  tasks delivered", target.tasks(), QUEUES * PER_QUEUE);
            Report.require("  tasks delivered more than once", target.duplicates(), 0);
        }
    }

    private void lease(Report report) throws InterruptedException {
        String queue = queue("pulled", Queue.newBuilder().setPullTarget(PullTarget.getDefaultInstance()));
        PullMessage message = PullMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8("payload"))
                .build();
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder().setPullMessage(message))
                .build();
        report.measure(
                "pull tasks created", PULLED, () -> ConcurrentCalls.make(PULLED, i -> async.createTask(request)));

        List<Task> leased = new ArrayList<>();
        report.measure("pull tasks leased, 1000 per call", PULLED, () -> leaseAll(queue, leased));
        Set<String> names = new HashSet<>();
        leased.forEach(task -> names.add(task.getName()));
        Report.require("  tasks leased", leased.size(), PULLED);
        Report.require("  different tasks leased", names.size(), PULLED);

        report.measure(
                "pull tasks acknowledged",
                PULLED,
                () -> ConcurrentCalls.make(
                        PULLED,
                        i -> async.acknowledgeTask(AcknowledgeTaskRequest.newBuilder()
                                .setName(leased.get(i).getName())
                                .setScheduleTime(leased.get(i).getScheduleTime())
                                .build())));
        Report.require("  tasks left", blocking.listTasks(listOf(queue)).getTasksCount(), 0);
    }

    private void leaseAll(String queue, List<Task> leased) {
        LeaseTasksRequest lease = LeaseTasksRequest.newBuilder()
                .setParent(queue)
                .setMaxTasks(LEASED_AT_ONCE)
                .setLeaseDuration(Duration.newBuilder().setSeconds(3600))
                .setResponseView(Task.View.FULL)
                .build();
        for (List<Task> tasks = next(lease); !tasks.isEmpty(); tasks = next(lease)) {
            leased.addAll(tasks);
        }
    }

    private List<Task> next(LeaseTasksRequest lease) {
        return blocking.leaseTasks(lease).getTasksList();
    }

    private void create(String queue, int count, String url) {
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setHttpRequest(HttpRequest.newBuilder().setUrl(url).setBody(ByteString.copyFromUtf8("body"))))
                .build();
        ConcurrentCalls.make(count, i -> async.createTask(request));
    }

    private String pausedQueue(String id) {
        String name = queue(id, Queue.newBuilder());
        return blocking.pauseQueue(PauseQueueRequest.newBuilder().setName(name).build())
                .getName();
    }

    private String queue(String id, Queue.Builder settings) {
        String name = LOCATION + "/queues/" + id + "-" + run;
        return blocking.createQueue(CreateQueueRequest.newBuilder()
                        .setParent(LOCATION)
                        .setQueue(settings.setName(name))
                        .build())
                .getName();
    }

    private static ListTasksRequest listOf(String queue) {
        return ListTasksRequest.newBuilder().setParent(queue).build();
    }
}
