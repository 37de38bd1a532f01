package io.github.cloudtasks.model;

/**
 * The customer-managed encryption key (CMEK) of a location.
 *
 * @param kmsKey the resource name of a Cloud KMS key; empty for none
 */
public record CmekConfig(LocationName location, String kmsKey) {

    /** Returns {@code projects/PROJECT_ID/locations/LOCATION_ID/cmekConfig}. */
    public String name() {
        return location + "/cmekConfig";
    }
}
