package io.github.cloudtasks.model;

/**
 * The name of an operation: {@code projects/PROJECT_ID/locations/LOCATION_ID/operations/OPERATION_ID}.
 *
 * @param location the location of the queue that the operation is about
 * @param operationId the request id of the caller, or a UUID if there was none (recorded)
 */
public record OperationName(LocationName location, String operationId) {
    @Override
    public String toString() {
        return location + "/operations/" + operationId;
    }
}
