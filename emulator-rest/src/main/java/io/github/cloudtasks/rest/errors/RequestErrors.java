package io.github.cloudtasks.rest.errors;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;

/**
 * What the front end itself refuses, before any service is asked; every text of it stands here or in
 * {@link FieldViolations}.
 */
public final class RequestErrors {
    private RequestErrors() {}

    /** No route: ours, because Google's front end answers with a page that names no code. */
    public static StatusRuntimeException noRoute(String method, String path) {
        return of(Code.NOT_FOUND, "No method of this API answers " + method + " " + path);
    }

    /** Something that has an address and is not there. */
    public static StatusRuntimeException notFound(String message) {
        return of(Code.NOT_FOUND, message);
    }

    /** A body that is no JSON, with the parser's words (recorded: this prefix, and no details). */
    public static StatusRuntimeException malformedJson(String why) {
        return of(Code.INVALID_ARGUMENT, FieldViolations.PAYLOAD + why);
    }

    /** A protobuf body that does not parse (inferred). */
    public static StatusRuntimeException malformedProtobuf() {
        return of(Code.INVALID_ARGUMENT, "Invalid PROTO payload received.");
    }

    /** A system parameter with a value that it does not take (measured by others on other Google APIs). */
    public static StatusRuntimeException systemParameter(String name, String value) {
        return of(
                Code.INVALID_ARGUMENT,
                "Invalid query parameters. Invalid value '" + value + "' for system query parameter : " + name);
    }

    /** A format that nobody writes (measured by others on other Google APIs). */
    public static StatusRuntimeException alt(String value) {
        return of(Code.INVALID_ARGUMENT, "Invalid value \"" + value + "\" for query parameter 'alt'");
    }

    /** A callback that is no name (measured by others on other Google APIs). */
    public static StatusRuntimeException callback(String name) {
        return of(
                Code.INVALID_ARGUMENT,
                "Invalid JSONP callback name: '"
                        + name
                        + "'; only alphabet, number, '_', '$', '.', '[' and ']' are allowed.");
    }

    /**
     * A selector that names a field that the response does not have (measured by others on other Google APIs).
     *
     * @param selector the whole parameter
     * @param path as far as it could be followed, dots between the levels
     */
    public static StatusRuntimeException fields(String selector, String path) {
        FieldViolation violation = FieldViolation.newBuilder()
                .setField(selector)
                .setDescription(
                        "Error expanding 'fields' parameter. Cannot find matching fields for path '" + path + "'.")
                .build();
        return badRequest("Request contains an invalid argument.", List.of(violation));
    }

    public static StatusRuntimeException badRequest(String message, List<FieldViolation> violations) {
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
