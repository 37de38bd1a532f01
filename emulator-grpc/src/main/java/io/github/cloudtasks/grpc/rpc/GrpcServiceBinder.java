package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a grpc-java service from an {@link RpcService}, without generated stubs. */
final class GrpcServiceBinder {
    /** The system parameter that selects the fields of the response (documented). */
    private static final Metadata.Key<String> FIELD_MASK =
            Metadata.Key.of("x-goog-fieldmask", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger log = LoggerFactory.getLogger(GrpcServiceBinder.class);

    private final MemoryBudget budget;

    /**
     * Creates a binder.
     *
     * @param budget the memory for responses that are being sent
     */
    GrpcServiceBinder(MemoryBudget budget) {
        this.budget = budget;
    }

    ServerServiceDefinition bind(RpcService service) {
        List<ServerMethodDefinition<ParsedRequest, Message>> methods =
                service.rpcs().stream().map(this::method).toList();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.descriptor().getFullName())
                .setSchemaDescriptor(new ServiceSchema(service.descriptor()));
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private ServerMethodDefinition<ParsedRequest, Message> method(Rpc rpc) {
        String service = rpc.method().getService().getFullName();
        MethodDescriptor<ParsedRequest, Message> method = MethodDescriptor.<ParsedRequest, Message>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        service, rpc.method().getName()))
                .setRequestMarshaller(new RequestMarshaller(rpc.request()))
                .setResponseMarshaller(ProtoUtils.marshaller(rpc.response()))
                .setSchemaDescriptor(new MethodSchema(rpc.method()))
                .build();
        ServerCallHandler<ParsedRequest, Message> allFields = handler(rpc, null);
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Iterable<String> masks = headers.getAll(FIELD_MASK);
            return (masks == null ? allFields : handler(rpc, String.join(",", masks))).startCall(call, headers);
        });
    }

    private ServerCallHandler<ParsedRequest, Message> handler(Rpc rpc, @Nullable String fieldMask) {
        return ServerCalls.asyncUnaryCall((request, observer) -> respond(rpc, fieldMask, request, observer));
    }

    private void respond(Rpc rpc, @Nullable String fieldMask, ParsedRequest request, StreamObserver<Message> observer) {
        Message message = request.message();
        if (message == null) {
            observer.onError(request.failure().asRuntimeException());
            return;
        }
        Reservation reservation = budget.newReservation();
        releaseAtEnd(reservation, observer);
        if (request.bytes() > HeavyWork.LARGE_BYTES || rpc.isHeavy(message)) {
            onWorker(observer, () -> send(call(rpc, fieldMask, message, observer), reservation, observer));
            return;
        }
        Message response = call(rpc, fieldMask, message, observer);
        if (response != null && response.getSerializedSize() > HeavyWork.LARGE_BYTES) {
            onWorker(observer, () -> send(response, reservation, observer));
        } else {
            send(response, reservation, observer);
        }
    }

    private static void onWorker(StreamObserver<Message> observer, Runnable work) {
        HeavyWork.executor().execute(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                log.error("A call failed; this is a bug in the emulator", e);
                observer.onError(Status.INTERNAL
                        .withDescription("Internal error encountered.")
                        .asRuntimeException());
            }
        });
    }

    /** Releases the memory of a response when it has been sent, or when the client has cancelled the call. */
    private static void releaseAtEnd(Reservation reservation, StreamObserver<Message> observer) {
        if (observer instanceof ServerCallStreamObserver<Message> call) {
            call.setOnCloseHandler(reservation::close);
            call.setOnCancelHandler(reservation::close);
        }
    }

    /** Returns the response; null if the call has failed. */
    private static @Nullable Message call(
            Rpc rpc, @Nullable String fieldMask, Message request, StreamObserver<Message> observer) {
        try {
            FieldSelection selection =
                    FieldSelection.of(fieldMask, rpc.response().getDescriptorForType());
            return selection.prune(rpc.call(request));
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return null;
        }
    }

    private void send(@Nullable Message response, Reservation reservation, StreamObserver<Message> observer) {
        if (response == null) {
            return;
        }
        if (!reservation.resize(response.getSerializedSize())) {
            observer.onError(
                    Status.RESOURCE_EXHAUSTED.withDescription(budget.message()).asRuntimeException());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    /**
     * A request as read from the connection.
     *
     * @param message null if the bytes are malformed
     * @param bytes the size of the message
     * @param failure the status for malformed bytes; OK otherwise
     */
    private record ParsedRequest(@Nullable Message message, int bytes, Status failure) {}

    /**
     * A marshaller that reads malformed bytes as a request with a failure. If a marshaller itself throws, grpc-java
     * responds with UNKNOWN and logs a stack trace, although the error is the caller's.
     */
    private static final class RequestMarshaller implements Marshaller<ParsedRequest> {
        private final Marshaller<Message> messages;

        RequestMarshaller(Message prototype) {
            messages = ProtoUtils.marshaller(prototype);
        }

        @Override
        public InputStream stream(ParsedRequest request) {
            throw new UnsupportedOperationException("A server does not send requests.");
        }

        /** The status of malformed bytes is INTERNAL, as in gRPC's table of status codes (documented). */
        @Override
        public ParsedRequest parse(InputStream bytes) {
            try {
                int size = bytes.available();
                return new ParsedRequest(messages.parse(bytes), size, Status.OK);
            } catch (StatusRuntimeException e) {
                return new ParsedRequest(null, 0, e.getStatus().withCause(null));
            } catch (IOException e) {
                return new ParsedRequest(null, 0, Status.INTERNAL.withDescription(e.getMessage()));
            }
        }
    }

    /** The descriptor of a service, for server reflection. */
    private record ServiceSchema(Descriptors.ServiceDescriptor descriptor) implements ProtoServiceDescriptorSupplier {
        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return descriptor;
        }

        @Override
        public Descriptors.FileDescriptor getFileDescriptor() {
            return descriptor.getFile();
        }
    }

    /** The descriptor of a method, for server reflection. */
    private record MethodSchema(Descriptors.MethodDescriptor descriptor) implements ProtoMethodDescriptorSupplier {
        @Override
        public Descriptors.MethodDescriptor getMethodDescriptor() {
            return descriptor;
        }

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return descriptor.getService();
        }

        @Override
        public Descriptors.FileDescriptor getFileDescriptor() {
            return descriptor.getFile();
        }
    }
}
