package io.github.cloudtasks.storage;

/** Thrown if the stored state is damaged. The message lists the parts, and says what the user can do. */
public final class DamagedStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedStateException(String message) {
        super(message);
    }
}
