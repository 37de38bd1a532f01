package io.github.cloudtasks.server.control;

import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestResponse;

/** Thrown if a control request fails; it has an HTTP status. */
final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int httpStatus;
    private final String status;

    private ControlException(int httpStatus, String status, String message) {
        super(message, null, false, false);
        this.httpStatus = httpStatus;
        this.status = status;
    }

    /** The request is invalid. */
    static ControlException invalid(String message) {
        return new ControlException(400, "INVALID_ARGUMENT", message);
    }

    /** There is no such resource. */
    static ControlException notFound(String message) {
        return new ControlException(404, "NOT_FOUND", message);
    }

    /** The awaited condition cannot be met. */
    static ControlException impossible(String message) {
        return new ControlException(409, "FAILED_PRECONDITION", message);
    }

    /** There is no memory for the request at present. */
    static ControlException exhausted(String message) {
        return new ControlException(429, "RESOURCE_EXHAUSTED", message);
    }

    /** The timeout has elapsed. */
    static ControlException timedOut(String message) {
        return new ControlException(504, "DEADLINE_EXCEEDED", message);
    }

    RestResponse response() {
        return ErrorResponses.json(httpStatus, String.valueOf(getMessage()), status);
    }
}
