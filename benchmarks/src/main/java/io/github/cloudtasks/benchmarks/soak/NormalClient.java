package io.github.cloudtasks.benchmarks.soak;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.GetQueueRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.Task;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.github.cloudtasks.benchmarks.soak.fault.EmulatorAddress;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that creates a task for a healthy target, or reads a queue, every ten milliseconds over gRPC and over REST.
 * A call that is late because the one before took long counts from its planned start.
 */
final class NormalClient implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final String QUEUE = EmulatorAddress.LOCATION + "/queues/healthy";

    private final ManagedChannel channel;
    private final RestClient rest;
    private final Ledger ledger;
    private final CallLog log;
    private final LedgerTarget target;
    private final List<Thread> threads;
    private volatile boolean ended;

    NormalClient(String address, Ledger ledger, CallLog log, LedgerTarget target) {
        this.channel = EmulatorAddress.parse(address).channel();
        this.rest = new RestClient(address);
        this.ledger = ledger;
        this.log = log;
        this.target = target;
        Queue unused = V2Calls.call(
                channel,
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(EmulatorAddress.LOCATION)
                        .setQueue(Queue.newBuilder()
                                .setName(QUEUE)
                                .setRateLimits(RateLimits.newBuilder().setMaxDispatchesPerSecond(500)))
                        .build(),
                Queue.getDefaultInstance());
        threads = List.of(
                Thread.ofPlatform().daemon().start(() -> repeat("gRPC", this::createOverGrpc, this::getOverGrpc)),
                Thread.ofPlatform().daemon().start(() -> repeat("REST", this::createOverRest, this::getOverRest)));
    }

    private interface Creation {
        void create(int task);
    }

    private void repeat(String transport, Creation creation, Runnable read) {
        long planned = System.nanoTime();
        for (int i = 0; !ended; i++) {
            LockSupport.parkNanos(planned - System.nanoTime());
            try {
                if (i % 2 == 0) {
                    int task = ledger.add(planned);
                    creation.create(task);
                    ledger.acknowledged(task);
                } else {
                    read.run();
                }
                log.answered(planned);
            } catch (StatusRuntimeException | CompletionException e) {
                log.failed(transport, String.valueOf(e.getMessage()));
            }
            planned += PAUSE_NANOS;
        }
    }

    private void createOverGrpc(int task) {
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(QUEUE)
                .setTask(Task.newBuilder()
                        .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url(task))))
                .build();
        Task unused = V2Calls.call(channel, "CreateTask", request, Task.getDefaultInstance());
    }

    private void getOverGrpc() {
        GetQueueRequest request = GetQueueRequest.newBuilder().setName(QUEUE).build();
        Queue unused = V2Calls.call(channel, "GetQueue", request, Queue.getDefaultInstance());
    }

    private void createOverRest(int task) {
        String json = "{\"task\": {\"httpRequest\": {\"url\": \"" + target.url(task) + "\"}}}";
        String unused = rest.call("POST", "/v2/" + QUEUE + "/tasks", json).join();
    }

    private void getOverRest() {
        String unused = rest.call("GET", "/v2/" + QUEUE, "").join();
    }

    /** Makes no further calls, and waits for those that are under way. */
    void end() {
        ended = true;
        threads.forEach(Uninterruptibles::joinUninterruptibly);
    }

    @Override
    public void close() {
        end();
        rest.close();
        channel.shutdownNow();
    }
}
