package io.github.cloudtasks.rest.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Status;
import io.github.cloudtasks.rest.errors.ErrorCode;
import io.github.cloudtasks.rest.json.FieldSelection;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import io.github.cloudtasks.rest.routing.SystemParameters.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes responses in the format that the system parameters request: JSON, JSONP or protobuf. Thread-safe. */
public final class ResponseWriter {
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final int HTTP_OK = 200;

    /** A function that writes one JSON value. */
    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private final TypeRegistry types;

    /**
     * Creates a writer.
     *
     * @param types the types that an {@code Any} in a response may contain
     */
    public ResponseWriter(TypeRegistry types) {
        this.types = types;
    }

    /** Writes a message. */
    public RestResponse write(Message message, SystemParameters parameters) {
        return write(message, parameters, FieldSelection.ALL);
    }

    /** Writes the selected fields of a message. A protobuf response always has all fields (inferred). */
    RestResponse write(Message message, SystemParameters parameters, FieldSelection selection) {
        if (parameters.format() == Format.PROTOBUF) {
            return new RestResponse(HTTP_OK, RestResponse.PROTOBUF, message.toByteArray());
        }
        boolean pretty = parameters.prettyPrint();
        byte[] body =
                json(pretty, json -> new JsonWriter(json, types, parameters.enumNumbers()).write(message, selection));
        return wrap(HTTP_OK, body, parameters);
    }

    /**
     * Writes a response message that has no descriptor. Its only field contains {@code message}.
     *
     * @param field the name of the field in JSON; its number in protobuf is 1
     */
    public RestResponse write(String field, Message message, SystemParameters parameters) {
        if (parameters.format() == Format.PROTOBUF) {
            return new RestResponse(HTTP_OK, RestResponse.PROTOBUF, asFieldOne(message));
        }
        byte[] body = json(parameters.prettyPrint(), json -> {
            json.writeStartObject();
            json.writeFieldName(field);
            new JsonWriter(json, types, parameters.enumNumbers()).write(message, FieldSelection.ALL);
            json.writeEndObject();
        });
        return wrap(HTTP_OK, body, parameters);
    }

    private static byte[] asFieldOne(Message message) {
        UnknownFieldSet.Field value = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(message.toByteString())
                .build();
        return UnknownFieldSet.newBuilder().addField(1, value).build().toByteArray();
    }

    /** Writes a JSON document. The format is always JSON. */
    public RestResponse write(JsonNode document, SystemParameters parameters) {
        return wrap(HTTP_OK, json(parameters.prettyPrint(), json -> TREES.writeTree(json, document)), parameters);
    }

    /** Writes an error. JSON errors always have line breaks (measured by others on other Google APIs). */
    RestResponse writeError(Status status, SystemParameters parameters) {
        ErrorCode code = ErrorCode.of(status.getCode());
        if (parameters.format() == Format.PROTOBUF) {
            return new RestResponse(code.httpStatus(), RestResponse.PROTOBUF, status.toByteArray());
        }
        byte[] body = json(true, json -> ErrorResponses.write(json, types, status, parameters.errorsArray()));
        return wrap(code.httpStatus(), body, parameters);
    }

    private static byte[] json(boolean pretty, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = GoogleJson.generator(out, pretty)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (pretty) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    /**
     * Adds the JSONP callback, if there is one. A JSONP response always has the status 200, because a script cannot see
     * the status (measured by others on other Google APIs).
     */
    private static RestResponse wrap(int status, byte[] body, SystemParameters parameters) {
        String callback = parameters.callback();
        if (callback == null) {
            return new RestResponse(status, RestResponse.JSON, body);
        }
        ByteArrayOutputStream script = new ByteArrayOutputStream(body.length + callback.length() + 24);
        script.writeBytes(("// API callback\n" + callback + "(").getBytes(StandardCharsets.UTF_8));
        script.writeBytes(body);
        script.writeBytes(");".getBytes(StandardCharsets.UTF_8));
        return new RestResponse(HTTP_OK, RestResponse.JAVASCRIPT, script.toByteArray());
    }
}
