package io.github.cloudtasks.rest.errors;

import com.google.rpc.BadRequest.FieldViolation;
import io.github.cloudtasks.rest.errors.InvalidFieldsException.InvalidField;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the violations in the fields of one request. All of them are reported at once, each on a line of the error
 * message and as an entry of a BadRequest (recorded).
 */
public final class FieldViolations {
    static final String PAYLOAD = "Invalid JSON payload received. ";

    /** The maximum number of violations that are reported; a body can have millions. */
    private static final int MAX_VIOLATIONS = 100;

    private final List<FieldViolation> violations = new ArrayList<>();
    private final List<InvalidField> fields = new ArrayList<>();

    /**
     * Adds a name that is not allowed in its message.
     *
     * @param at the path of the message
     */
    public void unknownName(RequestFieldPath at, String name, String reason) {
        String path = at.toString();
        String problem = "Unknown name \"" + name + "\"" + at(path) + ": " + reason;
        add(path, PAYLOAD + problem, new InvalidField(member(path, name), problem, true));
    }

    /** Adds a query parameter without a field in the request (recorded). */
    public void unknownParameter(String name) {
        unknownName(
                RequestFieldPath.ROOT,
                name,
                "Cannot bind query parameter. Field '" + name + "' could not be found in request message.");
    }

    /** Adds a query parameter for a field that is a message (seen in bug reports of clients). */
    public void messageParameter(String name) {
        unknownName(
                RequestFieldPath.ROOT,
                name,
                "Cannot bind query parameter. '"
                        + name
                        + "' is a message type. Parameters can only be bound to primitive types.");
    }

    /**
     * Adds a value that its field does not accept.
     *
     * @param type the text in parentheses, such as {@code TYPE_INT32} or a type URL
     * @param value the value as it was written, or an error message
     */
    public void invalidValue(RequestFieldPath at, String type, String value) {
        String path = at.toString();
        String problem = "Invalid value" + at(path) + " (" + type + "), " + value;
        add(path, problem, new InvalidField(path, problem, false));
    }

    /**
     * Adds a second field of a oneof (measured by others on other Google APIs).
     *
     * @param at the path of the message
     * @param name the name of the second field in the request
     */
    public void alreadySet(RequestFieldPath at, String oneof, String name) {
        String path = at.toString();
        String problem = "Invalid value" + at(path) + " (oneof), oneof field '" + oneof
                + "' is already set. Cannot set '" + name + "'";
        add(path, problem, new InvalidField(member(path, name), problem, false));
    }

    private static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : " at '" + path + "'";
    }

    private void add(String path, String description, InvalidField field) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(FieldViolation.newBuilder()
                    .setField(path)
                    .setDescription(description)
                    .build());
            fields.add(field);
        }
    }

    /** Returns whether there are no violations. */
    public boolean isEmpty() {
        return violations.isEmpty();
    }

    /**
     * Rejects the request if there are violations.
     *
     * @throws InvalidFieldsException INVALID_ARGUMENT if there are any
     */
    public void check() {
        if (!violations.isEmpty()) {
            String message = String.join(
                    "\n",
                    violations.stream().map(FieldViolation::getDescription).toList());
            throw new InvalidFieldsException(RequestErrors.badRequest(message, violations), fields);
        }
    }
}
