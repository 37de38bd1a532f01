package io.github.cloudtasks.cli.control;

/** A request to the control API that failed. The message is a sentence for the user. */
public final class ControlFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * Creates a failure.
     *
     * @param status the HTTP status; 0 if there was no response, or one that is not of the emulator
     */
    public ControlFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status; 0 if there was no response, or one that is not of the emulator. */
    public int status() {
        return status;
    }
}
