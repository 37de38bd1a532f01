package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * ListLocations and GetLocation.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations/list">Locations</a>
 */
public abstract class LocationsContract extends ServiceContract {

    @Test
    @Tag("documented")
    void regions_of_the_service_are_listed_by_id() {
        List<String> ids = ids(service.listLocations(project(), 0, ""));

        assertThat(ids)
                .contains("us-central1", "europe-west1", "asia-northeast1")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("unlike")
    void location_with_queues_is_listed_in_its_project__same_project() {
        String parent = fixture.location("mars-north1");
        service.createQueue(parent, parent + "/queues/q", QueueBuilder.push().build());

        assertThat(ids(service.listLocations(project(), 0, "")))
                .contains("mars-north1")
                .isSorted();
    }

    @Test
    @Tag("unlike")
    void location_with_queues_is_listed_in_its_project__other_project() {
        String parent = "projects/" + fixture.project() + "-other/locations/venus-south1";
        service.createQueue(parent, parent + "/queues/q", QueueBuilder.push().build());

        assertThat(ids(service.listLocations(project(), 0, ""))).doesNotContain("venus-south1");
        service.deleteQueue(parent + "/queues/q");
    }

    @Test
    @Tag("inferred")
    void pages_return_every_location() {
        List<String> all = ids(service.listLocations(project(), 0, ""));
        List<String> paged = new ArrayList<>();
        String token = "";
        do {
            Page<LocationName> page = service.listLocations(project(), 5, token);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(5);
            paged.addAll(ids(page));
            assertThat(paged).doesNotHaveDuplicates();
            token = page.nextPageToken();
        } while (!token.isEmpty());

        assertThat(paged).isEqualTo(all);
    }

    @Test
    @Tag("inferred")
    void invalid_page_token_is_rejected() {
        assertRejected(
                INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> service.listLocations(project(), 0, "bad"));
    }

    @Test
    @Tag("unlike")
    void get_location_accepts_any_location() {
        assertThat(service.getLocation(fixture.location()))
                .isEqualTo(new LocationName(fixture.project(), "us-central1"));
        assertThat(service.getLocation(fixture.location("mars-north1")))
                .isEqualTo(new LocationName(fixture.project(), "mars-north1"));
    }

    @Test
    @Tag("recorded")
    void wildcard_is_no_location() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidLocation("-"),
                () -> service.getLocation(fixture.location("-")));
    }

    private String project() {
        return "projects/" + fixture.project();
    }

    private static List<String> ids(Page<LocationName> page) {
        return page.items().stream().map(LocationName::locationId).toList();
    }
}
