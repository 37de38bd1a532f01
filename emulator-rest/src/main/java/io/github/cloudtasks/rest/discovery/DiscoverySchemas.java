package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The JSON schemas of the message types, by their simple names. A schema is created by the first reference to it. */
final class DiscoverySchemas {
    private static final String TASK = "Task";

    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    /** Returns the schemas in the order of their names. */
    ObjectNode toJson() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.setAll(schemas);
        return all;
    }

    /** Returns the name of a message type's schema. */
    String reference(Descriptor type) {
        return reference(type, Set.of());
    }

    /**
     * Returns the name of a message type's schema.
     *
     * @param without the fields to omit because they are in the path; another reference may add them
     */
    String reference(Descriptor type, Set<String> without) {
        String name = type.getName();
        ObjectNode known = schemas.get(name);
        ObjectNode properties = known == null ? add(name) : known.withObjectProperty("properties");
        for (FieldDescriptor field : type.getFields()) {
            if (!without.contains(field.getName()) && !properties.has(field.getJsonName())) {
                properties.putObject(field.getJsonName());
                properties.set(field.getJsonName(), property(field));
            }
        }
        return name;
    }

    /** Returns the name of the schema of a BufferTask request that is sent as a message. */
    String bufferTaskRequest() {
        String name = "BufferTaskRequest";
        add(name).putObject("body").put("$ref", reference(HttpBody.getDescriptor()));
        return name;
    }

    /** Returns the name of the schema of a BufferTask response. */
    String bufferTaskResponse() {
        String name = "BufferTaskResponse";
        add(name).putObject("task").put("$ref", TASK);
        return name;
    }

    private ObjectNode add(String name) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schemas.put(name, schema.put("id", name).put("type", "object"));
        return schema.putObject("properties");
    }

    private ObjectNode property(FieldDescriptor field) {
        ObjectNode property;
        if (field.isMapField()) {
            property = object().put("type", "object");
            property.set(
                    "additionalProperties", elementType(field.getMessageType().findFieldByNumber(2)));
        } else if (field.isRepeated()) {
            property = object().put("type", "array");
            property.set("items", elementType(field));
        } else {
            property = elementType(field);
        }
        if (field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(FieldBehavior.OUTPUT_ONLY)) {
            property.put("readOnly", true);
        }
        return property;
    }

    /** Returns the schema of a field or of one element of a repeated field. */
    ObjectNode elementType(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> object().put("type", "string");
            case BYTES -> formatted("string", "byte");
            case BOOL -> object().put("type", "boolean");
            case INT32, SINT32, SFIXED32 -> formatted("integer", "int32");
            case UINT32, FIXED32 -> formatted("integer", "uint32");
            case INT64, SINT64, SFIXED64 -> formatted("string", "int64");
            case UINT64, FIXED64 -> formatted("string", "uint64");
            case FLOAT -> formatted("number", "float");
            case DOUBLE -> formatted("number", "double");
            case ENUM -> enumType(field);
            case MESSAGE, GROUP -> messageType(field.getMessageType());
        };
    }

    private static ObjectNode enumType(FieldDescriptor field) {
        ObjectNode type = object().put("type", "string");
        ArrayNode names = type.putArray("enum");
        for (EnumValueDescriptor value : field.getEnumType().getValues()) {
            names.add(value.getName());
        }
        return type;
    }

    private ObjectNode messageType(Descriptor type) {
        return switch (type.getFullName()) {
            case "google.protobuf.Timestamp" -> formatted("string", "google-datetime");
            case "google.protobuf.Duration" -> formatted("string", "google-duration");
            case "google.protobuf.FieldMask" -> formatted("string", "google-fieldmask");
            case "google.protobuf.Any" -> {
                ObjectNode any = object().put("type", "object");
                any.putObject("additionalProperties").put("type", "any");
                yield any;
            }
            default -> object().put("$ref", reference(type));
        };
    }

    private static ObjectNode formatted(String type, String format) {
        return object().put("type", type).put("format", format);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
