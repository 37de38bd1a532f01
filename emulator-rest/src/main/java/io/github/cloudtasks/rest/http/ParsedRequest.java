package io.github.cloudtasks.rest.http;

import io.netty.handler.codec.http.HttpRequest;

/** What the conversation gets to see: whole requests, and the end of those that will never be whole. */
sealed interface ParsedRequest {

    /**
     * A request that has arrived.
     *
     * @param body as sent, perhaps compressed
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
    record Request(HttpRequest head, byte[] body) implements ParsedRequest {}

    /** A request that is refused before it is whole; the connection ends with the answer. */
    enum Refused implements ParsedRequest {
        MALFORMED(400, "Your client has issued a malformed or illegal request.", "INVALID_ARGUMENT"),
        TIMED_OUT(408, "The request did not arrive in time.", "DEADLINE_EXCEEDED"),
        BODY_TOO_LARGE(413, "Request payload size exceeds the limit.", "INVALID_ARGUMENT"),
        LINE_TOO_LONG(414, "The requested URL is too large to process.", "INVALID_ARGUMENT"),
        HEADERS_TOO_LARGE(431, "The request headers are too large to process.", "INVALID_ARGUMENT");

        private final int httpStatus;
        private final String message;
        private final String status;

        Refused(int httpStatus, String message, String status) {
            this.httpStatus = httpStatus;
            this.message = message;
            this.status = status;
        }

        int httpStatus() {
            return httpStatus;
        }

        String message() {
            return message;
        }

        String status() {
            return status;
        }
    }
}
