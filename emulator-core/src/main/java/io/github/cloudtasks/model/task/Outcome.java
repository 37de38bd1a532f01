package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.ControlCharacters;

/** The outcome of an attempt. */
public sealed interface Outcome {

    /**
     * The target responded.
     *
     * @param status the HTTP status code, 100 to 999
     */
    record Responded(int status) implements Outcome {}

    /** The dispatch deadline passed before the target responded. */
    record DeadlineExceeded() implements Outcome {}

    /**
     * The request could not be sent, or no response was received.
     *
     * @param reason a description for logs; control characters, which a target may have sent, are escaped
     */
    record Unreachable(String reason) implements Outcome {
        /** The length of a stored reason in characters, so that attempts take a bounded part of the memory. */
        private static final int STORED_REASON = 200;

        public Unreachable {
            reason = ControlCharacters.escaped(reason);
        }
    }

    /** Returns the outcome as it is stored with the task: a long reason is cut. */
    default Outcome toStore() {
        return this instanceof Unreachable unreachable && unreachable.reason().length() > Unreachable.STORED_REASON
                ? new Unreachable(unreachable.reason().substring(0, Unreachable.STORED_REASON))
                : this;
    }

    /** Returns whether the task is done: the status is 200 to 299 (documented). */
    default boolean isSuccess() {
        return this instanceof Responded responded && responded.status() / 100 == 2;
    }

    /**
     * Returns the HTTP status as the service reports it: 504 if the deadline passed, 0 for an unreachable target
     * (recorded).
     */
    default int httpStatus() {
        return switch (this) {
            case Responded responded -> responded.status();
            case DeadlineExceeded exceeded -> 504;
            case Unreachable unreachable -> 0;
        };
    }
}
