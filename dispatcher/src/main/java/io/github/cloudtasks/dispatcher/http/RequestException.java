package io.github.cloudtasks.dispatcher.http;

/** An attempt of which nothing can be sent. The message is a sentence for the log. */
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: it is an outcome, not a bug, and a busy queue makes many. */
    public RequestException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
