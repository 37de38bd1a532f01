package io.github.cloudtasks.rest.routing;

import com.google.api.HttpBody;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.ErrorInfo;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.json.ParameterReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that calls a gRPC method by one of its {@code google.api.http} rules. The request is filled from the
 * body, then from the query, then from the path, so a field in the path overrides the others.
 */
public final class RpcEndpoint implements Endpoint {
    private final Rpc rpc;
    private final JsonReader reader;
    private final ResponseWriter writer;
    private final PathTemplate template;
    private final List<List<FieldDescriptor>> variables;
    private final boolean hasBody;
    /** The request field that the body fills; null if the body is the request itself, or if there is no body. */
    private final @Nullable FieldDescriptor bodyField;
    /** True if the body is bytes with a media type instead of a JSON message. */
    private final boolean rawBody;

    private RpcEndpoint(Rpc rpc, HttpBinding binding, PathTemplate template, JsonReader reader, ResponseWriter writer) {
        this.rpc = rpc;
        this.reader = reader;
        this.writer = writer;
        this.template = template;
        Descriptor request = rpc.request().getDescriptorForType();
        this.variables = template.variables().stream()
                .map(v -> resolve(v.fieldPath(), request))
                .toList();
        String body = binding.body();
        this.hasBody = !body.isEmpty();
        this.bodyField = hasBody && !body.equals(HttpBinding.WHOLE_REQUEST) ? field(request, body) : null;
        this.rawBody = bodyField != null && isHttpBody(bodyField);
    }

    /**
     * Returns a route for every rule of every method of the services.
     *
     * @param types the types that an {@code Any} in a request may contain
     */
    public static List<Route> routes(List<RpcService> services, TypeRegistry types, ResponseWriter writer) {
        JsonReader reader = new JsonReader(types);
        List<Route> routes = new ArrayList<>();
        for (RpcService service : services) {
            for (Rpc rpc : service.rpcs()) {
                for (HttpRule rule : rpc.httpRules()) {
                    HttpBinding binding = HttpBinding.of(rule);
                    PathTemplate template = PathTemplate.parse(binding.path());
                    RpcEndpoint endpoint = new RpcEndpoint(rpc, binding, template, reader, writer);
                    routes.add(new Route(binding.method(), template, endpoint));
                }
            }
        }
        return routes;
    }

    /** Returns the types that an {@code Any} in errors and in messages of the services may contain. */
    public static TypeRegistry types(List<RpcService> services) {
        TypeRegistry.Builder types =
                TypeRegistry.newBuilder().add(ErrorInfo.getDescriptor()).add(Empty.getDescriptor());
        for (RpcService service : services) {
            for (Rpc rpc : service.rpcs()) {
                types.add(rpc.request().getDescriptorForType())
                        .add(rpc.response().getDescriptorForType());
            }
        }
        return types.build();
    }

    private static List<FieldDescriptor> resolve(String path, Descriptor request) {
        List<FieldDescriptor> fields = new ArrayList<>();
        Descriptor type = request;
        for (String name : path.split("\\.", -1)) {
            FieldDescriptor field = field(type, name);
            fields.add(field);
            type = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : type;
        }
        return fields;
    }

    private static FieldDescriptor field(Descriptor type, String name) {
        FieldDescriptor field = type.findFieldByName(name);
        if (field == null) {
            throw new IllegalArgumentException(
                    "A google.api.http rule names a field that does not exist: " + type.getFullName() + "." + name);
        }
        return field;
    }

    private static boolean isHttpBody(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType()
                        .getFullName()
                        .equals(HttpBody.getDescriptor().getFullName());
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        FieldSelection selection =
                FieldSelection.of(matched.parameters().fields(), rpc.response().getDescriptorForType());
        Message request = readRequest(matched);
        if (rpc.isHeavy(request)) {
            return writer.whenStored(
                    () -> writer.call(rpc, request, matched.parameters(), selection), HeavyWork.executor());
        }
        return CompletableFuture.completedFuture(writer.call(rpc, request, matched.parameters(), selection));
    }

    private Message readRequest(MatchedRequest matched) {
        Message.Builder message = rpc.request().newBuilderForType();
        FieldViolations violations = new FieldViolations();
        if (hasBody) {
            readBody(matched.request(), message, violations);
        }
        readParameters(matched.query(), message, violations);
        violations.check();
        for (int i = 0; i < variables.size(); i++) {
            ParameterReader.readPathVariable(
                    variables.get(i), matched.variables().get(i), message);
        }
        return message.build();
    }

    private void readBody(RestRequest request, Message.Builder into, FieldViolations violations) {
        if (rawBody) {
            readProtobuf(HttpBodyReader.read(request, null).toByteArray(), into);
        } else if (request.isProtobuf()) {
            readProtobuf(request.body(), into);
        } else if (request.isForm()) {
            // A form has the same meaning as query parameters (inferred).
            if (!PercentDecoder.isUtf8(request.form())) {
                throw RequestErrors.notUtf8("form");
            }
            readParameters(QueryParameters.parse(request.form()), into, violations);
        } else {
            reader.read(request.body(), into, bodyField);
        }
    }

    private static void readParameters(QueryParameters query, Message.Builder into, FieldViolations violations) {
        for (QueryParameters.Parameter parameter : query.parameters()) {
            if (!SystemParameters.isSystem(parameter.name())) {
                ParameterReader.read(parameter.name(), parameter.value(), into, violations);
            }
        }
    }

    private void readProtobuf(byte[] bytes, Message.Builder into) {
        try {
            if (bodyField == null) {
                into.mergeFrom(bytes);
            } else {
                into.setField(
                        bodyField,
                        into.newBuilderForField(bodyField).mergeFrom(bytes).build());
            }
        } catch (InvalidProtocolBufferException e) {
            throw RequestErrors.malformedProtobuf();
        }
    }

    @Override
    public String calledMethod() {
        return rpc.method().getFullName();
    }

    /** Returns the method and the path template. */
    @Override
    public String toString() {
        return rpc.method().getFullName() + " at " + template;
    }
}
