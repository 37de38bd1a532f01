package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** One service as grpc-java wants it, made from descriptors alone: there are no generated stubs. */
final class GrpcService {

    private GrpcService() {}

    static ServerServiceDefinition of(RpcService service) {
        List<ServerMethodDefinition<Supplier<Message>, Message>> methods =
                service.rpcs().stream().map(GrpcService::method).toList();
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
        return ServerMethodDefinition.create(
                method, ServerCalls.asyncUnaryCall((request, observer) -> answer(rpc, request, observer)));
    }

    private static void answer(Rpc rpc, Supplier<Message> request, StreamObserver<Message> observer) {
        Message response;
        try {
            response = rpc.call(request.get());
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    /** What reflection asks a service for. */
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

    /** What reflection asks a method for. */
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
