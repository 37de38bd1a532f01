package io.github.cloudtasks.rest.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.rest.errors.ErrorCode;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Error responses. In JSON they have the members {@code {"error": {"code", "message", "errors", "status", "details"}}}
 * in this order (recorded).
 */
public final class ErrorResponses {
    /** The message of the response to a request of another version of HTTP, whose status is 505. */
    public static final String OTHER_VERSION = "The version of HTTP must be 1.0, 1.1 or 2.";

    private static final int NOT_FOUND = 404;

    private ErrorResponses() {}

    /**
     * Returns an error response in JSON for an error that has no {@code google.rpc} status, such as one of HTTP itself.
     *
     * @param httpStatus the HTTP status code
     * @param status the name of a {@code google.rpc.Code}
     */
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

    /** Returns a page for a browser that requested a path without a route. */
    static RestResponse notFoundPage(RestRequest request) {
        String escaped = escape(request.method() + " " + request.path());
        return RestResponse.html(NOT_FOUND, """
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <title>404 Not Found</title>
        <h1>404 Not Found</h1>
        <p>No method of this API matches <code>%s</code>.</p>
        </html>
        """.formatted(escaped));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /**
     * Writes a status.
     *
     * @param types the types that {@code details} may contain
     * @param errorsArray whether to write the older {@code errors} list too
     */
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
