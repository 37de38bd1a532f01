package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.rest.json.JsonMapping.Field;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as JSON. Names are in lowerCamelCase, in the order of the field numbers. Scalars with their default
 * value are omitted unless {@link Defaults} says otherwise; messages that are present are written even if they are
 * empty (recorded).
 */
public final class JsonWriter {
    /** The bound below which a double without a fraction is written as an integer. */
    private static final double MAX_INTEGER = 1e15;

    /**
     * Selects the message types whose scalars, lists and maps are written even if they have their default value. Fields
     * with presence are never written if they are absent.
     */
    @FunctionalInterface
    public interface Defaults {
        /** Writes no default values. */
        Defaults OMITTED = type -> false;

        /** Writes the default values of all messages. */
        Defaults WRITTEN = type -> true;

        /** Returns whether the default values of a message type are written. */
        boolean areWritten(Descriptor type);

        /** Writes the default values of the messages of one protobuf package. */
        static Defaults ofPackage(String name) {
            return type -> type.getFile().getPackage().equals(name);
        }
    }

    private final JsonGenerator json;
    private final TypeRegistry types;
    private final boolean enumNumbers;
    private final Defaults defaults;

    /** Creates a writer that omits default values. */
    public JsonWriter(JsonGenerator json, TypeRegistry types, boolean enumNumbers) {
        this(json, types, enumNumbers, Defaults.OMITTED);
    }

    /**
     * Creates a writer.
     *
     * @param types the types that an {@code Any} may contain
     * @param enumNumbers whether enums are written as numbers
     */
    public JsonWriter(JsonGenerator json, TypeRegistry types, boolean enumNumbers, Defaults defaults) {
        this.json = json;
        this.types = types;
        this.enumNumbers = enumNumbers;
        this.defaults = defaults;
    }

    /** Writes the selected fields of a message, in the JSON form of its type. */
    public void write(Message message, FieldSelection selection) throws IOException {
        WellKnownType special = JsonMapping.of(message.getDescriptorForType()).special();
        switch (special) {
            case PLAIN -> {
                json.writeStartObject();
                writeFields(message, selection);
                json.writeEndObject();
            }
            case ANY -> writeAny(message, selection);
            case WRAPPER -> {
                FieldDescriptor value = message.getDescriptorForType().findFieldByNumber(1);
                writeValue(value, message.getField(value), FieldSelection.ALL);
            }
            case TIMESTAMP, DURATION, FIELD_MASK -> json.writeString(special.write(message));
        }
    }

    /**
     * Writes the selected fields of a message whose elements of one list are not in the message.
     *
     * @param elements read one by one
     */
    public void write(Message message, FieldDescriptor list, List<? extends Message> elements, FieldSelection selection)
            throws IOException {
        JsonMapping shape = JsonMapping.of(message.getDescriptorForType());
        boolean written = defaults.areWritten(message.getDescriptorForType());
        Map<FieldDescriptor, Object> others = message.getAllFields();
        json.writeStartObject();
        for (FieldDescriptor field : shape.inOrder()) {
            if (field.equals(list) && (written || !elements.isEmpty())) {
                writeSelected(shape.field(field), elements, selection);
            } else if (others.containsKey(field) || (written && !field.hasPresence() && !field.equals(list))) {
                writeSelected(shape.field(field), message.getField(field), selection);
            }
        }
        json.writeEndObject();
    }

    private void writeFields(Message message, FieldSelection selection) throws IOException {
        JsonMapping shape = JsonMapping.of(message.getDescriptorForType());
        if (defaults.areWritten(message.getDescriptorForType())) {
            for (FieldDescriptor field : shape.inOrder()) {
                if (!field.hasPresence() || message.hasField(field)) {
                    writeSelected(shape.field(field), message.getField(field), selection);
                }
            }
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            writeSelected(shape.field(entry.getKey()), entry.getValue(), selection);
        }
    }

