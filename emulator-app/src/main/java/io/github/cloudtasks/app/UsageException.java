package io.github.cloudtasks.app;

/** The command line or the environment asks for something that cannot be; the message is one sentence for the user. */
final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
