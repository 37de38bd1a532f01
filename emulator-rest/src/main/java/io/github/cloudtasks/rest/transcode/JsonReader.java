package io.github.cloudtasks.rest.transcode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads the JSON body of a request, and says what is wrong with it in the words of Google's front end. */
public final class JsonReader {
    private final TypeRegistry types;

    /**
     * Makes a reader.
     *
     * @param types what may stand in an Any
     */
    public JsonReader(TypeRegistry types) {
        this.types = types;
    }

    /**
     * Reads a message that stands for itself; nothing but blanks counts as an empty object.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT, with a BadRequest that has all violations
     */
    public void read(byte[] json, Message.Builder into) {
        read(json, into, null);
    }

    /**
     * Reads a body; nothing but blanks counts as an empty object.
     *
     * @param into the request
     * @param field the field of it that the body fills; null if it fills the request itself
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT
     */
    void read(byte[] body, Message.Builder into, MessageShape.@Nullable Field field) {
        if (body.length == 0) {
            return;
        }
        Violations violations = new Violations();
        try (JsonParser json = JsonDialect.parser(body)) {
            if (json.nextToken() == null) {
                return;
            }
            MessageReader reader = new MessageReader(json, types, violations);
            if (field == null) {
                reader.readRoot(into);
            } else {
                reader.readField(into, field, field.descriptor().getName(), FieldPath.ROOT);
            }
            if (json.nextToken() != null) {
                throw Refusal.malformedJson(JsonSyntax.explain(body));
            }
        } catch (JsonProcessingException e) {
            throw Refusal.malformedJson(JsonSyntax.explain(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }
}
