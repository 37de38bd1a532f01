package io.github.cloudtasks.storage;

/** Thrown if a data directory cannot be used. The message says why, and what the user can do. */
public final class DataDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    DataDirectoryException(String message) {
        super(message);
    }

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
