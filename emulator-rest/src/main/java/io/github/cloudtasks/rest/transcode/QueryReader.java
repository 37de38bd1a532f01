package io.github.cloudtasks.rest.transcode;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.rest.transcode.MessageShape.Field;

/** Fills fields of a request from query parameters; {@code a.b} is a field of the message in {@code a}. */
final class QueryReader {
    private QueryReader() {}

    /** Fills {@code into} from all parameters that are not the front end's own. */
    static void read(Query query, Message.Builder into, Violations violations) {
        for (Query.Parameter parameter : query.parameters()) {
            if (!SystemParameters.isSystem(parameter.name())) {
                read(parameter, parameter.name(), into, FieldPath.ROOT, violations);
            }
        }
    }

    private static void read(
            Query.Parameter parameter, String name, Message.Builder into, FieldPath at, Violations violations) {
        int dot = name.indexOf('.');
        Field field = MessageShape.of(into.getDescriptorForType()).field(dot < 0 ? name : name.substring(0, dot));
        if (field == null) {
            violations.unknownParameter(parameter.name());
            return;
        }
        FieldDescriptor descriptor = field.descriptor();
        FieldPath path = at.field(descriptor.getName());
        if (dot < 0) {
            set(parameter, field, into, path, violations);
        } else if (field.isMessage() && !descriptor.isRepeated()) {
            read(parameter, name.substring(dot + 1), into.getFieldBuilder(descriptor), path, violations);
        } else {
            violations.unknownParameter(parameter.name());
        }
    }

    private static void set(
            Query.Parameter parameter, Field field, Message.Builder into, FieldPath path, Violations violations) {
        FieldDescriptor descriptor = field.descriptor();
        if (!field.isScalar()) {
            violations.messageParameter(parameter.name());
            return;
        }
        if (parameter.value().isEmpty() && field.isMessage()) {
            // What clients write that send every parameter, also for a mask that they do not have.
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
        } catch (IllegalScalarException e) {
            violations.invalidValue(path, field.typeName(), e.text());
        }
    }
}
