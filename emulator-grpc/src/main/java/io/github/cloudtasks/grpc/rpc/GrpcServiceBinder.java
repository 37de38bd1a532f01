package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.journal.Journal;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final Journal journal;

    /**
     * Creates a binder.
     *
     * @param budget the memory for responses that are being sent
     * @param journal receives the changes that responses wait for
     */
    GrpcServiceBinder(MemoryBudget budget, Journal journal) {
        this.budget = budget;
        this.journal = journal;
    }

    ServerServiceDefinition bind(RpcService service) {
        List<ServerMethodDefinition<Message, Message>> methods =
                service.rpcs().stream().map(this::method).toList();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.descriptor().getFullName())
                .setSchemaDescriptor(new ServiceSchema(service.descriptor()));
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private ServerMethodDefinition<Message, Message> method(Rpc rpc) {
        String service = rpc.method().getService().getFullName();
        MethodDescriptor<Message, Message> method = MethodDescriptor.<Message, Message>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        service, rpc.method().getName()))
                .setRequestMarshaller(ProtoUtils.marshaller(rpc.request()))
                .setResponseMarshaller(ProtoUtils.marshaller(rpc.response()))
                .setSchemaDescriptor(new MethodSchema(rpc.method()))
                .build();
        ServerCallHandler<Message, Message> allFields = handler(rpc, null);
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Iterable<String> masks = headers.getAll(FIELD_MASK);
            return (masks == null ? allFields : handler(rpc, String.join(",", masks))).startCall(call, headers);
        });
    }

    private ServerCallHandler<Message, Message> handler(Rpc rpc, @Nullable String fieldMask) {
        return ServerCalls.asyncUnaryCall((request, observer) -> respond(rpc, fieldMask, request, observer));
    }

    private void respond(Rpc rpc, @Nullable String fieldMask, Message request, StreamObserver<Message> observer) {
        Reservation reservation = budget.newReservation();
        releaseAtEnd(reservation, observer);
        if (request.getSerializedSize() > HeavyWork.LARGE_BYTES || rpc.isHeavy(request)) {
            onWorker(observer, () -> {
                Message response = call(rpc, fieldMask, request, observer);
                sendStored(rpc, response, reservation, observer, () -> send(response, reservation, observer));
            });
            return;
        }
        Message response = call(rpc, fieldMask, request, observer);
        sendStored(rpc, response, reservation, observer, () -> sendAnySize(response, reservation, observer));
    }

    /**
     * Sends the response of a call that this thread has made, once its changes are stored.
     *
     * @param sendNow sends it on this thread, if it need not wait
     */
    private void sendStored(
            Rpc rpc,
            @Nullable Message response,
            Reservation reservation,
            StreamObserver<Message> observer,
            Runnable sendNow) {
        CompletableFuture<Void> pending = journal.pending();
        if (pending == null || response == null) {
            sendNow.run();
            return;
        }
        CompletableFuture<Void> unused = pending.whenComplete((stored, failure) -> guarded(observer, () -> {
            if (failure == null) {
                sendAnySize(response, reservation, observer);
            } else {
                RuntimeException thrown =
                        failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
                observer.onError(StatusMapper.toStatus(thrown, rpc.method().getFullName()));
            }
        }));
    }

    /** Sends a response: a large one on a worker thread. */
    private void sendAnySize(@Nullable Message response, Reservation reservation, StreamObserver<Message> observer) {
        if (response != null && response.getSerializedSize() > HeavyWork.LARGE_BYTES) {
            onWorker(observer, () -> send(response, reservation, observer));
        } else {
            send(response, reservation, observer);
        }
    }

    /** Runs the work on a worker thread unless the client cancels the call before. */
    private static void onWorker(StreamObserver<Message> observer, Runnable work) {
        HeavyWork.executor().execute(() -> guarded(observer, work));
    }

    /** Runs the work unless the client has cancelled the call. If it fails, the client gets INTERNAL. */
    private static void guarded(StreamObserver<Message> observer, Runnable work) {
        if (observer instanceof ServerCallStreamObserver<Message> call && call.isCancelled()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("A call failed; this is a bug in the emulator", e);
            observer.onError(Status.INTERNAL
                    .withDescription("Internal error encountered.")
                    .asRuntimeException());
        }
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
        int size = response.getSerializedSize();
        if (!reservation.resize(size)) {
            String message = budget.refuseResponse(size).message();
            observer.onError(Status.RESOURCE_EXHAUSTED.withDescription(message).asRuntimeException());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
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
