package io.github.cloudtasks.cli.tracing;

import io.github.cloudtasks.proto.v2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2.Task;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/** Methods of v2 for gRPC clients. */
final class GrpcMethods {
    private GrpcMethods() {}

    static MethodDescriptor<CreateTaskRequest, Task> createTask() {
        return MethodDescriptor.<CreateTaskRequest, Task>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2.CloudTasks/CreateTask")
                .setRequestMarshaller(ProtoUtils.marshaller(CreateTaskRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Task.getDefaultInstance()))
                .build();
    }
}
