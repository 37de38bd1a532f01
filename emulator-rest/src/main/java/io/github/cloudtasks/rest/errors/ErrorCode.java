package io.github.cloudtasks.rest.errors;

/**
 * The codes of {@code google.rpc.Code} in the order of their numbers, with their HTTP status (documented in
 * code.proto).
 */
public enum ErrorCode {
    OK(200, "ok"),
    CANCELLED(499, "cancelled"),
    UNKNOWN(500, "unknownError"),
    INVALID_ARGUMENT(400, "badRequest"),
    DEADLINE_EXCEEDED(504, "backendError"),
    NOT_FOUND(404, "notFound"),
    ALREADY_EXISTS(409, "alreadyExists"),
    PERMISSION_DENIED(403, "forbidden"),
    RESOURCE_EXHAUSTED(429, "rateLimitExceeded"),
    FAILED_PRECONDITION(400, "failedPrecondition"),
    ABORTED(409, "aborted"),
    OUT_OF_RANGE(400, "outOfRange"),
    UNIMPLEMENTED(501, "notImplemented"),
    INTERNAL(500, "backendError"),
    UNAVAILABLE(503, "backendError"),
    DATA_LOSS(500, "dataLoss"),
    UNAUTHENTICATED(401, "authError");

    private static final ErrorCode[] BY_NUMBER = values();

    private final int httpStatus;
    private final String reason;

    ErrorCode(int httpStatus, String reason) {
        this.httpStatus = httpStatus;
        this.reason = reason;
    }

    public static ErrorCode of(int number) {
        return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Returns the reason in the older {@code errors} list (measured by others on other Google APIs). */
    public String reason() {
        return reason;
    }
}
