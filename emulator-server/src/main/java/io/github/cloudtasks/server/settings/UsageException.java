package io.github.cloudtasks.server.settings;

/** The command line or the environment asks for something that cannot be; the message is one sentence for the user. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
