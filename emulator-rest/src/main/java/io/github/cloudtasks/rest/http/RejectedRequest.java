package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestResponse;

/**
 * A reason to reject a request before it is complete. Status codes and messages are inferred: the service's front end
 * sends HTML pages for these.
 */
enum RejectedRequest {
    MALFORMED(400, "Your client has issued a malformed or illegal request.", "INVALID_ARGUMENT"),
    TIMED_OUT(408, "The request did not arrive in time.", "DEADLINE_EXCEEDED"),
    BODY_TOO_LARGE(413, "Request payload size exceeds the limit.", "INVALID_ARGUMENT"),
    LINE_TOO_LONG(414, "The requested URL is too large to process.", "INVALID_ARGUMENT"),
    HEADERS_TOO_LARGE(431, "The request headers are too large to process.", "INVALID_ARGUMENT");

    private final int httpStatus;
    private final String message;
    private final String status;

    RejectedRequest(int httpStatus, String message, String status) {
        this.httpStatus = httpStatus;
        this.message = message;
        this.status = status;
    }

    RestResponse response() {
        return ErrorResponses.json(httpStatus, message, status);
    }
}
