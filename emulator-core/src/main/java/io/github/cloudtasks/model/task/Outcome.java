package io.github.cloudtasks.model.task;

/** How an attempt ended. */
public sealed interface Outcome {

    /**
     * The target answered.
     *
     * @param status the HTTP status code, 100 to 999
     */
    record Responded(int status) implements Outcome {}

    /** The dispatch deadline passed before the target had answered. */
    record DeadlineExceeded() implements Outcome {}

    /**
     * Nothing was sent, or no answer came back.
     *
     * @param reason for the log, in words
     */
    record Unreachable(String reason) implements Outcome {}

    /** Whether the task is done: an answer from 200 to 299 (documented). */
    default boolean isSuccess() {
        return this instanceof Responded responded && responded.status() / 100 == 2;
    }

    /**
     * The HTTP status that the service shows: 504 for a deadline that passed, 0 for an unreachable target (recorded).
     */
    default int httpStatus() {
        return switch (this) {
            case Responded responded -> responded.status();
            case DeadlineExceeded exceeded -> 504;
            case Unreachable unreachable -> 0;
        };
    }
}
