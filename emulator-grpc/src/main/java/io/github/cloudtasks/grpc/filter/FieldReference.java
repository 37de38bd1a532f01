package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A path to a field in a filter. If a message on the path is repeated, the path refers to the fields of all its
 * elements.
 *
 * @param text the path as written
 * @param fields the fields on the path, outermost first
 */
record FieldReference(String text, List<FieldDescriptor> fields) {
    FieldReference {
        fields = List.copyOf(fields);
    }

    /**
     * Finds the field for a path.
     *
     * @throws ApiException {@code Field not found: …} if there is none (recorded)
     */
    static FieldReference resolve(Descriptor message, String text) {
        List<FieldDescriptor> fields = new ArrayList<>();
        Descriptor at = message;
        for (String part : text.split("\\.", -1)) {
            FieldDescriptor field = at == null ? null : find(at, part);
            if (field == null) {
                throw ApiException.invalidArgument("Field not found: '" + text + "'.");
            }
            fields.add(field);
            at = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
        }
        return new FieldReference(text, fields);
    }

    /** Returns the name of the outermost field in the schema. */
    String root() {
        return fields.get(0).getName();
    }

    FieldDescriptor field() {
        return fields.get(fields.size() - 1);
    }

    /** Returns whether the field is set, or differs from its default if it has no presence. */
    boolean isPresent(Message message) {
        return anyHolder(message, 0, FieldReference::isPresent);
    }

    /** Returns whether any value of the field in the message passes a test. */
    boolean anyMatch(Message message, Predicate<Object> test) {
        return anyHolder(
                message,
                0,
                (holder, field) -> field.isRepeated()
                        ? ((List<?>) holder.getField(field)).stream().anyMatch(test)
                        : test.test(holder.getField(field)));
    }

    private boolean anyHolder(Message holder, int depth, BiPredicate<Message, FieldDescriptor> test) {
        FieldDescriptor field = fields.get(depth);
        if (depth == fields.size() - 1) {
            return test.test(holder, field);
        }
        if (field.isRepeated()) {
            return ((List<?>) holder.getField(field))
                    .stream().anyMatch(element -> anyHolder((Message) element, depth + 1, test));
        }
        return anyHolder((Message) holder.getField(field), depth + 1, test);
    }

    private static boolean isPresent(Message holder, FieldDescriptor field) {
        if (field.isRepeated()) {
            return holder.getRepeatedFieldCount(field) > 0;
        }
        return field.hasPresence()
                ? holder.hasField(field)
                : !holder.getField(field).equals(field.getDefaultValue());
    }

    private static @Nullable FieldDescriptor find(Descriptor message, String name) {
        for (FieldDescriptor field : message.getFields()) {
            if (field.getName().equalsIgnoreCase(name) || field.getJsonName().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }
}
