package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.OperationName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished batch operation. The operations of the service are finished when the request returns (recorded).
 *
 * @param version the id of the API version of the request
 * @param startTime in whole microseconds
 * @param endTime in whole microseconds
 * @param failedRequests the errors of single items, by the index of the item in the request
 * @param error the error of the whole operation; null if it has a response, or neither (recorded)
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

    /** The result of an operation. The API has different numbers for each kind of operation. */
    public enum State {
        SUCCEEDED,
        PARTIALLY_SUCCEEDED,
        FAILED
    }

    /** The kind of an operation. */
    public sealed interface Kind {}

    /**
     * The creation of tasks.
     *
     * @param created the created tasks, in the order of the request
     */
    public record BatchCreate(List<Created> created) implements Kind {
        public BatchCreate {
            created = List.copyOf(created);
        }
    }

    /** The deletion of tasks. */
    public record BatchDelete() implements Kind {}

    /**
     * A created task.
     *
     * @param responseView the number of the view that the request asked for
     */
    public record Created(Task task, int responseView) {}

    /**
     * The error of an item or of an operation.
     *
     * @param code a number of {@code google.rpc.Code}
     */
    public record Failure(int code, String message) {}

    /** Returns whether the operation has a response. It has none if every task failed (recorded). */
    public boolean hasResponse() {
        return error == null && state != State.FAILED;
    }
}
