package io.github.cloudtasks.benchmarks.load;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** gRPC connections to one server, and the calls that prepare a load. Thread-safe. */
public final class CloudTasksClient implements AutoCloseable {
    /** The location of all queues of the benchmarks. */
    public static final String LOCATION = "projects/benchmark/locations/us-central1";

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new BytesMarshaller();
    private static final long DEADLINE_SECONDS = 300;

    private final List<ManagedChannel> channels = new ArrayList<>();

    /**
     * Creates connections, which are opened by the first calls.
     *
     * @param address {@code host:port}
     */
    public CloudTasksClient(String address, int connections) {
        for (int i = 0; i < connections; i++) {
            channels.add(NettyChannelBuilder.forTarget(address)
                    .usePlaintext()
                    .directExecutor()
                    .maxInboundMessageSize(Integer.MAX_VALUE)
                    .build());
        }
    }

    /** Returns the name of the queue with this ID. */
    public static String queueName(String id) {
        return LOCATION + "/queues/" + id;
    }

    /** Returns a method whose messages are passed as bytes, so that the client spends little time on them. */
    public static MethodDescriptor<byte[], byte[]> method(String version, String name) {
        return MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodType.UNARY)
                .setFullMethodName(fullName(version, name))
                .build();
    }

    /** Returns a method with messages of the types of these two. */
    static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            String version, String name, Q request, R response) {
        @SuppressWarnings("unchecked")
        Q prototype = (Q) request.getDefaultInstanceForType();
        return MethodDescriptor.newBuilder(ProtoUtils.marshaller(prototype), ProtoUtils.marshaller(response))
                .setType(MethodType.UNARY)
                .setFullMethodName(fullName(version, name))
                .build();
    }

    /** Returns the connections. Their executor is the direct one. */
    public List<Channel> channels() {
        return List.copyOf(channels);
    }

    /**
     * Makes a call and waits for the response.
     *
     * @param version the API version, for example {@code v2}
     * @param method the method, for example {@code CreateQueue}
     * @param prototype a message of the response's type
     * @throws NotSupportedException if the server does not have the method
     * @throws StatusRuntimeException if the call fails otherwise
     */
    public <Q extends Message, R extends Message> R call(String version, String method, Q request, R prototype) {
        MethodDescriptor<Q, R> descriptor = method(version, method, request, prototype);
        try {
            return ClientCalls.blockingUnaryCall(channels.getFirst(), descriptor, options(), request);
        } catch (StatusRuntimeException e) {
            throw supported(descriptor.getFullMethodName(), e);
        }
    }

    /** Makes a call whose messages are passed as bytes, as {@link #call}. */
    public byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request) {
        try {
            return ClientCalls.blockingUnaryCall(channels.getFirst(), method, options(), request);
        } catch (StatusRuntimeException e) {
            throw supported(method.getFullMethodName(), e);
        }
    }

    /** Creates a queue over v2 and pauses it. */
    public void createPausedQueue(String name) {
        createQueue(Queue.newBuilder().setName(name).build());
        pauseQueue(name);
    }

    /** Pauses a queue over v2. */
    public void pauseQueue(String name) {
        Queue unused = call(
                "v2", "PauseQueue", PauseQueueRequest.newBuilder().setName(name).build(), Queue.getDefaultInstance());
    }

    /** Creates a queue over v2. */
    public void createQueue(Queue queue) {
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(LOCATION)
                .setQueue(queue)
                .build();
        Queue unused = call("v2", "CreateQueue", request, Queue.getDefaultInstance());
    }

    /** Deletes a queue over v2. */
    public void deleteQueue(String name) {
        Empty unused = call(
                "v2",
                "DeleteQueue",
                DeleteQueueRequest.newBuilder().setName(name).build(),
                Empty.getDefaultInstance());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private static String fullName(String version, String method) {
        return "google.cloud.tasks." + version + ".CloudTasks/" + method;
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static RuntimeException supported(String method, StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.UNIMPLEMENTED
                ? new NotSupportedException(method + " is not implemented")
                : failure;
    }
}
