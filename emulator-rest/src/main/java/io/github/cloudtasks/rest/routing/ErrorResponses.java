package io.github.cloudtasks.rest.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.Status;
import io.github.cloudtasks.rest.errors.ErrorCode;
import io.github.cloudtasks.rest.json.FieldSelection;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The envelope of an error: {@code {"error": {"code", "message", "errors", "status", "details"}}}, in this order
 * (recorded).
 */
public final class ErrorResponses {
    private ErrorResponses() {}

    static void write(JsonGenerator json, TypeRegistry types, Status status, boolean errorsArray) throws IOException {
        ErrorCode code = ErrorCode.of(status.getCode());
        begin(json, code.httpStatus(), status.getMessage());
        if (errorsArray) {
            json.writeArrayFieldStart("errors");
            json.writeStartObject();
            json.writeStringField("message", status.getMessage());
            json.writeStringField("domain", "global");
            json.writeStringField("reason", code.reason());
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeStringField("status", code.name());
        if (status.getDetailsCount() > 0) {
            json.writeArrayFieldStart("details");
            JsonWriter writer = new JsonWriter(json, types, false);
            for (Any detail : status.getDetailsList()) {
                writer.write(detail, FieldSelection.ALL);
            }
            json.writeEndArray();
        }
        end(json);
    }

    /** An error of HTTP itself, which has no code of its own in {@code google.rpc}. */
    public static RestResponse json(int httpStatus, String message, String status) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = GoogleJson.generator(out, true)) {
            begin(json, httpStatus, message);
            json.writeStringField("status", status);
            end(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.write('\n');
        return new RestResponse(httpStatus, RestResponse.JSON, out.toByteArray());
    }

    private static void begin(JsonGenerator json, int httpStatus, String message) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeNumberField("code", httpStatus);
        json.writeStringField("message", message);
    }

    private static void end(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.writeEndObject();
    }
}
