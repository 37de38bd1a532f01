package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.RestResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a request by its head.
 *
 * @param rejection the reason to reject the request; null if it is admitted
 * @param headers the headers for the response that depend on the web page that sent the request
 * @param isPreflight whether a browser asks if a page may send a request; the response has only these headers
 */
record Admission(@Nullable RejectedRequest rejection, Map<String, String> headers, boolean isPreflight) {
    private static final int NO_CONTENT = 204;

    static Admission rejected(RejectedRequest reason) {
        return new Admission(reason, Map.of(), false);
    }

    /** Returns a response to the request with the headers that depend on the web page. */
    RestResponse complete(RestResponse response) {
        RestResponse complete = response;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            complete = complete.withHeader(header.getKey(), joined(header, response));
        }
        return complete;
    }

    /** Returns the value of a header. A response that varies with other headers too still does. */
    private static String joined(Map.Entry<String, String> header, RestResponse response) {
        String present = response.headers().get(header.getKey());
        return present != null && header.getKey().equals("Vary")
                ? present + ", " + header.getValue()
                : header.getValue();
    }

    /** Returns the response to a preflight request, without the headers. */
    static RestResponse preflightResponse() {
        return new RestResponse(NO_CONTENT, "", new byte[0]);
    }
}
