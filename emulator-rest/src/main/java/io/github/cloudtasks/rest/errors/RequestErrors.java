package io.github.cloudtasks.rest.errors;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.github.cloudtasks.model.HttpMethod;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The errors that the front end reports before a service is called. See {@link FieldViolations} for invalid fields. */
public final class RequestErrors {
    private RequestErrors() {}

    /** Returns the error for a path without a route (unlike the service, which sends an HTML page). */
    public static StatusRuntimeException noRoute(String method, String path) {
        return of(Code.NOT_FOUND, "No method of this API matches " + method + " " + path);
    }

    /** Returns an error for a resource of the front end that does not exist. */
    public static StatusRuntimeException notFound(String message) {
        return of(Code.NOT_FOUND, message);
    }

    /**
     * Returns the error for a body that is not JSON (recorded: the prefix of the message and that there are no
     * details).
     *
     * @param reason the message of the parser
     */
    public static StatusRuntimeException malformedJson(String reason) {
        return of(Code.INVALID_ARGUMENT, FieldViolations.PAYLOAD + reason);
    }

    /**
     * Returns the error for bytes that are not UTF-8 (inferred).
     *
     * @param part the part of the request, such as {@code path}
     */
    public static StatusRuntimeException notUtf8(String part) {
        return of(Code.INVALID_ARGUMENT, "The " + part + " of the request must be valid UTF-8, percent-encoded.");
    }

    /** Returns the error for a part of a streamed body that is too large. */
    public static StatusRuntimeException elementTooLarge(int maxBytes) {
        return of(
                Code.INVALID_ARGUMENT,
                "A queue or a task of the request is larger than " + maxBytes / (1 << 20)
                        + " MiB. Send it without white space, or make it smaller.");
    }

    /** Returns the error for white space in a streamed body that is as large as the largest queue or task. */
    public static StatusRuntimeException tooMuchWhiteSpace(int maxBytes) {
        return of(
                Code.INVALID_ARGUMENT,
                "The request has more than " + maxBytes / (1 << 20)
                        + " MiB of white space between two of its values. Send it without white space.");
    }

    /** Returns the error for a protobuf body that cannot be parsed (inferred). */
    public static StatusRuntimeException malformedProtobuf() {
        return of(Code.INVALID_ARGUMENT, "Invalid PROTO payload received.");
    }

    /** Returns the error for a body whose media type is neither protobuf nor JSON (inferred). */
    public static StatusRuntimeException unsupportedContentType(String type) {
        return of(
                Code.INVALID_ARGUMENT,
                "The Content-Type " + type + " is not supported: send application/x-protobuf or application/json.");
    }

    /**
     * Returns the error for a batch that cannot be read (seen in reports of users of other Google APIs, with the reason
     * {@code 0 items}; the other reasons are inferred).
     *
     * @param bytes the size of the body
     */
    public static StatusRuntimeException malformedBatch(String reason, int bytes) {
        return of(
                Code.INVALID_ARGUMENT,
                "Failed to parse batch request, error: " + reason + ". Received batch body: (" + bytes
                        + ") bytes redacted");
    }

    /** Returns the error for a request to BufferTask whose HTTP method a task cannot have (inferred). */
    public static StatusRuntimeException taskMethod(String method) {
        return of(
                Code.INVALID_ARGUMENT,
                "A task cannot have the HTTP method " + method + ". Send the request with one of "
                        + Arrays.stream(HttpMethod.values())
                                .map(HttpMethod::name)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /** Returns the error for an invalid system parameter (measured by others on other Google APIs). */
    public static StatusRuntimeException systemParameter(String name, String value) {
        return of(
                Code.INVALID_ARGUMENT,
                "Invalid query parameters. Invalid value '" + value + "' for system query parameter : " + name);
    }

    /** Returns the error for an unknown format (measured by others on other Google APIs). */
    public static StatusRuntimeException alt(String value) {
        return of(Code.INVALID_ARGUMENT, "Invalid value \"" + value + "\" for query parameter 'alt'");
    }

    /** Returns the error for an invalid JSONP callback (measured by others on other Google APIs). */
    public static StatusRuntimeException callback(String name) {
        return of(
                Code.INVALID_ARGUMENT,
                "Invalid JSONP callback name: '"
                        + name
                        + "'; only alphabet, number, '_', '$', '.', '[' and ']' are allowed.");
    }

    /** Returns the error for a JSONP callback of a method that has no JSONP (unlike the service, where all have it). */
    public static StatusRuntimeException jsonpNotSupported() {
        return of(
                Code.INVALID_ARGUMENT,
                "JSONP is not available here, so that a web page cannot read the response: remove the parameter callback.");
    }

    /** Returns the error for a JSONP callback of an item of a batch (inferred). */
    public static StatusRuntimeException jsonpInBatch() {
        return of(
                Code.INVALID_ARGUMENT,
                "JSONP is not available in a batch, whose response is not a script: remove the parameter callback.");
    }

    static StatusRuntimeException badRequest(String message, List<FieldViolation> violations) {
        Status status = Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(message)
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addAllFieldViolations(violations)
                        .build()))
                .build();
        return StatusProto.toStatusRuntimeException(status);
    }

    private static StatusRuntimeException of(Code code, String message) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(message)
                .build());
    }
}
