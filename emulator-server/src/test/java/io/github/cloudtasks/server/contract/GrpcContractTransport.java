package io.github.cloudtasks.server.contract;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gRPC transport on a real socket. */
final class GrpcContractTransport implements ContractTransport {
    private static final String LOCATIONS = "google.cloud.location.Locations";

    /** The size limit of a response: 32 MB of tasks, plus their encoding overhead. */
    private static final int LARGEST_ANSWER = 40 << 20;

    private final String cloudTasks;
    private final ManagedChannel channel;
    private final Runnable whenClosed;

    GrpcContractTransport(String version, String endpoint, Runnable whenClosed) {
        this.cloudTasks = "google.cloud.tasks." + version + ".CloudTasks";
        this.channel = NettyChannelBuilder.forTarget(endpoint)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .build();
        this.whenClosed = whenClosed;
    }

    @Override
    public String methodName(String rpc) {
        return cloudTasks + "." + rpc;
    }

    @Override
    public <T extends Message> T call(String method, Message request, T response) {
        MethodDescriptor<Message, T> descriptor = MethodDescriptor.<Message, T>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(service(method) + "/" + method)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        try {
            return ClientCalls.blockingUnaryCall(
                    channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(30)), request);
        } catch (StatusRuntimeException e) {
            Status status = StatusProto.fromThrowable(e);
            throw status == null ? e : RejectedCall.of(status);
        }
    }

    @Override
    public <T extends Message> T bufferTask(
            String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body, T response) {
        throw new UnsupportedOperationException("only REST has it");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        whenClosed.run();
    }

    private String service(String method) {
        return switch (method) {
            case "ListLocations", "GetLocation" -> LOCATIONS;
            default -> cloudTasks;
        };
    }
}
