package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads messages from JSON. Thread-safe. */
public final class JsonReader {
    /** The number of bytes that an error message quotes before and after the place of a syntax error. */
    private static final int QUOTED_BYTES = 20;

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
        FieldViolations violations = new FieldViolations();
        try (JsonParser json = GoogleJson.parser(body)) {
            if (json.nextToken() == null) {
                return;
            }
            MessageReader reader = new MessageReader(json, types, violations);
            if (field == null) {
                reader.readRoot(into);
            } else {
                JsonMapping mapping = JsonMapping.of(into.getDescriptorForType());
                reader.readField(into, mapping.field(field), field.getName(), RequestFieldPath.ROOT);
            }
            if (json.nextToken() != null) {
                String message = "Parsing terminated before end of input.";
                throw RequestErrors.malformedJson(message + quote(body, json.currentTokenLocation()));
            }
        } catch (JsonProcessingException e) {
            throw RequestErrors.malformedJson(explain(e) + quote(body, e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }

    /** Returns the message of the parser, without references to its Java API. */
    private static String explain(JsonProcessingException e) {
        return e instanceof JsonEOFException
                ? "Unexpected end of string."
                : e.getOriginalMessage()
                        .replaceFirst(", from `[^`]*`", "")
                        .replaceFirst(": enable `.*", " is not supported");
    }

    /** Returns two lines: the text around a location, and a caret below it. */
    private static String quote(byte[] text, @Nullable JsonLocation location) {
        if (location == null || location.getByteOffset() < 0) {
            return "";
        }
        int at = (int) Math.min(location.getByteOffset(), text.length);
        int from = Math.max(at - QUOTED_BYTES, 0);
        int to = Math.min(at + QUOTED_BYTES, text.length);
        String quoted = new String(text, from, to - from, StandardCharsets.UTF_8);
        return "\n" + quoted + "\n" + " ".repeat(at - from) + "^";
    }
}
