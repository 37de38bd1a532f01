package io.github.cloudtasks.model;

import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer of the service that is not a success: a code, a message and details. Every text that the service sends
 * stands in a factory here or in one of its neighbours in this package, so that they can be compared with a recording
 * in one place. Thrown where a rule lives, caught at the door.
 */
public final class ApiException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The codes of {@code google.rpc.Code} that the service uses, with their numbers. */
    public enum Code {
        INVALID_ARGUMENT(3),
        NOT_FOUND(5),
        ALREADY_EXISTS(6),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        ABORTED(10),
        UNIMPLEMENTED(12);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** The number in {@code google.rpc.Code}. */
        public int number() {
            return number;
        }
    }

    /** A message of {@code google.rpc.error_details} that comes with an error. */
    public sealed interface Detail {

        /** Why, for a program to read. */
        record ErrorInfo(String reason, String domain, Map<String, String> metadata) implements Detail {
            public ErrorInfo {
                metadata = new TreeMap<>(metadata);
            }
        }

        /** Where to read more. */
        record Help(String description, String url) implements Detail {}

        /** The message for a person. */
        record LocalizedMessage(String locale, String message) implements Detail {}
    }

    private final Code code;
    private final transient List<Detail> details;

    public ApiException(Code code, String message, Detail... details) {
        // No stack trace: this is an answer, not a fault, and some callers get many of them.
        super(message, null, false, false);
        this.code = code;
        this.details = List.of(details);
    }

    public Code code() {
        return code;
    }

    /** The message as the service words it; never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public List<Detail> details() {
        return details;
    }

    /** The caller asked for something that can never work. */
    public static ApiException invalidArgument(String message, Detail... details) {
        return new ApiException(Code.INVALID_ARGUMENT, message, details);
    }

    /** The caller asked for something that does not work in the present state. */
    public static ApiException failedPrecondition(String message) {
        return new ApiException(Code.FAILED_PRECONDITION, message);
    }

    /** The service's answer to a request that it has no better words for (recorded). */
    public static ApiException invalidArgument() {
        return invalidArgument("Request contains an invalid argument.");
    }

    /** A resource that does not exist (recorded). */
    public static ApiException notFound() {
        return new ApiException(Code.NOT_FOUND, "Requested entity was not found.");
    }

    /** A queue that does not exist, as every method but DeleteQueue, GetTask and DeleteTask reports it (recorded). */
    public static ApiException queueNotFound() {
        return new ApiException(
                Code.NOT_FOUND,
                "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.");
    }

    /** {@code mask path} does not exist (recorded). */
    public static ApiException invalidMask(String path) {
        return invalidArgument("Invalid mask: " + path);
    }

    /**
     * A queue's HTTP target that cannot be one (recorded).
     *
     * @param detail what is wrong, in the service's words; empty for a value that the service does not know
     */
    public static ApiException invalidHttpTarget(String detail) {
        return invalidArgument(
                "Error in parsing HttpTarget. " + detail,
                new Detail.ErrorInfo(
                        "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                        "cloudtasks.googleapis.com",
                        Map.of("invalid_field", detail)));
    }

    /** A page token that is not ours, of another list, or too old (recorded). */
    public static ApiException invalidPageToken() {
        return invalidArgument("Invalid page_token");
    }
}
