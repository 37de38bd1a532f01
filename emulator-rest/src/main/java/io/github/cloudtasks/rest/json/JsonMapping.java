package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON mapping of a message type: its fields by both of their names, and its kind. Created once per type;
 * immutable.
 */
final class JsonMapping {
    private static final Map<Descriptor, JsonMapping> MAPPINGS = new ConcurrentHashMap<>();

    /**
     * The JSON mapping of a field.
     *
     * @param special the kind of its message type; PLAIN for scalars
     * @param typeName its type in error messages
     */
    record Field(FieldDescriptor descriptor, SerializableString jsonName, WellKnownType special, String typeName) {
        private static Field of(FieldDescriptor field) {
            boolean message = field.getJavaType() == JavaType.MESSAGE;
            return new Field(
                    field,
                    new SerializedString(field.getJsonName()),
                    message ? WellKnownType.of(field.getMessageType()) : WellKnownType.PLAIN,
                    typeName(field));
        }

        private static String typeName(FieldDescriptor field) {
            return switch (field.getJavaType()) {
                case MESSAGE -> "type.googleapis.com/" + field.getMessageType().getFullName();
                case ENUM -> "type.googleapis.com/" + field.getEnumType().getFullName();
                default -> "TYPE_" + field.getType().name();
            };
        }

        boolean isMessage() {
            return descriptor.getJavaType() == JavaType.MESSAGE;
        }

        /** Returns whether its value is a single string, number or boolean in JSON and in a query. */
        boolean isScalar() {
            return !isMessage() || special.isScalar();
        }
    }

    private final WellKnownType special;
    private final List<Field> fields;
    private final List<FieldDescriptor> inOrder;
    private final Map<String, Field> byName = new HashMap<>();

    private JsonMapping(Descriptor type) {
        special = WellKnownType.of(type);
        fields = type.getFields().stream().map(Field::of).toList();
        inOrder = type.getFields().stream().sorted().toList();
        for (Field field : fields) {
            byName.put(field.descriptor().getName(), field);
        }
        for (Field field : fields) {
            byName.put(field.descriptor().getJsonName(), field);
        }
    }

    static JsonMapping of(Descriptor type) {
        JsonMapping known = MAPPINGS.get(type);
        return known == null ? MAPPINGS.computeIfAbsent(type, JsonMapping::new) : known;
    }

    WellKnownType special() {
        return special;
    }

    /** Returns the fields in the order of their numbers. */
    List<FieldDescriptor> inOrder() {
        return inOrder;
    }

    /** Returns the field with that name in lowerCamelCase or snake_case; null if there is none. */
    @Nullable
    Field field(String name) {
        return byName.get(name);
    }

    Field field(FieldDescriptor descriptor) {
        return fields.get(descriptor.getIndex());
    }
}
