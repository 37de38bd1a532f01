package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.DeleteQueueRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksResponse;
import com.google.cloud.tasks.v2beta2.ListTasksRequest;
import com.google.cloud.tasks.v2beta2.ListTasksResponse;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;

/** A pull queue over gRPC v2beta2, and the times of its leases. */
final class PullTasks {
    static final int TAGS = 1000;
    private static final String VERSION = "v2beta2";
    private static final MethodDescriptor<byte[], byte[]> LEASE = CloudTasksClient.method(VERSION, "LeaseTasks");
    private static final int CALLERS = 16;

    private final RunningServer server;
    private final String queue;
    private List<Long> nanos = new ArrayList<>();

    /** Creates a queue. */
    PullTasks(RunningServer server) {
        this.server = server;
        queue = server.newQueueName("pull");
        Queue unused = server.client()
                .call(
                        VERSION,
                        "CreateQueue",
                        CreateQueueRequest.newBuilder()
                                .setParent(CloudTasksClient.LOCATION)
                                .setQueue(Queue.newBuilder()
                                        .setName(queue)
                                        .setPullTarget(PullTarget.getDefaultInstance()))
                                .build(),
                        Queue.getDefaultInstance());
    }

    /** Deletes the queue. Only this version has pull queues. */
    void deleteQueue() {
        Empty unused = server.client()
                .call(
                        VERSION,
                        "DeleteQueue",
                        DeleteQueueRequest.newBuilder().setName(queue).build(),
                        Empty.getDefaultInstance());
    }

    /** Returns whether the queue has tasks. */
    boolean hasTasks() {
        return server.client()
                        .call(
                                VERSION,
                                "ListTasks",
                                ListTasksRequest.newBuilder().setParent(queue).build(),
                                ListTasksResponse.getDefaultInstance())
                        .getTasksCount()
                > 0;
    }

    static String tag(int number) {
        return "tag-" + number % TAGS;
    }

    /** Creates tasks with 16 callers. Task {@code i} has the tag {@code i % TAGS}. */
    Timings create(int tasks) throws InterruptedException {
        return GrpcCallers.send(
                server.client().channels(),
                CloudTasksClient.method(VERSION, "CreateTask"),
                i -> CreateTaskRequest.newBuilder()
                        .setParent(queue)
                        .setTask(Task.newBuilder()
                                .setPullMessage(PullMessage.newBuilder()
                                        .setTag(tag(i))
                                        .setPayload(ByteString.copyFromUtf8("payload"))))
                        .build()
                        .toByteArray(),
                tasks,
                CALLERS);
    }

    /** Leases tasks for an hour and notes the time, without the client's parsing. */
    List<Task> lease(int max, String filter) {
        byte[] request = LeaseTasksRequest.newBuilder()
                .setParent(queue)
                .setMaxTasks(max)
                .setLeaseDuration(Duration.newBuilder().setSeconds(3600))
                .setResponseView(Task.View.FULL)
                .setFilter(filter)
                .build()
                .toByteArray();
        long start = System.nanoTime();
        byte[] response = server.client().call(LEASE, request);
        nanos.add(System.nanoTime() - start);
        try {
            return LeaseTasksResponse.parseFrom(response).getTasksList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a response is not a list of leased tasks", e);
        }
    }

    /** Returns the times of the leases since the last call of this method. */
    Timings leaseTimings() {
        List<Long> all = nanos;
        nanos = new ArrayList<>();
        return new Timings(
                all.stream().mapToLong(Long::longValue).toArray(),
                all.stream().mapToLong(Long::longValue).sum());
    }
}
