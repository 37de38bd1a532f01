package io.github.cloudtasks.engine;

/** Nothing will happen that somebody waits for. */
public final class NeverIdleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a sentence that says why. */
    NeverIdleException(String reason) {
        super(reason, null, false, false);
    }

    /** The sentence that says why. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
