package io.github.cloudtasks.rest.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import io.github.cloudtasks.rest.json.JsonMapping.Field;
import io.github.cloudtasks.rest.json.JsonScalar.InvalidScalarException;
import java.util.List;

/**
 * Sets request fields from query parameters and path variables. The parameter {@code a.b} sets the field b of the
 * message in a.
 */
public final class ParameterReader {
    /** A query parameter, decoded. */
    private record Parameter(String name, String value) {}

    private ParameterReader() {}

    /**
     * Sets a field from a query parameter.
     *
     * @param name the name or dotted path of the field in the request
     * @param value the value, percent-decoded
     * @param violations receives an entry if the field does not exist or does not take the value
     */
    public static void read(String name, String value, Message.Builder into, FieldViolations violations) {
        read(new Parameter(name, value), name, into, RequestFieldPath.ROOT, violations);
    }

    /**
     * Sets a field from a variable of the path.
     *
     * @param path the fields from the request to the one that is set
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the field does not take the value
     */
    public static void readPathVariable(List<FieldDescriptor> path, String value, Message.Builder request) {
        Message.Builder holder = request;
        for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
            holder = holder.getFieldBuilder(field);
        }
        FieldDescriptor last = path.get(path.size() - 1);
        try {
            holder.setField(last, ScalarReader.read(last, new JsonScalar(value, true)));
        } catch (InvalidScalarException e) {
            FieldViolations violations = new FieldViolations();
            violations.invalidValue(
                    RequestFieldPath.ROOT.field(last.getName()),
                    "TYPE_" + last.getType().name(),
                    e.text());
            violations.check();
        }
    }

    private static void read(
            Parameter parameter, String name, Message.Builder into, RequestFieldPath at, FieldViolations violations) {
        int dot = name.indexOf('.');
        Field field = JsonMapping.of(into.getDescriptorForType()).field(dot < 0 ? name : name.substring(0, dot));
        if (field == null) {
            violations.unknownParameter(parameter.name());
            return;
        }
        FieldDescriptor descriptor = field.descriptor();
        RequestFieldPath path = at.field(descriptor.getName());
        if (dot < 0) {
            set(parameter, field, into, path, violations);
        } else if (field.isMessage() && !descriptor.isRepeated()) {
            read(parameter, name.substring(dot + 1), into.getFieldBuilder(descriptor), path, violations);
        } else {
            violations.unknownParameter(parameter.name());
        }
    }

    private static void set(
            Parameter parameter, Field field, Message.Builder into, RequestFieldPath path, FieldViolations violations) {
        FieldDescriptor descriptor = field.descriptor();
        if (!field.isScalar()) {
            violations.messageParameter(parameter.name());
            return;
        }
        if (parameter.value().isEmpty() && field.isMessage()) {
            // Some clients send every parameter, also a mask without a value.
            return;
        }
        try {
            Object value =
                    ScalarReader.read(field, new JsonScalar(parameter.value(), true), descriptor.getName(), into);
            if (descriptor.isRepeated()) {
                into.addRepeatedField(descriptor, value);
            } else {
                into.setField(descriptor, value);
            }
        } catch (InvalidScalarException e) {
            violations.invalidValue(path, field.typeName(), e.text());
        }
    }
}
