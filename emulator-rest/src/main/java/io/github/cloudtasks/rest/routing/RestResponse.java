package io.github.cloudtasks.rest.routing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A complete HTTP response.
 *
 * @param status the HTTP status code
 * @param body the uncompressed body; owned by the receiver
 * @param headers further headers, by name
 */
@SuppressWarnings("ArrayRecordComponent") // A response is passed on, never compared.
public record RestResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json; charset=UTF-8";
    static final String JAVASCRIPT = "text/javascript; charset=UTF-8";
    static final String HTML = "text/html; charset=UTF-8";
    static final String PROTOBUF = "application/x-protobuf";

    /** Creates a response without further headers. */
    public RestResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of());
    }

    /** Returns this response with one more header, which replaces one of the same name. */
    public RestResponse withHeader(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new RestResponse(status, contentType, body, all);
    }

    static RestResponse html(int status, String page) {
        return new RestResponse(status, HTML, page.getBytes(StandardCharsets.UTF_8));
    }
}
