package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.rest.routing.HttpBinding;
import io.github.cloudtasks.rest.routing.PathTemplate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The description of one method in a discovery document. */
final class DiscoveryMethod {
    private final DiscoveryPath path;
    private final ObjectNode method = JsonNodeFactory.instance.objectNode();
    private final ObjectNode parameters = JsonNodeFactory.instance.objectNode();

    private DiscoveryMethod(DiscoveryPath path, String httpMethod) {
        this.path = path;
        method.put("id", path.id())
                .put("path", path.path())
                .put("flatPath", path.flatPath())
                .put("httpMethod", httpMethod);
        ArrayNode order = method.putArray("parameterOrder");
        path.parameters().forEach((name, pattern) -> {
            order.add(name);
            ObjectNode parameter = parameters.putObject(name);
            parameter.put("location", "path").put("required", true).put("type", "string");
            if (!pattern.isEmpty()) {
                parameter.put("pattern", pattern);
            }
        });
        method.set("parameters", parameters);
    }

    /** Describes a method by one of its bindings. */
    static DiscoveryMethod of(Rpc rpc, HttpBinding binding, String version, DiscoverySchemas schemas) {
        PathTemplate template = PathTemplate.parse(binding.path());
        DiscoveryPath path =
                DiscoveryPath.of(template, binding.method(), rpc.method().getName(), version);
        DiscoveryMethod described = new DiscoveryMethod(path, binding.method());
        Set<String> bound = template.variables().stream()
                .map(PathTemplate.Variable::fieldPath)
                .collect(Collectors.toSet());
        described.addRequest(rpc.request().getDescriptorForType(), binding.body(), bound, schemas);
        described.setReference("response", schemas.reference(rpc.response().getDescriptorForType()));
        return described;
    }

    /** Describes BufferTask, which has no descriptor. */
    static DiscoveryMethod bufferTask(ApiVersion version, DiscoverySchemas schemas) {
        DiscoveryPath path =
                DiscoveryPath.of(BufferTaskEndpoint.template(version.id()), "POST", "BufferTask", version.id());
        DiscoveryMethod described = new DiscoveryMethod(path, "POST");
        described.setReference("request", schemas.bufferTaskRequest());
        described.setReference("response", schemas.bufferTaskResponse());
        return described;
    }

    private void addRequest(Descriptor request, String body, Set<String> bound, DiscoverySchemas schemas) {
        if (body.equals(HttpBinding.WHOLE_REQUEST)) {
            setReference("request", schemas.reference(request, bound));
            return;
        }
        FieldDescriptor bodyField = body.isEmpty() ? null : request.findFieldByName(body);
        if (bodyField != null) {
            setReference("request", schemas.reference(bodyField.getMessageType()));
        }
        // The published documents list parameters by name.
        for (String name : new TreeSet<>(
                request.getFields().stream().map(FieldDescriptor::getName).toList())) {
            addQueryParameter(request.findFieldByName(name), body, bound, schemas);
        }
    }

    private void addQueryParameter(
            @Nullable FieldDescriptor field, String body, Set<String> bound, DiscoverySchemas schemas) {
        if (field == null || field.getName().equals(body) || bound.contains(field.getName())) {
            return;
        }
        ObjectNode type = schemas.elementType(field);
        if (type.has("type") && !type.path("type").asText().equals("object")) {
            ObjectNode parameter = parameters.putObject(field.getJsonName()).put("location", "query");
            parameter.setAll(type);
            if (field.isRepeated()) {
                parameter.put("repeated", true);
            }
        }
    }

    private void setReference(String name, String schema) {
        method.putObject(name).put("$ref", schema);
    }

    /** Adds the method to the tree of resources. */
    void addTo(ObjectNode resources, String scope) {
        method.putArray("scopes").add(scope);
        List<String> names = path.resources();
        int last = names.size() - 1;
        ObjectNode level = resources;
        for (String parent : names.subList(0, last)) {
            level = level.withObjectProperty(parent).withObjectProperty("resources");
        }
        level.withObjectProperty(names.get(last)).withObjectProperty("methods").set(path.method(), method);
    }
}
