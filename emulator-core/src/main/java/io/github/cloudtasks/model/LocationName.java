package io.github.cloudtasks.model;

/**
 * The name of a location: {@code projects/PROJECT_ID/locations/LOCATION_ID}.
 *
 * @param project the project id; it may have a domain, such as {@code example.com:project}
 * @param locationId the id of a region, such as {@code us-central1}
 */
public record LocationName(String project, String locationId) implements Comparable<LocationName> {
    @Override
    public int compareTo(LocationName other) {
        int byProject = project.compareTo(other.project);
        return byProject != 0 ? byProject : locationId.compareTo(other.locationId);
    }

    @Override
    public String toString() {
        return "projects/" + project + "/locations/" + locationId;
    }
}
