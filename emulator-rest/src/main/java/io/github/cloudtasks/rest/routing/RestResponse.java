package io.github.cloudtasks.rest.routing;

import java.nio.charset.StandardCharsets;

/**
 * A complete HTTP response.
 *
 * @param status the HTTP status code
 * @param body the uncompressed body; owned by the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // A response is passed on, never compared.
public record RestResponse(int status, String contentType, byte[] body) {
    public static final String JSON = "application/json; charset=UTF-8";
    static final String JAVASCRIPT = "text/javascript; charset=UTF-8";
    static final String HTML = "text/html; charset=UTF-8";
    static final String PROTOBUF = "application/x-protobuf";

    static RestResponse html(int status, String page) {
        return new RestResponse(status, HTML, page.getBytes(StandardCharsets.UTF_8));
    }
}
