package io.github.cloudtasks.rest.errors;

import com.google.rpc.BadRequest.FieldViolation;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the fields of a request, in the words of Google's front end; it reports all of it at once, a line
 * each (recorded).
 */
public final class FieldViolations {
    static final String PAYLOAD = "Invalid JSON payload received. ";

    /** More than a person reads; a body can hold millions of them. */
    private static final int MOST = 100;

    private final List<FieldViolation> violations = new ArrayList<>();

    /** A name that cannot stand where it stands. */
    public void unknownName(RequestFieldPath at, String name, String why) {
        String path = at.toString();
        add(path, PAYLOAD + "Unknown name \"" + name + "\"" + at(path) + ": " + why);
    }

    /** A query parameter that names no field of the request (recorded). */
    public void unknownParameter(String name) {
        unknownName(
                RequestFieldPath.ROOT,
                name,
                "Cannot bind query parameter. Field '" + name + "' could not be found in request message.");
    }

    /** A query parameter that names a message (seen in clients' bug reports). */
    public void messageParameter(String name) {
        unknownName(
                RequestFieldPath.ROOT,
                name,
                "Cannot bind query parameter. '"
                        + name
                        + "' is a message type. Parameters can only be bound to primitive types.");
    }

    /**
     * A value that its field does not take.
     *
     * @param type {@code TYPE_INT32}, a type URL, or what else the service puts in parentheses
     * @param value the value as it was written, or a sentence about it
     */
    public void invalidValue(RequestFieldPath at, String type, String value) {
        String path = at.toString();
        add(path, "Invalid value" + at(path) + " (" + type + "), " + value);
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : " at '" + path + "'";
    }

    private void add(String path, String description) {
        if (violations.size() < MOST) {
            violations.add(FieldViolation.newBuilder()
                    .setField(path)
                    .setDescription(description)
                    .build());
        }
    }

    /**
     * Ends the request if anything was wrong.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT with all violations
     */
    public void check() {
        if (!violations.isEmpty()) {
            String message = String.join(
                    "\n",
                    violations.stream().map(FieldViolation::getDescription).toList());
            throw RequestErrors.badRequest(message, violations);
        }
    }
}
