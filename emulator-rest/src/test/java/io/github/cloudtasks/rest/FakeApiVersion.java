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
import io.github.cloudtasks.proto.location.LocationsProto;
import io.github.cloudtasks.proto.v2beta2.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta2.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * v2beta2 from its descriptors, with methods that remember what they were asked and answer what a test tells them to.
 */
public final class FakeApiVersion {
    /** What BufferTask was asked. */
    public record Buffered(String queue, String taskId, Map<String, String> headers, Bytes body) {}

    private volatile String lastMethod;
    private volatile Message lastRequest;
    private volatile Buffered lastBuffered;
    private final Map<String, Function<Message, Message>> answers = new ConcurrentHashMap<>();

    /** The version, whose methods answer with an empty message unless told otherwise. */
    public ApiVersion version() {
        return new ApiVersion(
                "v2beta2",
                service(CloudTasksProto.getDescriptor().findServiceByName("CloudTasks")),
                List.of(service(LocationsProto.getDescriptor().findServiceByName("Locations"))),
                (queue, taskId, headers, body) -> {
                    lastBuffered = new Buffered(queue, taskId, headers, body);
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
            return answers.getOrDefault(method.getName(), r -> response).apply(request);
        };
        return new Rpc(method, defaultInstance(method.getInputType()), response, body, rules(method));
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
        // Locations has /v1/, whichever version of an API it is mixed into.
        rules.replaceAll(rule -> rule.getGet().startsWith("/v1/")
                ? rule.toBuilder()
                        .setGet("/v2beta2/" + rule.getGet().substring("/v1/".length()))
                        .build()
                : rule);
        return rules;
    }

    /** The default instance of a generated message. */
    public static Message defaultInstance(Descriptor type) {
        String className = type.getFile().getOptions().getJavaPackage() + "." + type.getName();
        try {
            return (Message)
                    Internal.getDefaultInstance(Class.forName(className).asSubclass(MessageLite.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("No class for " + type.getFullName(), e);
        }
    }

    /** Makes a method answer with this message. */
    public void answer(String method, Message response) {
        answers.put(method, request -> response);
    }

    /** Makes a method answer with what this returns or throws. */
    public void answer(String method, Function<Message, Message> body) {
        answers.put(method, body);
    }

    /** The name of the method that was called last; null if none was. */
    public String lastMethod() {
        return lastMethod;
    }

    /** The request of the last call; null if there was none. */
    public Message lastRequest() {
        return lastRequest;
    }

    /** The last call of BufferTask; null if there was none. */
    public Buffered lastBuffered() {
        return lastBuffered;
    }

    /** Forgets the calls so far. */
    public void forget() {
        lastMethod = null;
        lastRequest = null;
        lastBuffered = null;
    }
}
