package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.JsonSyntaxErrors;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
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
                throw RequestErrors.malformedJson(JsonSyntaxErrors.explain(body));
            }
        } catch (JsonProcessingException e) {
            throw RequestErrors.malformedJson(JsonSyntaxErrors.explain(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        violations.check();
    }
}
