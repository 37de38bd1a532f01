package io.github.cloudtasks.benchmarks.cpu;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.github.cloudtasks.benchmarks.V2Calls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of one server. Each of its callers sends its next request as soon as it has the response to its last one.
 */
final class Load implements AutoCloseable {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final long REQUESTS_SECONDS = 120;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ServerProcess server;
    private final boolean queues;
    private final int callers;
    private final boolean blocking;
    private int created;

    /**
     * Connects to a server.
     *
     * @param queues whether the server has queues, which are made before requests are sent
     * @param settings how many callers share how many connections
     */
    Load(ServerProcess server, boolean queues, BenchmarkSettings settings) {
        this.server = server;
        this.queues = queues;
        callers = settings.callers();
        blocking = settings.blocking();
        for (int i = 0; i < settings.connections(); i++) {
            channels.add(NettyChannelBuilder.forTarget(server.address())
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
    }

    /**
     * The cost of a number of requests.
     *
     * @param cpuMicros CPU time of the server per request, in microseconds
     * @param perSecond requests per second
     */
    record Sample(double cpuMicros, double perSecond) {}

    /** Creates tasks in a new, paused queue, measures that alone, and deletes the queue. */
    Sample measure(MeasuredVersion version, int requests) throws InterruptedException {
        String queue = LOCATION + "/queues/cpu-" + created++;
        if (queues) {
            createPaused(queue);
        }
        byte[] request = version.request().apply(queue);
        long cpu = server.cpuTime().toNanos();
        long start = System.nanoTime();
        send(version.createTask(), request, requests);
        long elapsed = System.nanoTime() - start;
        cpu = server.cpuTime().toNanos() - cpu;
        if (queues) {
            call("DeleteQueue", DeleteQueueRequest.newBuilder().setName(queue).build(), Empty.getDefaultInstance());
        }
        return new Sample(cpu / 1e3 / requests, requests * 1e9 / elapsed);
    }

    private void createPaused(String queue) {
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(LOCATION)
                .setQueue(Queue.newBuilder().setName(queue))
                .build();
        call("CreateQueue", request, Queue.getDefaultInstance());
        call("PauseQueue", PauseQueueRequest.newBuilder().setName(queue).build(), Queue.getDefaultInstance());
    }

    private <Q extends Message, R extends Message> void call(String method, Q request, R response) {
        R unused = V2Calls.call(channels.getFirst(), method, request, response);
    }

    private void send(MethodDescriptor<byte[], byte[]> method, byte[] request, int requests)
            throws InterruptedException {
        Batch batch = new Batch(method, request, requests);
        for (int i = 0; i < callers; i++) {
            Channel channel = channels.get(i % channels.size());
            if (blocking) {
                Thread.ofPlatform().daemon().start(() -> batch.sendAll(channel));
            } else {
                batch.sendNext(channel);
            }
        }
        try {
            batch.done.get(REQUESTS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method.getFullMethodName() + " failed", e);
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** Requests that callers share. */
    private static final class Batch {
        private final MethodDescriptor<byte[], byte[]> method;
        private final byte[] request;
        private final AtomicInteger unsent;
        private final AtomicInteger unanswered;

        /** Completed by the last response or the first error. */
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Batch(MethodDescriptor<byte[], byte[]> method, byte[] request, int requests) {
            this.method = method;
            this.request = request;
            unsent = new AtomicInteger(requests);
            unanswered = new AtomicInteger(requests);
        }

        void sendNext(Channel channel) {
            if (unsent.getAndDecrement() > 0) {
                ClientCalls.asyncUnaryCall(
                        channel.newCall(method, CallOptions.DEFAULT), request, new Caller(this, channel));
            }
        }

        /** Sends requests on this thread, which waits for each response. */
        void sendAll(Channel channel) {
            try {
                while (unsent.getAndDecrement() > 0) {
                    accept(ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request));
                    countResponse();
                }
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        void accept(byte[] response) {
            if (response.length == 0) {
                done.completeExceptionally(new IllegalStateException("an empty response"));
            }
        }

        void countResponse() {
            if (unanswered.decrementAndGet() == 0) {
                done.complete(null);
            }
        }
    }

    /** A caller that does not block: the connection's thread sends its next request when it reads a response. */
    private record Caller(Batch batch, Channel channel) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] response) {
            batch.accept(response);
        }

        @Override
        public void onError(Throwable error) {
            batch.done.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            batch.countResponse();
            batch.sendNext(channel);
        }
    }
}
