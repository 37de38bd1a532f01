package io.github.cloudtasks.benchmarks.console;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.HttpRequest;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.github.cloudtasks.benchmarks.load.CountingTarget;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;

/** Creates tasks, which the emulator dispatches meanwhile, and waits until all are delivered. */
final class DispatchLoad implements AutoCloseable {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    /** A queue dispatches at most 500 tasks per second, so the load is spread over several. */
    private static final int QUEUES = 40;

    private static final long DELIVERY_SECONDS = 120;
    private static final ByteString BODY =
            ByteString.copyFromUtf8("{\"id\": 12345, \"name\": \"a task of usual size\"}");

    private final ServerProcess server;
    private final ManagedChannel channel;
    private final CloudTasksFutureStub async;
    private final List<String> queues = new ArrayList<>();

    DispatchLoad(ServerProcess server) {
        this.server = server;
        this.channel =
                NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
        this.async = CloudTasksGrpc.newFutureStub(channel);
        CloudTasksGrpc.CloudTasksBlockingStub blocking = CloudTasksGrpc.newBlockingStub(channel);
        for (int i = 0; i < QUEUES; i++) {
            String name = LOCATION + "/queues/dispatched-" + i;
            Queue unused = blocking.createQueue(CreateQueueRequest.newBuilder()
                    .setParent(LOCATION)
                    .setQueue(Queue.newBuilder().setName(name))
                    .build());
            queues.add(name);
        }
    }

    /**
     * The cost of a number of tasks.
     *
     * @param cpuMicros CPU time of the server for each task, in microseconds
     * @param perSecond tasks that were created and delivered, per second
     */
    record Sample(double cpuMicros, double perSecond) {}

    /** Returns the full name of a queue that is used. */
    String queue() {
        return queues.getFirst();
    }

    /** Creates tasks and waits until all are delivered. */
    Sample measure(int tasks) throws InterruptedException {
        try (CountingTarget target = new CountingTarget(tasks)) {
            List<CreateTaskRequest> requests = queues.stream()
                    .map(queue -> CreateTaskRequest.newBuilder()
                            .setParent(queue)
                            .setTask(Task.newBuilder()
                                    .setHttpRequest(HttpRequest.newBuilder()
                                            .setUrl(target.url())
                                            .setBody(BODY)))
                            .build())
                    .toList();
            long cpu = server.cpuTime().toNanos();
            long start = System.nanoTime();
            ConcurrentCalls.make(tasks, i -> async.createTask(requests.get(i % QUEUES)));
            if (!target.await(DELIVERY_SECONDS)) {
                throw new IllegalStateException(target.tasks() + " of " + tasks + " tasks were delivered");
            }
            long elapsed = System.nanoTime() - start;
            cpu = server.cpuTime().toNanos() - cpu;
            return new Sample(cpu / 1e3 / tasks, tasks * 1e9 / elapsed);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
