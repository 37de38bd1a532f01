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
 * Bodies that are bytes with a media type. Who writes a request by hand sends the bytes (documented in http.proto);
 * clients made from the discovery document know {@link HttpBody} as a message and send it as JSON,
 * {@code {"contentType": …, "data": base64}}. Both are taken: a body of type JSON that is exactly such an object is the
 * message.
 */
public final class HttpBodyReader {
    private static final String JSON = "application/json";

    private HttpBodyReader() {}

    /**
     * The body of a request.
     *
     * @param wrapper the one field in which the object stands, if it is sent as a message; null if it is the object
     *     itself
     */
    public static HttpBody of(RestRequest request, @Nullable String wrapper) {
        HttpBody message = request.contentType().equals(JSON) ? message(request.body(), wrapper) : null;
        return message == null
                ? HttpBody.newBuilder()
                        .setContentType(request.contentType())
                        .setData(ByteString.copyFrom(request.body()))
                        .build()
                : message;
    }

    private static @Nullable HttpBody message(byte[] body, @Nullable String wrapper) {
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
            // No JSON, or no base64: then it is bytes.
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
