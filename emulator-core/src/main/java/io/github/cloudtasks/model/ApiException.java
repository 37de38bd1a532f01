package io.github.cloudtasks.model;

import java.io.Serial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An error response of the service: a code, a message and optional details.
 *
 * <p>The messages are written where the errors are raised: most of them in {@code engine.rules} and
 * {@code engine.queue}, those of masks, filters and queue.yaml in the gRPC module. The factory methods below are for
 * the errors that several places raise. A message is recorded from the real service unless its source says otherwise.
 *
 * <p>Instances are immutable. They have no stack trace, because they are expected results and not faults of the
 * program.
 */
public final class ApiException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The error codes of {@code google.rpc.Code} that the service uses. */
    public enum Code {
        INVALID_ARGUMENT(3),
        NOT_FOUND(5),
        ALREADY_EXISTS(6),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        ABORTED(10),
        UNIMPLEMENTED(12),
        UNAVAILABLE(14);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** Returns the number of the code in {@code google.rpc.Code}. */
        public int number() {
            return number;
        }
    }

    /** A message of {@code google.rpc.error_details} that is attached to an error. */
    public sealed interface Detail {

        /** The cause of the error in machine-readable form. */
        record ErrorInfo(String reason, String domain, Map<String, String> metadata) implements Detail {
            public ErrorInfo {
                metadata = new TreeMap<>(metadata);
            }
        }

        /** A link to documentation. */
        record Help(String description, String url) implements Detail {}

        /** The error message for end users. */
        record LocalizedMessage(String locale, String message) implements Detail {}
    }

    private final Code code;
    private final transient List<Detail> details;
    private final transient List<String> fields;
    private final @Nullable Relaxation relaxation;

    /** Creates an error that is about no particular field. */
    public ApiException(Code code, String message, Detail... details) {
        this(code, message, List.of(details), List.of(), null);
    }

    private ApiException(
            Code code, String message, List<Detail> details, List<String> fields, @Nullable Relaxation relaxation) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
        this.fields = fields;
        this.relaxation = relaxation;
    }

    /** Returns the error code. */
    public Code code() {
        return code;
    }

    /** Returns the message as clients see it. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Returns the details that are sent with the error; empty for most errors. */
    public List<Detail> details() {
        return details;
    }

    /**
     * Returns the paths of the request fields that the error is about, the most relevant first. Empty if the error is
     * not about a field, or if the field is not known. Never sent to clients.
     *
     * @return proto field names with dots between the levels and indexes of repeated fields, relative to the queue or
     *     task of the request, or to the request if it has none: {@code http_target.header_overrides[0].header.key}
     */
    public List<String> fields() {
        return fields;
    }

    /**
     * Returns the same error with {@link #fields}.
     *
     * @param paths field names in snake_case, or in lowerCamelCase as some error messages have them
     */
    public ApiException withFields(String... paths) {
        List<String> protoPaths =
                List.of(paths).stream().map(ApiException::inSnakeCase).toList();
        return new ApiException(code, text(), details, protoPaths, relaxation);
    }

    /**
     * Returns the setting of the emulator that relaxes this refusal, or null if there is none. Never sent to clients.
     */
    public @Nullable Relaxation relaxation() {
        return relaxation;
    }

    /** Returns the same error with a {@link #relaxation}; null for none. */
    public ApiException relaxedBy(@Nullable Relaxation setting) {
        return new ApiException(code, text(), details, fields, setting);
    }

    private static String inSnakeCase(String path) {
        return path.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    }

    /** Returns an error for a request that is invalid whatever the state of the service. */
    public static ApiException invalidArgument(String message, Detail... details) {
        return new ApiException(Code.INVALID_ARGUMENT, message, details);
    }

    /** Returns an error for a request that is invalid in the current state of the service. */
    public static ApiException failedPrecondition(String message) {
        return new ApiException(Code.FAILED_PRECONDITION, message);
    }

    /** Returns the error of the service that has only a generic message (recorded). */
    public static ApiException invalidArgument() {
        return invalidArgument("Request contains an invalid argument.");
    }

    /** Returns the error for a resource that does not exist (recorded). */
    public static ApiException notFound() {
        return new ApiException(Code.NOT_FOUND, "Requested entity was not found.");
    }

    /** Returns the error for a missing queue, except in DeleteQueue, GetTask and DeleteTask (recorded). */
    public static ApiException queueNotFound() {
        return new ApiException(
                Code.NOT_FOUND,
                "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.");
    }

    /** Returns the error for a mask with an unknown path (recorded). */
    public static ApiException invalidMask(String path) {
        return invalidArgument("Invalid mask: " + path);
    }

    /**
     * Returns the error for an invalid HTTP target of a queue (recorded).
     *
     * @param detail the specific message of the service; empty for an unknown enum value
     */
    public static ApiException invalidHttpTarget(String detail) {
        return invalidArgument(
                        "Error in parsing HttpTarget. " + detail,
                        new Detail.ErrorInfo(
                                "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                                "cloudtasks.googleapis.com",
                                Map.of("invalid_field", detail)))
                .withFields("http_target");
    }

    /** Returns the error for a page token that is malformed, expired or of another list (recorded). */
    public static ApiException invalidPageToken() {
        return invalidArgument("Invalid page_token").withFields("page_token");
    }
}
