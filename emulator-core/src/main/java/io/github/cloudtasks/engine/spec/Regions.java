package io.github.cloudtasks.engine.spec;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The regions of the service (documented). */
public final class Regions {
    private static final List<String> IDS = List.of(
            "asia-east1",
            "asia-east2",
            "asia-northeast1",
            "asia-northeast2",
            "asia-northeast3",
            "asia-south1",
            "asia-southeast1",
            "asia-southeast2",
            "australia-southeast1",
            "europe-central2",
            "europe-west1",
            "europe-west2",
            "europe-west3",
            "europe-west6",
            "northamerica-northeast1",
            "southamerica-east1",
            "us-central1",
            "us-east1",
            "us-east4",
            "us-west1",
            "us-west2",
            "us-west3",
            "us-west4");

    private Regions() {}

    /** Returns the ids of all regions, sorted. */
    public static List<String> all() {
        return IDS;
    }

    /** Returns whether the service has a region with this id. */
    public static boolean contains(String id) {
        return IDS.contains(id);
    }

    /** Returns the ids of all regions and of the other locations with queues of the project, sorted. */
    public static Stream<String> withThoseInUse(String project, Collection<QueueName> queues) {
        Stream<String> used = queues.stream()
                .map(QueueName::location)
                .filter(location -> location.project().equals(project))
                .map(LocationName::locationId);
        return Stream.concat(IDS.stream(), used).distinct().sorted();
    }
}