    private void writeSelected(Field field, Object value, FieldSelection selection) throws IOException {
        FieldSelection selected =
                selection.isAll() ? selection : selection.of(field.descriptor().getJsonName());
        if (selected != null) {
            json.writeFieldName(field.jsonName());
            writeField(field.descriptor(), value, selected);
        }
    }

    private void writeField(FieldDescriptor field, Object value, FieldSelection selection) throws IOException {
        if (field.isMapField()) {
            writeMap((List<?>) value, selection);
        } else if (field.isRepeated()) {
            json.writeStartArray();
            for (Object element : (List<?>) value) {
                writeValue(field, element, selection);
            }
            json.writeEndArray();
        } else {
            writeValue(field, value, selection);
        }
    }

    private void writeMap(List<?> entries, FieldSelection selection) throws IOException {
        json.writeStartObject();
        for (Object entry : entries) {
            Message message = (Message) entry;
            FieldDescriptor value = message.getDescriptorForType().findFieldByNumber(2);
            String key = String.valueOf(
                    message.getField(message.getDescriptorForType().findFieldByNumber(1)));
            FieldSelection selected = selection.of(key);
            if (selected != null) {
                json.writeFieldName(key);
                writeValue(value, message.getField(value), selected);
            }
        }
        json.writeEndObject();
    }

    private void writeValue(FieldDescriptor field, Object value, FieldSelection selection) throws IOException {
        switch (field.getType()) {
            case MESSAGE, GROUP -> write((Message) value, selection);
            case STRING -> json.writeString((String) value);
            case BOOL -> json.writeBoolean((Boolean) value);
            case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
            case ENUM -> writeEnum((EnumValueDescriptor) value);
            case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
            case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
            case INT64, SINT64, SFIXED64 -> json.writeString(Long.toString((Long) value));
            case UINT64, FIXED64 -> json.writeString(Long.toUnsignedString((Long) value));
            case FLOAT -> writeFloat((Float) value);
            case DOUBLE -> writeDouble((Double) value);
        }
    }

    /** Writes the name, or the number if it was requested or has no name. */
    private void writeEnum(EnumValueDescriptor value) throws IOException {
        if (enumNumbers || value.getIndex() < 0) {
            json.writeNumber(value.getNumber());
        } else {
            json.writeString(value.getName());
        }
    }

    private void writeFloat(float value) throws IOException {
        if (Float.isFinite(value) && value != Math.rint(value)) {
            json.writeNumber(value);
        } else {
            writeDouble(value);
        }
    }

    private void writeDouble(double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeString(Double.toString(value));
        } else if (value == Math.rint(value) && Math.abs(value) < MAX_INTEGER) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    /** Writes an object with the type and the fields; Empty has only its type (recorded). */
    private void writeAny(Message any, FieldSelection selection) throws IOException {
        Descriptor anyType = any.getDescriptorForType();
        String url = (String) any.getField(anyType.findFieldByNumber(1));
        ByteString bytes = (ByteString) any.getField(anyType.findFieldByNumber(2));
        json.writeStartObject();
        if (!url.isEmpty()) {
            json.writeStringField("@type", url);
            writeUnpacked(url, bytes, selection);
        }
        json.writeEndObject();
    }

    private void writeUnpacked(String url, ByteString bytes, FieldSelection selection) throws IOException {
        Message value = unpack(url, bytes);
        if (value == null) {
            // The type is unknown, so only its bytes can be written.
            json.writeBinaryField("value", bytes.toByteArray());
        } else if (WellKnownType.of(value.getDescriptorForType()) == WellKnownType.PLAIN) {
            writeFields(value, selection);
        } else {
            json.writeFieldName("value");
            write(value, selection);
        }
    }

    private @Nullable Message unpack(String url, ByteString bytes) {
        try {
            Descriptor type = types.getDescriptorForTypeUrl(url);
            return type == null ? null : DynamicMessage.parseFrom(type, bytes);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }
}
