package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.ControlCharacters;
import org.jspecify.annotations.Nullable;

/** The outcome of an attempt. */
public sealed interface Outcome {
    /**
     * The target responded.
     *
     * @param status the HTTP status code, 100 to 999
     * @param retryAfter the {@code Retry-After} header of the response; null for none, and where it has no effect
     */
    record Responded(int status, @Nullable RetryAfter retryAfter) implements Outcome {

        /** Creates the outcome of a response without {@code Retry-After}. */
        public Responded(int status) {
            this(status, null);
        }
    }

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

    /**
     * Returns the outcome as it is stored with the task: a long reason is cut, and {@code Retry-After}, which only
     * applies to the next attempt, is left out.
     */
    default Outcome toStore() {
        return switch (this) {
            case Unreachable unreachable
            when unreachable.reason().length() > Unreachable.STORED_REASON ->
                new Unreachable(unreachable.reason().substring(0, Unreachable.STORED_REASON));
            case Responded responded when responded.retryAfter() != null -> new Responded(responded.status());
            case Responded responded -> this;
            case Unreachable unreachable -> this;
            case DeadlineExceeded exceeded -> this;
        };
    }

    /**
     * Returns whether a task is done: the status is 200 to 299 (documented). For HTTP tasks, 304 has the same effect: a
     * user of the service has seen that they are not retried, against the documentation. App Engine tasks are retried
     * after 304, as documented.
     */
    default boolean completes(Payload payload) {
        return this instanceof Responded responded
                && (responded.status() / 100 == 2
                        || (responded.status() == 304 && payload instanceof Payload.HttpRequest));
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
