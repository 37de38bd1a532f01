package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import io.github.cloudtasks.rest.json.JsonMapping.Field;
import io.github.cloudtasks.rest.json.JsonScalar.InvalidScalarException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one JSON text. An invalid value is reported and skipped, so that all violations are found. A
 * {@code null} is the same as an absent member, and a single element is accepted for a list.
 */
final class MessageReader {
    private final JsonParser json;
    private final TypeRegistry types;
    private final FieldViolations violations;
    private final @Nullable ElementSink sink;

    /**
     * Creates a reader.
     *
     * @param sink receives the elements of some lists; null if all are added to their messages
     */
    MessageReader(JsonParser json, TypeRegistry types, FieldViolations violations, @Nullable ElementSink sink) {
        this.sink = sink;
        this.json = json;
        this.types = types;
        this.violations = violations;
    }

    /** Reads the text as a message; the parser is at the first token. */
    void readRoot(Message.Builder into) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            readFields(into, RequestFieldPath.ROOT);
        } else {
            violations.unknownName(RequestFieldPath.ROOT, "", "Root element must be a message.");
            json.skipChildren();
        }
    }

    /** Reads the members of an object, including its closing brace. */
    void readFields(Message.Builder into, RequestFieldPath at) throws IOException {
        JsonMapping shape = JsonMapping.of(into.getDescriptorForType());
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Field field = shape.field(name);
            if (field == null) {
                violations.unknownName(at, name, "Cannot find field.");
                json.skipChildren();
            } else {
                readField(into, field, name, at);
            }
        }
    }

    /**
     * Reads the value of a field; the parser is at its first token.
     *
     * @param name the name of the field in the request, for error messages
     * @param at the path of {@code into}
     */
    void readField(Message.Builder into, Field field, String name, RequestFieldPath at) throws IOException {
        FieldDescriptor descriptor = field.descriptor();
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        OneofDescriptor oneof = descriptor.getRealContainingOneof();
        if (oneof != null && into.hasOneof(oneof)) {
            violations.alreadySet(at, oneof.getName(), name);
            json.skipChildren();
            return;
        }
        RequestFieldPath path = at.field(descriptor.getName());
        if (descriptor.isMapField()) {
            readMap(into, field, name, at, path);
        } else if (descriptor.isRepeated()) {
            readList(into, field, name, at, path);
        } else {
            Object value = readValue(into, field, name, at, path);
            if (value != null) {
                into.setField(descriptor, value);
            }
        }
    }

    private void readList(Message.Builder into, Field field, String name, RequestFieldPath at, RequestFieldPath path)
            throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            addElement(into, field, name, at, path);
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                addElement(into, field, name, at, path);
            }
        }
    }

    private void addElement(Message.Builder into, Field field, String name, RequestFieldPath at, RequestFieldPath path)
            throws IOException {
        if (sink != null && sink.receives(field.descriptor())) {
            Object element = readValue(into, field, name, at, path.element(sink.nextIndex(field.descriptor())));
            if (element != null) {
                sink.receive(into, field.descriptor(), (Message) element, violations.isEmpty());
            }
            return;
        }
        int index = into.getRepeatedFieldCount(field.descriptor());
        Object element = readValue(into, field, name, at, path.element(index));
        if (element != null) {
            into.addRepeatedField(field.descriptor(), element);
        }
    }

    private void readMap(Message.Builder into, Field field, String name, RequestFieldPath at, RequestFieldPath path)
            throws IOException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.START_OBJECT) {
            if (token == JsonToken.START_ARRAY) {
                violations.invalidValue(at, "Map", "Cannot bind a list to map for field '" + name + "'.");
            } else {
                violations.invalidValue(path, field.typeName(), scalar().toString());
            }
            json.skipChildren();
            return;
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; json.nextToken() != JsonToken.END_OBJECT; i++) {
            String key = json.currentName();
            json.nextToken();
            if (!keys.add(key)) {
                violations.unknownName(path, key, "Repeated map key: '" + key + "' is already set.");
                json.skipChildren();
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                addEntry(into, field, key, path.element(i));
            }
        }
    }

    private void addEntry(Message.Builder into, Field field, String key, RequestFieldPath path) throws IOException {
        Message.Builder entry = into.newBuilderForField(field.descriptor());
        JsonMapping shape = JsonMapping.of(entry.getDescriptorForType());
        FieldDescriptor keyField = entry.getDescriptorForType().findFieldByNumber(1);
        FieldDescriptor valueField = entry.getDescriptorForType().findFieldByNumber(2);
        try {
            entry.setField(keyField, ScalarReader.read(keyField, new JsonScalar(key, true)));
        } catch (InvalidScalarException e) {
            violations.invalidValue(path.field("key"), shape.field(keyField).typeName(), e.text());
        }
        Object value = readValue(entry, shape.field(valueField), key, path, path.field("value"));
        if (value != null) {
            entry.setField(valueField, value);
            into.addRepeatedField(field.descriptor(), entry.build());
        }
    }

    /** Reads a single value. Returns null and adds a violation if it is invalid. */
    private @Nullable Object readValue(
            Message.Builder holder, Field field, String name, RequestFieldPath at, RequestFieldPath path)
            throws IOException {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                violations.unknownName(at, name, "Proto field is not repeating, cannot start list.");
                json.skipChildren();
                return null;
            }
            case START_OBJECT -> {
                if (field.isMessage()) {
                    return readMessage(holder, field, path);
                }
                violations.invalidValue(at, field.descriptor().getName(), "Starting an object on a scalar field");
                json.skipChildren();
                return null;
            }
            default -> {
                try {
                    return ScalarReader.read(field, scalar(), name, holder);
                } catch (InvalidScalarException e) {
                    violations.invalidValue(path, field.typeName(), e.text());
                    return null;
                }
            }
        }
    }

    private @Nullable Message readMessage(Message.Builder holder, Field field, RequestFieldPath path)
            throws IOException {
        FieldDescriptor descriptor = field.descriptor();
        if (field.special() == WellKnownType.ANY) {
            return AnyReader.read(json, types, violations, holder.newBuilderForField(descriptor), path);
        }
        // The values of a repeated name are merged, as on the wire.
        Message.Builder message = !descriptor.isRepeated() && holder.hasField(descriptor)
                ? ((Message) holder.getField(descriptor)).toBuilder()
                : holder.newBuilderForField(descriptor);
        readFields(message, path);
        return message.build();
    }

    private JsonScalar scalar() throws IOException {
        return new JsonScalar(json.getText(), json.currentToken() == JsonToken.VALUE_STRING);
    }
}
