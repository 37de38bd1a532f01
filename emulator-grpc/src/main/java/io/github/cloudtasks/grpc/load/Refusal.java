package io.github.cloudtasks.grpc.load;

/**
 * The reason that a request or a response does not fit into a {@link MemoryBudget}.
 *
 * @param message what is wrong, and what to do; ASCII
 */
public record Refusal(Kind kind, String message) {
    /** The kinds of refusals. */
    public enum Kind {
        /** Others use the memory at present. A retry may succeed. */
        BUSY,
        /** The request needs more than the whole budget. A retry fails. */
        REQUEST_TOO_LARGE,
        /** The response needs more than the whole budget. A retry fails. */
        RESPONSE_TOO_LARGE
    }
}
