package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** gcloud creates queues in the first location if the project has an App Engine app and no location is named. */
class AppLocationTest {
    private final CloudTasks engine =
            new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(Samples.START), new ManualDispatcher());

    private static List<String> pages(CloudTasks listed, int size) {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            Page<LocationName> page = listed.locations().listLocations("projects/p", size, token);
            page.items().forEach(location -> ids.add(location.locationId()));
            token = page.nextPageToken();
        } while (!token.isEmpty());
        return ids;
    }

    @Test
    void location_of_the_app_is_the_first() {
        CloudTasks withApp = engine.withAppIn("us-central1").forVersion(Dialect.V2);

        List<String> all = pages(withApp, 0);

        assertThat(all).startsWith("us-central1").doesNotHaveDuplicates();
        assertThat(all.subList(1, all.size())).isSorted();
        assertThat(all).containsExactlyInAnyOrderElementsOf(pages(engine, 0));
        assertThat(pages(withApp, 5)).isEqualTo(all);
        assertThat(pages(withApp, 1)).isEqualTo(all);
    }

    @Test
    void without_an_app_the_locations_are_sorted() {
        assertThat(pages(engine, 0)).isSorted();
    }
}
