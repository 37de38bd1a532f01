package io.github.cloudtasks.benchmarks.load;

/** Thrown if a server lacks an API version, a protocol or a method. The message names what is missing. */
public final class NotSupportedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message, which is never null. */
    private final String reason;

    public NotSupportedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Returns what is missing. */
    public String reason() {
        return reason;
    }
}
