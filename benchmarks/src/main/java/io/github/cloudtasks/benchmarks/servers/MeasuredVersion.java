package io.github.cloudtasks.benchmarks.servers;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * An API version as the benchmark uses it.
 *
 * @param name the version, for example {@code v2}
 * @param request makes a serialized CreateTask request from the name of a queue
 * @param noOp a service that parses the request and responds with its task
 */
public record MeasuredVersion(String name, Function<String, byte[]> request, ServerServiceDefinition noOp) {
    private static final String URL = "http://127.0.0.1:9/work";
    private static final String HEADER = "Content-Type";
    private static final String TYPE = "application/json";
    private static final ByteString BODY =
            ByteString.copyFromUtf8("{\"id\": 12345, \"name\": \"a task of usual size\"}");

    /** The CreateTask request as JSON, the same in all versions. */
    public static byte[] json() {
        String body = Base64.getEncoder().encodeToString(BODY.toByteArray());
        return ("{\"task\": {\"httpRequest\": {\"url\": \"" + URL + "\", \"headers\": {\"" + HEADER + "\": \"" + TYPE
                        + "\"}, \"body\": \"" + body + "\"}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** All versions, v2 first. */
    public static List<MeasuredVersion> all() {
        return List.of(v2(), v2beta3(), v2beta2());
    }

    /** The CreateTask method with serialized messages, so that the client spends little time on them. */
    public MethodDescriptor<byte[], byte[]> createTask() {
        return CloudTasksClient.method(name, "CreateTask");
    }

    private static MeasuredVersion v2() {
        Function<String, com.google.cloud.tasks.v2.CreateTaskRequest> request =
                queue -> com.google.cloud.tasks.v2.CreateTaskRequest.newBuilder()
                        .setParent(queue)
                        .setTask(com.google.cloud.tasks.v2.Task.newBuilder()
                                .setHttpRequest(com.google.cloud.tasks.v2.HttpRequest.newBuilder()
                                        .setUrl(URL)
                                        .putHeaders(HEADER, TYPE)
                                        .setBody(BODY)))
                        .build();
        return new MeasuredVersion(
                "v2",
                queue -> request.apply(queue).toByteArray(),
                noOp(
                        "v2",
                        com.google.cloud.tasks.v2.CreateTaskRequest.getDefaultInstance(),
                        com.google.cloud.tasks.v2.Task.getDefaultInstance(),
                        com.google.cloud.tasks.v2.CreateTaskRequest::getTask));
    }

    private static MeasuredVersion v2beta3() {
        Function<String, com.google.cloud.tasks.v2beta3.CreateTaskRequest> request =
                queue -> com.google.cloud.tasks.v2beta3.CreateTaskRequest.newBuilder()
                        .setParent(queue)
                        .setTask(com.google.cloud.tasks.v2beta3.Task.newBuilder()
                                .setHttpRequest(com.google.cloud.tasks.v2beta3.HttpRequest.newBuilder()
                                        .setUrl(URL)
                                        .putHeaders(HEADER, TYPE)
                                        .setBody(BODY)))
                        .build();
        return new MeasuredVersion(
                "v2beta3",
                queue -> request.apply(queue).toByteArray(),
                noOp(
                        "v2beta3",
                        com.google.cloud.tasks.v2beta3.CreateTaskRequest.getDefaultInstance(),
                        com.google.cloud.tasks.v2beta3.Task.getDefaultInstance(),
                        com.google.cloud.tasks.v2beta3.CreateTaskRequest::getTask));
    }

    private static MeasuredVersion v2beta2() {
        Function<String, com.google.cloud.tasks.v2beta2.CreateTaskRequest> request =
                queue -> com.google.cloud.tasks.v2beta2.CreateTaskRequest.newBuilder()
                        .setParent(queue)
                        .setTask(com.google.cloud.tasks.v2beta2.Task.newBuilder()
                                .setHttpRequest(com.google.cloud.tasks.v2beta2.HttpRequest.newBuilder()
                                        .setUrl(URL)
                                        .putHeaders(HEADER, TYPE)
                                        .setBody(BODY)))
                        .build();
        return new MeasuredVersion(
                "v2beta2",
                queue -> request.apply(queue).toByteArray(),
                noOp(
                        "v2beta2",
                        com.google.cloud.tasks.v2beta2.CreateTaskRequest.getDefaultInstance(),
                        com.google.cloud.tasks.v2beta2.Task.getDefaultInstance(),
                        com.google.cloud.tasks.v2beta2.CreateTaskRequest::getTask));
    }

    private static <Q extends Message, T extends Message> ServerServiceDefinition noOp(
            String version, Q request, T task, Function<Q, T> taskOf) {
        MethodDescriptor<Q, T> method = MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(request), ProtoUtils.marshaller(task))
                .setType(MethodType.UNARY)
                .setFullMethodName(service(version) + "/CreateTask")
                .build();
        return ServerServiceDefinition.builder(service(version))
                .addMethod(method, ServerCalls.asyncUnaryCall((received, responses) -> {
                    responses.onNext(taskOf.apply(received));
                    responses.onCompleted();
                }))
                .build();
    }

    private static String service(String version) {
        return "google.cloud.tasks." + version + ".CloudTasks";
    }
}
