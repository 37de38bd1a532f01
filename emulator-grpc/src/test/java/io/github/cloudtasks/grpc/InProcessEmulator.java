package io.github.cloudtasks.grpc;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.time.VirtualTimeline;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine on virtual time behind an in-process gRPC server, with a client that sends and receives messages. */
public final class InProcessEmulator implements AutoCloseable {
    /** The virtual time at which every test begins. */
    public static final Instant START = Instant.parse("2026-05-06T07:08:09.123456Z");

    public final VirtualTimeline timeline = new VirtualTimeline(START);
    public final List<Dispatch> dispatched = new CopyOnWriteArrayList<>();
    public final List<ApiVersion> versions = ApiVersions.of(engine());
    private final String version;
    private final Server server;
    private final ManagedChannel channel;

    /** Starts an emulator whose client calls v2beta2 by default. */
    public InProcessEmulator() {
        this("v2beta2");
    }

    /** Starts an emulator whose client calls the given version by default. */
    public InProcessEmulator(String version) {
        this.version = version;
        String name = InProcessServerBuilder.generateName();
        server = start(InProcessServerBuilder.forName(name)
                .addServices(GrpcServices.of(versions))
                .build());
        channel = InProcessChannelBuilder.forName(name).build();
    }

    private CloudTasks engine() {
        return new CloudTasks(Limits.DEFAULTS, timeline, this::deliver);
    }

    /** Records the dispatch. The attempt stays in flight, since outcomes are tested with the engine. */
    private CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        dispatched.add(dispatch);
        return new CompletableFuture<>();
    }

    /** Returns the default version. */
    public ApiVersion version() {
        return version(version);
    }

    /** Returns the version with this id. */
    public ApiVersion version(String id) {
        return versions.stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
    }

    /** Returns the channel, for use by stubs. */
    public Channel channel() {
        return channel;
    }

    /** Calls a method of the default version. */
    public <O extends Message> O call(String method, Message request, O response) {
        return call("google.cloud.tasks." + version + ".CloudTasks", method, request, response);
    }

    public <O extends Message> O call(String service, String method, Message request, O response) {
        return call(service, method, request.toByteArray(), response);
    }

    /** Calls a method with a serialized request. */
    public <O extends Message> O call(String service, String method, byte[] request, O response) {
        MethodDescriptor<byte[], O> descriptor = MethodDescriptor.<byte[], O>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(new RawBytes())
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, request);
    }

    /** Calls a method of the default version and returns the status of its error. */
    public Status failure(String method, Message request) {
        return failure("google.cloud.tasks." + version + ".CloudTasks", method, request);
    }

    public Status failure(String service, String method, Message request) {
        try {
            Message response = call(service, method, request, com.google.protobuf.Empty.getDefaultInstance());
            throw new AssertionError(method + " succeeded: " + response);
        } catch (StatusRuntimeException e) {
            return StatusProto.fromThrowable(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static Server start(Server server) {
        try {
            return server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class RawBytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
        }
    }
}
