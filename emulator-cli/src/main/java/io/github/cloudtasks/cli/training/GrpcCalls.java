package io.github.cloudtasks.cli.training;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The gRPC calls of {@link TrainingCalls}, written as text and converted with the descriptors of each version. */
final class GrpcCalls implements AutoCloseable {
    private static final String LOCATION = "projects/training/locations/us-central1";
    private static final long TIMEOUT_SECONDS = 30;

    private static final Map<String, ServiceDescriptor> SERVICES = Map.of(
            "v2", service(io.github.cloudtasks.proto.v2.CloudTasksProto.getDescriptor()),
            "v2beta3", service(io.github.cloudtasks.proto.v2beta3.CloudTasksProto.getDescriptor()),
            "v2beta2", service(io.github.cloudtasks.proto.v2beta2.CloudTasksProto.getDescriptor()));

    private final ManagedChannel channel;
    private final TrainingTarget target;

    GrpcCalls(String endpoint, TrainingTarget target) {
        this.channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
        this.target = target;
    }

    private static ServiceDescriptor service(FileDescriptor file) {
        return file.findServiceByName("CloudTasks");
    }

    /**
     * Makes the calls of one round.
     *
     * @throws IOException if a response is not as expected
     */
    void run(String version, int round) throws IOException, InterruptedException {
        ServiceDescriptor service = Objects.requireNonNull(SERVICES.get(version), version);
        String queue = LOCATION + "/queues/grpc-" + version + "-" + round;
        String task = "http_request { url: '" + target.url() + "/grpc' body: 'hi' headers { key: 'a' value: 'b' } }";
        call(service, "CreateQueue", "parent: '" + LOCATION + "' queue { name: '" + queue + "' }");
        call(service, "GetQueue", "name: '" + queue + "'");
        call(
                service,
                "UpdateQueue",
                "queue { name: '" + queue + "' retry_config { max_attempts: 5 } } "
                        + "update_mask { paths: 'retry_config.max_attempts' }");
        call(service, "CreateTask", "parent: '" + queue + "' task { " + task + " }");
        call(service, "CreateTask", "parent: '" + queue + "' task { name: '" + queue + "/tasks/named' " + task + " }");
        target.await(2);
        call(service, "PauseQueue", "name: '" + queue + "'");
        call(service, "CreateTask", "parent: '" + queue + "' task { name: '" + queue + "/tasks/kept' " + task + " }");
        call(service, "GetTask", "name: '" + queue + "/tasks/kept' response_view: FULL");
        call(service, "ListTasks", "parent: '" + queue + "' page_size: 10");
        expectError(service, "GetTask", "name: '" + queue + "/tasks/missing'", Status.Code.NOT_FOUND);
        call(service, "DeleteTask", "name: '" + queue + "/tasks/kept'");
        call(service, "PurgeQueue", "name: '" + queue + "'");
        call(service, "ListQueues", "parent: '" + LOCATION + "'");
        if (version.equals("v2beta2")) {
            lease(service, LOCATION + "/queues/grpc-pull-" + round);
        }
        call(service, "DeleteQueue", "name: '" + queue + "'");
        HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
    }

    private void lease(ServiceDescriptor service, String queue) throws IOException {
        call(service, "CreateQueue", "parent: '" + LOCATION + "' queue { name: '" + queue + "' pull_target {} }");
        call(service, "CreateTask", "parent: '" + queue + "' task { pull_message { payload: 'hi' tag: 'a' } }");
        call(
                service,
                "LeaseTasks",
                "parent: '" + queue + "' max_tasks: 10 lease_duration { seconds: 10 } response_view: FULL");
    }

    private void expectError(ServiceDescriptor service, String rpc, String request, Status.Code code)
            throws IOException {
        try {
            call(service, rpc, request);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == code) {
                return;
            }
            throw e;
        }
        throw new IOException(rpc + " did not fail");
    }

    private void call(ServiceDescriptor service, String rpc, String request) throws IOException {
        MethodDescriptor method = service.findMethodByName(rpc);
        DynamicMessage.Builder message = DynamicMessage.newBuilder(method.getInputType());
        try {
            TextFormat.getParser().merge(request, message);
        } catch (ParseException e) {
            throw new IOException(request, e);
        }
        Message unused = ClientCalls.blockingUnaryCall(
                channel,
                io.grpc.MethodDescriptor.<Message, Message>newBuilder()
                        .setType(MethodType.UNARY)
                        .setFullMethodName(service.getFullName() + "/" + rpc)
                        .setRequestMarshaller(marshaller(method.getInputType()))
                        .setResponseMarshaller(marshaller(method.getOutputType()))
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS),
                message.build());
    }

    private static Marshaller<Message> marshaller(Descriptor type) {
        return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
