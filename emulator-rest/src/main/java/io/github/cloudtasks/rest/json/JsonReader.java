package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads messages from JSON. Thread-safe. */
public final class JsonReader {
    private final TypeRegistry types;

    /**
     * Creates a reader.
     *
     * @param types the types that an {@code Any} may contain
     */
    public JsonReader(TypeRegistry types) {
        this.types = types;
    }

    /**
     * Reads a message. A text without content is read as an empty object.
     *
     * @param json the text in UTF-8
     * @throws io.github.cloudtasks.rest.errors.InvalidFieldsException INVALID_ARGUMENT, with all violations
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the text is not JSON
     */
    public void read(byte[] json, Message.Builder into) {
        read(json, into, null);
    }

    /**
     * Reads the body of a request. A body without content is read as an empty object.
     *
     * @param body the text in UTF-8
     * @param into the request
     * @param field the field of the request that the body fills; null if the body is the request itself
     * @throws io.github.cloudtasks.rest.errors.InvalidFieldsException INVALID_ARGUMENT, with all violations
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the text is not JSON
     */
    public void read(byte[] body, Message.Builder into, @Nullable FieldDescriptor field) {
        if (body.length == 0) {
            return;
        }
        if (!GoogleJson.isUtf8(body)) {
            throw JsonSyntaxErrors.notUtf8();
        }
        FieldViolations violations = new FieldViolations();
        try (JsonParser json = GoogleJson.parser(body)) {
            try {
                if (json.nextToken() == null) {
                    return;
                }
                read(json, into, field, violations);
                if (json.nextToken() != null) {
                    throw JsonSyntaxErrors.trailingText(body, json);
                }
            } catch (JsonProcessingException e) {
                throw JsonSyntaxErrors.of(e, body, json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }

    private void read(
            JsonParser json, Message.Builder into, @Nullable FieldDescriptor field, FieldViolations violations)
            throws IOException {
        MessageReader reader = new MessageReader(json, types, violations);
        if (field == null) {
            reader.readRoot(into);
        } else {
            JsonMapping mapping = JsonMapping.of(into.getDescriptorForType());
            reader.readField(into, mapping.field(field), field.getName(), RequestFieldPath.ROOT);
        }
    }
}
