package io.github.cloudtasks.dispatcher.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/**
 * The claims about a machine in an ID token of the format {@code full}, which the metadata server of Compute Engine
 * issues (documented).
 *
 * @param zone the name of the zone, such as {@code us-central1-a}
 * @param created the time of creation, in whole seconds
 */
public record InstanceClaims(
        String projectId, long projectNumber, String zone, long instanceId, String instanceName, Instant created) {

    void writeTo(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("google");
        json.writeObjectFieldStart("compute_engine");
        json.writeNumberField("instance_creation_timestamp", created.getEpochSecond());
        json.writeStringField("instance_id", Long.toString(instanceId));
        json.writeStringField("instance_name", instanceName);
        json.writeStringField("project_id", projectId);
        json.writeNumberField("project_number", projectNumber);
        json.writeStringField("zone", zone);
        json.writeEndObject();
        json.writeEndObject();
    }
}
