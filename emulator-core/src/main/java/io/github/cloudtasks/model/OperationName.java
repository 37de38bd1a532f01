package io.github.cloudtasks.model;

/**
 * {@code projects/PROJECT_ID/locations/LOCATION_ID/operations/OPERATION_ID}.
 *
 * @param location where the queue is that the operation worked on
 * @param operationId the caller's request id, or a UUID where the caller gave none (recorded)
 */
public record OperationName(LocationName location, String operationId) {
    @Override
    public String toString() {
        return location + "/operations/" + operationId;
    }
}
