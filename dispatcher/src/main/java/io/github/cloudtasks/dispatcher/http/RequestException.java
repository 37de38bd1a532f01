package io.github.cloudtasks.dispatcher.http;

/** A request that cannot be sent, or that has no complete response. The message states the reason. */
public sealed class RequestException extends Exception permits RequestException.Timeout {
    private static final long serialVersionUID = 1L;

    /** Creates an exception without a stack trace: it is an expected result, and a busy client creates many. */
    public RequestException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the message, which is never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** A request that had no complete response in time. */
    public static final class Timeout extends RequestException {
        private static final long serialVersionUID = 1L;

        Timeout() {
            super("the response was not complete in time");
        }
    }
}
