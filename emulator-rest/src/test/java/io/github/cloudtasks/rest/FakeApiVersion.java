package io.github.cloudtasks.rest;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.proto.location.LocationsProto;
import io.github.cloudtasks.proto.v2beta2.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta2.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A fake v2beta2, made from its descriptors. Its methods record their requests and return the responses that a test
 * sets.
 */
public final class FakeApiVersion {
    /** A request of BufferTask. */
    public record Buffered(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {}

    private volatile String lastMethod;
    private volatile Message lastRequest;
    private volatile Buffered lastBuffered;
    private final Map<String, Function<Message, Message>> responses = new ConcurrentHashMap<>();

    /** Returns the version. By default its methods return an empty message. */
    public ApiVersion version() {
        return new ApiVersion(
                "v2beta2",
                service(CloudTasksProto.getDescriptor().findServiceByName("CloudTasks")),
                List.of(service(LocationsProto.getDescriptor().findServiceByName("Locations"))),
                (queue, taskId, httpMethod, headers, body) -> {
                    lastBuffered = new Buffered(queue, taskId, httpMethod, headers, body);
                    return Task.newBuilder()
                            .setName(queue + "/tasks/" + (taskId.isEmpty() ? "1" : taskId))
                            .build();
                });
    }

    private RpcService service(ServiceDescriptor descriptor) {
        return new RpcService(
                descriptor, descriptor.getMethods().stream().map(this::rpc).toList());
    }

    private Rpc rpc(MethodDescriptor method) {
        Message response = defaultInstance(method.getOutputType());
        Function<Message, Message> body = request -> {
            lastMethod = method.getName();
            lastRequest = request;
            return responses.getOrDefault(method.getName(), r -> response).apply(request);
        };
        return new Rpc(method, defaultInstance(method.getInputType()), response, body, null, rules(method));
    }

    private static List<HttpRule> rules(MethodDescriptor method) {
        if (method.getName().equals("UploadQueueYaml")) {
            return List.of(HttpRule.newBuilder()
                    .setPost("/api/queue/update")
                    .setBody("http_body")
                    .build());
        }
        List<HttpRule> rules = new ArrayList<>();
        if (method.getOptions().hasExtension(AnnotationsProto.http)) {
            HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
            rules.add(rule.toBuilder().clearAdditionalBindings().build());
            rules.addAll(rule.getAdditionalBindingsList());
        }
        // The rules of Locations have /v1/ in every API.
        rules.replaceAll(rule -> rule.getGet().startsWith("/v1/")
                ? rule.toBuilder()
                        .setGet("/v2beta2/" + rule.getGet().substring("/v1/".length()))
                        .build()
                : rule);
        return rules;
    }

    /** Returns the default instance of a generated message. */
    public static Message defaultInstance(Descriptor type) {
        String className = type.getFile().getOptions().getJavaPackage() + "." + type.getName();
        try {
            return (Message)
                    Internal.getDefaultInstance(Class.forName(className).asSubclass(MessageLite.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("No class for " + type.getFullName(), e);
        }
    }

    /** Sets the response of a method. */
    public void respondTo(String method, Message response) {
        responses.put(method, request -> response);
    }

    /** Sets the function that a method calls. */
    public void respondTo(String method, Function<Message, Message> body) {
        responses.put(method, body);
    }

    /** Returns the name of the last called method; null if there was none. */
    public String lastMethod() {
        return lastMethod;
    }

    /** Returns the last request; null if there was none. */
    public Message lastRequest() {
        return lastRequest;
    }

    /** Returns the last request of BufferTask; null if there was none. */
    public Buffered lastBuffered() {
        return lastBuffered;
    }

    /** Forgets the recorded requests. */
    public void forget() {
        lastMethod = null;
        lastRequest = null;
        lastBuffered = null;
    }
}
