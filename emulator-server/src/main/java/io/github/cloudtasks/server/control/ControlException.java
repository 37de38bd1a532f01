package io.github.cloudtasks.server.control;

import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestResponse;

/** A call cannot be done, in the terms of HTTP. */
final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int httpStatus;
    private final String status;

    private ControlException(int httpStatus, String status, String message) {
        super(message, null, false, false);
        this.httpStatus = httpStatus;
        this.status = status;
    }

    /** The caller has made a mistake. */
    static ControlException invalid(String message) {
        return new ControlException(400, "INVALID_ARGUMENT", message);
    }

    /** What is waited for will not be. */
    static ControlException never(String message) {
        return new ControlException(409, "FAILED_PRECONDITION", message);
    }

    /** What is waited for was not there in time. */
    static ControlException late(String message) {
        return new ControlException(504, "DEADLINE_EXCEEDED", message);
    }

    RestResponse response() {
        return ErrorResponses.json(httpStatus, String.valueOf(getMessage()), status);
    }
}
