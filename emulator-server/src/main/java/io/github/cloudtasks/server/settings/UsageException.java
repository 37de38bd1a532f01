package io.github.cloudtasks.server.settings;

/** Thrown for a mistake in a flag, an environment variable or a TLS file. The message is for the user. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
