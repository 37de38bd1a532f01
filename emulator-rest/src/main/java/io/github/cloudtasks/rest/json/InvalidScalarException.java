package io.github.cloudtasks.rest.json;

import java.io.Serial;

/** A scalar that its field does not take; the message is what errors say in place of the value. */
final class InvalidScalarException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    InvalidScalarException(String message) {
        super(message, null, false, false);
    }

    /** What the error says after the type of the field. */
    String text() {
        return String.valueOf(getMessage());
    }
}
