package io.github.cloudtasks.rest.routing;

import com.google.rpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response.
 *
 * @param status the HTTP status code
 * @param body the uncompressed body; owned by the receiver. Empty if there is a stream
 * @param headers further headers, by name
 * @param stream writes the body; null if {@code body} is the whole body
 * @param error the error, which the body contains; the default instance for success and for responses without a code
 */
@SuppressWarnings("ArrayRecordComponent") // A response is passed on, never compared.
public record RestResponse(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        @Nullable StreamedBody stream,
        Status error) {
    public static final String JSON = "application/json; charset=UTF-8";
    static final String JAVASCRIPT = "text/javascript; charset=UTF-8";
    static final String HTML = "text/html; charset=UTF-8";
    static final String EVENT_STREAM = "text/event-stream";
    public static final String PROTOBUF = "application/x-protobuf";

    private static final byte[] NO_BODY = {};

    /** Creates a response with a complete body and without further headers. */
    public RestResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of(), null, Status.getDefaultInstance());
    }

    /** Returns a response whose body is written while the client receives it. */
    public static RestResponse streamed(int status, String contentType, StreamedBody body) {
        return new RestResponse(status, contentType, NO_BODY, Map.of(), body, Status.getDefaultInstance());
    }

    /** Returns this response with one more header, which replaces one of the same name. */
    public RestResponse withHeader(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new RestResponse(status, contentType, body, all, stream, error);
    }

    /** Returns this response with the error that its body contains. */
    RestResponse withError(Status contained) {
        return new RestResponse(status, contentType, body, headers, stream, contained);
    }

    /** Returns this response with a complete body instead of its own. */
    public RestResponse withBody(byte[] complete) {
        return new RestResponse(status, contentType, complete, headers, null, error);
    }

    /** Returns this response with a complete body, which is written into memory if it is a stream. */
    public RestResponse collected() {
        if (stream == null) {
            return this;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            stream.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return withBody(out.toByteArray());
    }

    /** Returns the memory in bytes that the body keeps until it has been sent. */
    public long heldBytes() {
        return stream == null ? body.length : stream.heldBytes();
    }

    static RestResponse html(int status, String page) {
        return new RestResponse(status, HTML, page.getBytes(StandardCharsets.UTF_8));
    }
}
