package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import java.io.IOException;
import java.io.InputStream;
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
                    throw JsonSyntaxErrors.trailingText(JsonText.of(body), json);
                }
            } catch (JsonProcessingException e) {
                throw JsonSyntaxErrors.of(e, JsonText.of(body), json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }

    /**
     * Reads a message of any size from a stream to its end. A text without content is read as an empty object.
     *
     * @param into the message, without the elements that {@code sink} receives
     * @param maxElement the largest element in bytes
     * @throws io.github.cloudtasks.rest.errors.InvalidFieldsException INVALID_ARGUMENT, with all violations
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the text is not JSON or an element is too large
     * @throws UncheckedIOException if the stream cannot be read
     */
    public void read(InputStream in, Message.Builder into, ElementSink sink, int maxElement) {
        ElementStream text = new ElementStream(in, maxElement);
        FieldViolations violations = new FieldViolations();
        try (JsonParser json = GoogleJson.parser(text)) {
            try {
                if (json.nextToken() == null) {
                    return;
                }
                new MessageReader(json, types, violations, new CountingSink(sink, text)).readRoot(into);
                if (json.nextToken() != null) {
                    throw JsonSyntaxErrors.trailingText(text.latest(), json);
                }
            } catch (JsonProcessingException e) {
                throw JsonSyntaxErrors.of(e, text.latest(), json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }

    /** Tells the stream when an element has been read. */
    private record CountingSink(ElementSink sink, ElementStream text) implements ElementSink {
        @Override
        public boolean receives(FieldDescriptor field) {
            return sink.receives(field);
        }

        @Override
        public int nextIndex(FieldDescriptor field) {
            return sink.nextIndex(field);
        }

        @Override
        public void receive(Message.Builder container, FieldDescriptor field, Message element, boolean valid) {
            text.elementEnded();
            sink.receive(container, field, element, valid);
        }
    }

    private void read(
            JsonParser json, Message.Builder into, @Nullable FieldDescriptor field, FieldViolations violations)
            throws IOException {
        MessageReader reader = new MessageReader(json, types, violations, null);
        if (field == null) {
            reader.readRoot(into);
        } else {
            JsonMapping mapping = JsonMapping.of(into.getDescriptorForType());
            reader.readField(into, mapping.field(field), field.getName(), RequestFieldPath.ROOT);
        }
    }
}
