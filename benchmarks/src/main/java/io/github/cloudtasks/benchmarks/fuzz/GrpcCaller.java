package io.github.cloudtasks.benchmarks.fuzz;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.github.cloudtasks.benchmarks.load.BytesMarshaller;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Makes random gRPC calls: valid messages, and bytes that are no message. */
final class GrpcCaller implements Caller {
    private static final Metadata.Key<String> FIELD_MASK =
            Metadata.Key.of("x-goog-fieldmask", Metadata.ASCII_STRING_MARSHALLER);
    private static final Marshaller<byte[]> BYTES = new BytesMarshaller();

    private final ManagedChannel channel;
    private final List<MethodDescriptor> methods;
    private final RandomGenerator random;
    private final Vocabulary words;
    private final RandomMessages messages;
    private final Findings findings;

    GrpcCaller(
            ManagedChannel channel,
            List<MethodDescriptor> methods,
            RandomGenerator random,
            Vocabulary words,
            Findings findings) {
        this.channel = channel;
        this.methods = methods;
        this.random = random;
        this.words = words;
        this.messages = new RandomMessages(random, words);
        this.findings = findings;
    }

    @Override
    public void call() {
        MethodDescriptor method = words.pick(methods);
        byte[] request = messages.request(method).toByteArray();
        // A damaged URL could name another machine.
        boolean damaged = random.nextInt(10) == 0 && !method.getName().contains("Task");
        if (damaged) {
            request = Mutations.damage(request, random);
        }
        Status status = send(method, request);
        findings.answered("gRPC", status.getCode().name());
        boolean internal = status.getCode() == Status.Code.INTERNAL && !damaged;
        if (internal || status.getCode() == Status.Code.UNKNOWN || status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            findings.report(
                    "gRPC " + method.getFullName() + " " + status.getCode(),
                    status.getDescription() + " for "
                            + HexFormat.of().formatHex(request, 0, Math.min(300, request.length)));
        }
    }

    private Status send(MethodDescriptor method, byte[] request) {
        io.grpc.MethodDescriptor<byte[], byte[]> rpc = io.grpc.MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodType.UNARY)
                .setFullMethodName(io.grpc.MethodDescriptor.generateFullMethodName(
                        method.getService().getFullName(), method.getName()))
                .build();
        Metadata headers = new Metadata();
        if (random.nextInt(20) == 0) {
            headers.put(
                    FIELD_MASK, words.pick(List.of("name", "tasks.name,nextPageToken", "*", "a(", "", "queues(name)")));
        }
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        try {
            ClientCalls.blockingUnaryCall(
                    io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    rpc,
                    options,
                    request);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }
}
