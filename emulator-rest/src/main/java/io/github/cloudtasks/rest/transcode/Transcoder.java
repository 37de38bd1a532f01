package io.github.cloudtasks.rest.transcode;

import com.google.api.HttpBody;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.Rpc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of {@code google.api.http} over one method: body, query and path become the request, in this order, so that
 * the path has the last word; the response becomes the answer.
 */
public final class Transcoder implements Endpoint {
    private static final String WHOLE = "*";
    private static final String PROTOBUF = "application/x-protobuf";

    private final Rpc rpc;
    private final JsonReader reader;
    private final Representation representation;
    private final PathTemplate template;
    private final List<List<FieldDescriptor>> variables;
    private final String body;
    private final MessageShape.@Nullable Field bodyField;

    private Transcoder(
            Rpc rpc, HttpRule rule, PathTemplate template, JsonReader reader, Representation representation) {
        this.rpc = rpc;
        this.reader = reader;
        this.representation = representation;
        this.template = template;
        Descriptor request = rpc.request().getDescriptorForType();
        this.variables = template.variables().stream()
                .map(v -> resolve(v.fieldPath(), request))
                .toList();
        this.body = rule.getBody();
        this.bodyField = body.isEmpty() || body.equals(WHOLE)
                ? null
                : MessageShape.of(request).field(body);
        if (bodyField == null && !body.isEmpty() && !body.equals(WHOLE)) {
            throw new IllegalArgumentException(request.getFullName() + " has no field " + body);
        }
    }

    /** A route for every rule of a method. */
    static List<Route> routes(Rpc rpc, JsonReader reader, Representation representation) {
        List<Route> routes = new ArrayList<>();
        for (HttpRule rule : rpc.httpRules()) {
            PathTemplate template = PathTemplate.parse(HttpRules.path(rule));
            Transcoder transcoder = new Transcoder(rpc, rule, template, reader, representation);
            routes.add(new Route(HttpRules.method(rule), template, transcoder));
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
    public RestResponse answer(Call call) {
        PartialResponse selection =
                PartialResponse.of(call.parameters().fields(), rpc.response().getDescriptorForType());
        Message response = rpc.call(request(call));
        return representation.of(response, call.parameters(), selection);
    }

    private Message request(Call call) {
        Message.Builder request = rpc.request().newBuilderForType();
        Violations violations = new Violations();
        if (!body.isEmpty()) {
            readBody(call.request(), request, violations);
        }
        QueryReader.read(call.query(), request, violations);
        violations.check();
        for (int i = 0; i < variables.size(); i++) {
            bind(variables.get(i), call.variables().get(i), request);
        }
        return request.build();
    }

    private void readBody(RestRequest request, Message.Builder into, Violations violations) {
        if (isRaw()) {
            readProtobuf(RawBody.of(request, null).toByteArray(), into);
        } else if (request.contentType().equals(PROTOBUF)) {
            readProtobuf(request.body(), into);
        } else if (request.isForm()) {
            // A form is more of the query (inferred).
            QueryReader.read(Query.parse(request.bodyText()), into, violations);
        } else {
            reader.read(request.body(), into, bodyField);
        }
    }

    /** Whether the body is not a message in JSON but bytes with a media type. */
    private boolean isRaw() {
        return bodyField != null
                && bodyField.isMessage()
                && bodyField
                        .descriptor()
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
                        bodyField.descriptor(),
                        into.newBuilderForField(bodyField.descriptor())
                                .mergeFrom(bytes)
                                .build());
            }
        } catch (InvalidProtocolBufferException e) {
            throw Refusal.malformedProtobuf();
        }
    }

    private static void bind(List<FieldDescriptor> path, String value, Message.Builder request) {
        Message.Builder holder = request;
        for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
            holder = holder.getFieldBuilder(field);
        }
        FieldDescriptor last = path.get(path.size() - 1);
        try {
            holder.setField(last, ScalarReader.read(last, new JsonScalar(value, true)));
        } catch (IllegalScalarException e) {
            Violations violations = new Violations();
            violations.invalidValue(
                    FieldPath.ROOT.field(last.getName()),
                    "TYPE_" + last.getType().name(),
                    e.text());
            violations.check();
        }
    }

    /** The path that leads here. */
    @Override
    public String toString() {
        return rpc.method().getFullName() + " at " + template;
    }
}
