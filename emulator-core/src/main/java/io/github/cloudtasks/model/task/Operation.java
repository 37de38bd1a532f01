package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.OperationName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A long-running operation. The service's are done when they are first seen (recorded).
 *
 * @param version the id of the API version that it was started in
 * @param startTime in microseconds
 * @param endTime in microseconds
 * @param failedRequests what went wrong, by the index of the part of the request that it went wrong with
 * @param error what the operation as a whole ends with; null where it has a result, or neither (recorded)
 */
public record Operation(
        OperationName name,
        String version,
        Instant startTime,
        Instant endTime,
        State state,
        Kind kind,
        SortedMap<Integer, Failure> failedRequests,
        @Nullable Failure error) {

    public Operation {
        failedRequests = Collections.unmodifiableSortedMap(new TreeMap<>(failedRequests));
    }

    /** How much was achieved. Each kind of operation has numbers of its own for these. */
    public enum State {
        SUCCEEDED,
        PARTIALLY_SUCCEEDED,
        FAILED
    }

    /** What the operation did. */
    public sealed interface Kind {}

    /**
     * Tasks were created.
     *
     * @param created those that were, in the order of the request
     */
    public record BatchCreate(List<Created> created) implements Kind {
        public BatchCreate {
            created = List.copyOf(created);
        }
    }

    /** Tasks were deleted. */
    public record BatchDelete() implements Kind {}

    /**
     * A task as it was created.
     *
     * @param responseView the number of the view that the caller wants to see it in
     */
    public record Created(Task task, int responseView) {}

    /**
     * Why something was not done.
     *
     * @param code a number of {@code google.rpc.Code}
     */
    public record Failure(int code, String message) {}

    /** Whether there is a response to show: not where every task failed (recorded). */
    public boolean hasResponse() {
        return error == null && state != State.FAILED;
    }
}
