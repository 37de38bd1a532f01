package io.github.cloudtasks.rest.routing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.rest.json.GoogleJson;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies that are bytes with a media type ({@link HttpBody}). A handwritten client sends the bytes
 * (documented in http.proto). A client generated from the discovery document sends the message as JSON:
 * {@code {"contentType": …, "data": base64}}. Both are accepted: a JSON body that is exactly such an object is read as
 * the message, everything else as bytes.
 */
public final class HttpBodyReader {
    private static final String JSON = "application/json";

    private HttpBodyReader() {}

    /**
     * Returns the body of a request.
     *
     * @param wrapper the name of the only member of the JSON body, whose value is the message; null if the JSON body is
     *     the message itself
     */
    public static HttpBody read(RestRequest request, @Nullable String wrapper) {
        HttpBody message = request.contentType().equals(JSON) ? message(request.body(), wrapper) : null;
        return message == null
                ? HttpBody.newBuilder()
                        .setContentType(request.contentType())
                        .setData(ByteString.copyFrom(request.body()))
                        .build()
                : message;
    }

    private static @Nullable HttpBody message(byte[] body, @Nullable String wrapper) {
        if (!GoogleJson.isUtf8(body)) {
            return null;
        }
        try (JsonParser json = GoogleJson.parser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            if (wrapper != null
                    && !(wrapper.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_OBJECT)) {
                return null;
            }
            HttpBody message = message(json);
            boolean closed = wrapper == null || json.nextToken() == JsonToken.END_OBJECT;
            return closed && json.nextToken() == null ? message : null;
        } catch (IOException | IllegalArgumentException e) {
            // Neither JSON nor base64, so the body is read as bytes.
            return null;
        }
    }

    private static @Nullable HttpBody message(JsonParser json) throws IOException {
        HttpBody.Builder message = HttpBody.newBuilder();
        boolean hasBytes = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                return null;
            }
            switch (name) {
                case "contentType", "content_type" -> message.setContentType(json.getText());
                case "data" -> {
                    String base64 = json.getText().replace('-', '+').replace('_', '/');
                    message.setData(ByteString.copyFrom(Base64.getDecoder().decode(base64)));
                    hasBytes = true;
                }
                default -> {
                    return null;
                }
            }
        }
        return hasBytes ? message.build() : null;
    }
}
