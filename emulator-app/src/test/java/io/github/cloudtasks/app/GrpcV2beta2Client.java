package io.github.cloudtasks.app;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Task;
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

/** A client of v2beta2 over gRPC, on a real socket. */
final class GrpcV2beta2Client extends V2beta2Client {
  private static final String CLOUD_TASKS = "google.cloud.tasks.v2beta2.CloudTasks";
  private static final String LOCATIONS = "google.cloud.location.Locations";

  /** The largest answer is one of 32 MB of tasks, and what the wire adds to them. */
  private static final int LARGEST_ANSWER = 40 << 20;

  private final ManagedChannel channel;
  private final Runnable whenClosed;

  GrpcV2beta2Client(String endpoint, Runnable whenClosed) {
    this.channel =
        NettyChannelBuilder.forTarget(endpoint).usePlaintext().maxInboundMessageSize(LARGEST_ANSWER).build();
    this.whenClosed = whenClosed;
  }

  @Override
  public String methodName(String rpc) {
    return CLOUD_TASKS + "." + rpc;
  }

  @Override
  <T extends Message> T call(String method, Message request, T answer) {
    MethodDescriptor<Message, T> descriptor =
        MethodDescriptor.<Message, T>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(service(method) + "/" + method)
            .setRequestMarshaller(ProtoUtils.marshaller(request))
            .setResponseMarshaller(ProtoUtils.marshaller(answer))
            .build();
    try {
      return ClientCalls.blockingUnaryCall(
          channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(30)), request);
    } catch (StatusRuntimeException e) {
      Status status = StatusProto.fromThrowable(e);
      throw status == null ? e : RefusedCall.of(status);
    }
  }

  @Override
  public Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
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

  private static String service(String method) {
    return switch (method) {
      case "ListLocations", "GetLocation" -> LOCATIONS;
      default -> CLOUD_TASKS;
    };
  }
}
