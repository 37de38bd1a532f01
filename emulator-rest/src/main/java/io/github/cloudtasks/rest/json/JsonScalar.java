package io.github.cloudtasks.rest.json;

import java.io.Serial;

/**
 * A string, number or boolean as it is written in a request.
 *
 * @param quoted whether it is a JSON string; values of query parameters are
 */
record JsonScalar(String text, boolean quoted) {
    /** Returns the value as it appears in error messages (recorded). */
    @Override
    public String toString() {
        return quoted ? '"' + text + '"' : text;
    }

    /** Thrown for a scalar that its field does not accept. Has no stack trace, because it is always caught. */
    static final class InvalidScalarException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        InvalidScalarException(String message) {
            super(message, null, false, false);
        }

        /** Returns the part of the error message that follows the type of the field. */
        String text() {
            return String.valueOf(getMessage());
        }
    }
}
