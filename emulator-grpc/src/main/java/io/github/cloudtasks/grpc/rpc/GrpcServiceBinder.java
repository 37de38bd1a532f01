package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a grpc-java service from an {@link RpcService}, without generated stubs. */
final class GrpcServiceBinder {
    /** The system parameter that selects the fields of the response (documented). */
    private static final Metadata.Key<String> FIELD_MASK =
            Metadata.Key.of("x-goog-fieldmask", Metadata.ASCII_STRING_MARSHALLER);

    private GrpcServiceBinder() {}

    static ServerServiceDefinition bind(RpcService service) {
        List<ServerMethodDefinition<Supplier<Message>, Message>> methods =
                service.rpcs().stream().map(GrpcServiceBinder::method).toList();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.descriptor().getFullName())
                .setSchemaDescriptor(new ServiceSchema(service.descriptor()));
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static ServerMethodDefinition<Supplier<Message>, Message> method(Rpc rpc) {
        String service = rpc.method().getService().getFullName();
        MethodDescriptor<Supplier<Message>, Message> method = MethodDescriptor.<Supplier<Message>, Message>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        service, rpc.method().getName()))
                .setRequestMarshaller(new RequestMarshaller(rpc.request()))
                .setResponseMarshaller(ProtoUtils.marshaller(rpc.response()))
                .setSchemaDescriptor(new MethodSchema(rpc.method()))
                .build();
        ServerCallHandler<Supplier<Message>, Message> allFields = handler(rpc, null);
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Iterable<String> masks = headers.getAll(FIELD_MASK);
            return (masks == null ? allFields : handler(rpc, String.join(",", masks))).startCall(call, headers);
        });
    }

    private static ServerCallHandler<Supplier<Message>, Message> handler(Rpc rpc, @Nullable String fieldMask) {
        return ServerCalls.asyncUnaryCall((request, observer) -> respond(rpc, fieldMask, request, observer));
    }

    private static void respond(
            Rpc rpc, @Nullable String fieldMask, Supplier<Message> request, StreamObserver<Message> observer) {
        Message response;
        try {
            FieldSelection selection =
                    FieldSelection.of(fieldMask, rpc.response().getDescriptorForType());
            response = selection.prune(rpc.call(request.get()));
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    /**
     * A marshaller that reads malformed bytes as a request which throws when it is read. If a marshaller itself throws,
     * grpc-java responds with UNKNOWN and logs a stack trace, although the error is the caller's.
     */
    private static final class RequestMarshaller implements Marshaller<Supplier<Message>> {
        private final Marshaller<Message> messages;

        RequestMarshaller(Message prototype) {
            messages = ProtoUtils.marshaller(prototype);
        }

        @Override
        public InputStream stream(Supplier<Message> request) {
            return messages.stream(request.get());
        }

        /** The status of malformed bytes is INTERNAL, as in gRPC's table of status codes (documented). */
        @Override
        public Supplier<Message> parse(InputStream bytes) {
            try {
                Message message = messages.parse(bytes);
                return () -> message;
            } catch (StatusRuntimeException e) {
                return () -> {
                    throw e.getStatus().withCause(null).asRuntimeException();
                };
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
