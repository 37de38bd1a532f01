package io.github.cloudtasks.rest.routing;

import com.google.api.HttpBody;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.json.FieldSelection;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.json.ParameterReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One rule of {@code google.api.http} over one method: body, query and path become the request, in this order, so that
 * the path has the last word; the response becomes the answer.
 */
public final class RpcEndpoint implements Endpoint {
    private static final String WHOLE = "*";
    private static final String PROTOBUF = "application/x-protobuf";

    private final Rpc rpc;
    private final JsonReader reader;
    private final ResponseWriter representation;
    private final PathTemplate template;
    private final List<List<FieldDescriptor>> variables;
    private final String body;
    private final @Nullable FieldDescriptor bodyField;

    private RpcEndpoint(
            Rpc rpc, HttpRule rule, PathTemplate template, JsonReader reader, ResponseWriter representation) {
        this.rpc = rpc;
        this.reader = reader;
        this.representation = representation;
        this.template = template;
        Descriptor request = rpc.request().getDescriptorForType();
        this.variables = template.variables().stream()
                .map(v -> resolve(v.fieldPath(), request))
                .toList();
        this.body = rule.getBody();
        this.bodyField = body.isEmpty() || body.equals(WHOLE) ? null : request.findFieldByName(body);
        if (bodyField == null && !body.isEmpty() && !body.equals(WHOLE)) {
            throw new IllegalArgumentException(request.getFullName() + " has no field " + body);
        }
    }

    /** A route for every rule of a method. */
    static List<Route> routes(Rpc rpc, JsonReader reader, ResponseWriter representation) {
        List<Route> routes = new ArrayList<>();
        for (HttpRule rule : rpc.httpRules()) {
            PathTemplate template = PathTemplate.parse(HttpBinding.path(rule));
            RpcEndpoint transcoder = new RpcEndpoint(rpc, rule, template, reader, representation);
            routes.add(new Route(HttpBinding.method(rule), template, transcoder));
        }
        return routes;
    }

    private static List<FieldDescriptor> resolve(String path, Descriptor request) {
        List<FieldDescriptor> fields = new ArrayList<>();
        Descriptor type = request;
        for (String name : path.split("\\.", -1)) {
            FieldDescriptor field = type.findFieldByName(name);
            if (field == null) {
                throw new IllegalArgumentException(request.getFullName() + " has no field " + path);
            }
            fields.add(field);
            type = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : type;
        }
        return fields;
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest call) {
        FieldSelection selection =
                FieldSelection.of(call.parameters().fields(), rpc.response().getDescriptorForType());
        Message response = rpc.call(request(call));
        return CompletableFuture.completedFuture(representation.write(response, call.parameters(), selection));
    }

    private Message request(MatchedRequest call) {
        Message.Builder request = rpc.request().newBuilderForType();
        FieldViolations violations = new FieldViolations();
        if (!body.isEmpty()) {
            readBody(call.request(), request, violations);
        }
        readParameters(call.query(), request, violations);
        violations.check();
        for (int i = 0; i < variables.size(); i++) {
            ParameterReader.bindPathVariable(variables.get(i), call.variables().get(i), request);
        }
        return request.build();
    }

    private void readBody(RestRequest request, Message.Builder into, FieldViolations violations) {
        if (isRaw()) {
            readProtobuf(HttpBodyReader.of(request, null).toByteArray(), into);
        } else if (request.contentType().equals(PROTOBUF)) {
            readProtobuf(request.body(), into);
        } else if (request.isForm()) {
            // A form is more of the query (inferred).
            readParameters(QueryParameters.parse(request.bodyText()), into, violations);
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

    /** Whether the body is not a message in JSON but bytes with a media type. */
    private boolean isRaw() {
        return bodyField != null
                && bodyField.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && bodyField
                        .getMessageType()
                        .getFullName()
                        .equals(HttpBody.getDescriptor().getFullName());
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

    /** The path that leads here. */
    @Override
    public String toString() {
        return rpc.method().getFullName() + " at " + template;
    }
}
