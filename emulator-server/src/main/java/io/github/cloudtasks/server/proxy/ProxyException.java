package io.github.cloudtasks.server.proxy;

/** Thrown if CONNECT is refused or fails. The message is for the user: what is wrong, and what to change. */
final class ProxyException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * Creates an exception without a stack trace.
     *
     * @param status the HTTP status code of the response
     * @param message ASCII without control characters, because it becomes the reason phrase
     */
    ProxyException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
