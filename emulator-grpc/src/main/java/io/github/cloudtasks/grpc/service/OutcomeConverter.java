package io.github.cloudtasks.grpc.service;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.github.cloudtasks.model.task.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A converter between the outcome of an attempt and the status that the API shows for it: a code, and a message such as
 * {@code INTERNAL(13): HTTP status code 500} (recorded).
 */
public final class OutcomeConverter {

    private static final Pattern HTTP_STATUS = Pattern.compile("HTTP status code (\\d{1,3})$");

    private OutcomeConverter() {}

    /** Returns the status for an outcome. */
    public static Status toProto(Outcome outcome) {
        int http = outcome.httpStatus();
        Code code = code(http);
        return Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(code + "(" + code.getNumber() + "): HTTP status code " + http)
                .build();
    }

    /**
     * Returns the outcome for a status. A message of the form above gives the HTTP status; with any other message it is
     * derived from the code.
     */
    public static Outcome fromProto(Status status) {
        Matcher http = HTTP_STATUS.matcher(status.getMessage());
        int shown = http.find() ? Integer.parseInt(http.group(1)) : http(status.getCode());
        return shown == 0 ? new Outcome.Unreachable("as it was saved") : new Outcome.Responded(shown);
    }

    /** Returns the most common HTTP status for a code, or 0 if there is none. */
    private static int http(int code) {
        return IntStream.of(200, 400, 401, 403, 404, 409, 416, 429, 499, 500, 501, 503, 504)
                .filter(status -> code(status).getNumber() == code)
                .findFirst()
                .orElse(0);
    }

    private static Code code(int http) {
        return switch (http) {
            case 400 -> Code.INVALID_ARGUMENT;
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 404 -> Code.NOT_FOUND;
            case 409 -> Code.ABORTED;
            case 416 -> Code.OUT_OF_RANGE;
            case 429 -> Code.RESOURCE_EXHAUSTED;
            case 499 -> Code.CANCELLED;
            case 501 -> Code.UNIMPLEMENTED;
            case 503 -> Code.UNAVAILABLE;
            case 504 -> Code.DEADLINE_EXCEEDED;
            default ->
                switch (http / 100) {
                    case 2 -> Code.OK;
                    case 4 -> Code.FAILED_PRECONDITION;
                    case 5 -> Code.INTERNAL;
                    default -> Code.UNKNOWN;
                };
        };
    }
}
