package io.github.cloudtasks.engine;

/** Thrown by a wait for idle queues that makes no progress until the state of a queue or the time is changed. */
public final class NeverIdleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NeverIdleException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the queues that are stuck and why, for messages. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
