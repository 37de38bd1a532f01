package io.github.cloudtasks.model;

/**
 * The customer-managed key with which a location's queues and tasks are encrypted at rest.
 *
 * @param kmsKey the name of a Cloud KMS key; empty for none
 */
public record CmekConfig(LocationName location, String kmsKey) {

    /** {@code projects/PROJECT_ID/locations/LOCATION_ID/cmekConfig}. */
    public String name() {
        return location + "/cmekConfig";
    }
}
