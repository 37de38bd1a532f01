package io.github.cloudtasks.storage;

import org.jspecify.annotations.Nullable;

/** Thrown if stored bytes are not a value of the model. The message is a sentence that says what is wrong. */
final class StoredValueException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception for a part of a value. */
    StoredValueException(String reason) {
        super(reason);
    }

    private StoredValueException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** Returns the exception for a value, of which this exception names the part. */
    StoredValueException in(String value) {
        return new StoredValueException("The stored " + value + " cannot be decoded: " + getMessage() + ".", this);
    }
}
