package io.github.cloudtasks.benchmarks;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.HttpRequest;
import com.google.cloud.tasks.v2beta2.ListTasksRequest;
import com.google.cloud.tasks.v2beta2.ListTasksResponse;
import com.google.cloud.tasks.v2beta2.PauseQueueRequest;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.HashSet;
import java.util.Set;

/** Creates 100,000 small tasks in a running emulator and lists them all. Fails if one is missing. */
public final class Capacity {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final int TASKS = 100_000;
    private static final int PAGE = 1000;

    private Capacity() {}

    /**
     * Runs the benchmark.
     *
     * @param args the emulator's address, {@code host:port}
     */
    public static void main(String[] args) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(args[0]).usePlaintext().build();
        try {
            CloudTasksBlockingStub blocking = CloudTasksGrpc.newBlockingStub(channel);
            String queue = pausedQueue(blocking);
            CloudTasksFutureStub async = CloudTasksGrpc.newFutureStub(channel);
            CreateTaskRequest request = request(queue);
            long start = System.nanoTime();
            ConcurrentCalls.make(TASKS, i -> async.createTask(request));
            long created = System.nanoTime();
            Set<String> names = new HashSet<>();
            list(blocking, queue, names);
            long listed = System.nanoTime();
            System.out.printf("tasks listed: %d%n", names.size());
            if (names.size() != TASKS) {
                throw new IllegalStateException(names.size() + " tasks are listed instead of " + TASKS);
            }
            System.out.printf(
                    "created in %.1f s, listed in %.1f s%n", (created - start) / 1e9, (listed - created) / 1e9);
        } finally {
            channel.shutdownNow();
        }
    }

    private static String pausedQueue(CloudTasksBlockingStub blocking) {
        String name = LOCATION + "/queues/capacity-" + Long.toString(System.currentTimeMillis(), 36);
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(LOCATION)
                .setQueue(Queue.newBuilder().setName(name))
                .build();
        blocking.createQueue(request);
        return blocking.pauseQueue(PauseQueueRequest.newBuilder().setName(name).build())
                .getName();
    }

    private static CreateTaskRequest request(String queue) {
        HttpRequest request = HttpRequest.newBuilder()
                .setUrl("http://app:8080/work")
                .setBody(ByteString.copyFromUtf8("{\"id\": 12345}"))
                .build();
        return CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder().setHttpRequest(request))
                .build();
    }

    private static void list(CloudTasksBlockingStub blocking, String queue, Set<String> names) {
        String page = "";
        do {
            ListTasksResponse response = blocking.listTasks(ListTasksRequest.newBuilder()
                    .setParent(queue)
                    .setPageSize(PAGE)
                    .setPageToken(page)
                    .build());
            response.getTasksList().forEach(task -> names.add(task.getName()));
            page = response.getNextPageToken();
        } while (!page.isEmpty());
    }
}
