package io.github.cloudtasks.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.QueueName;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("inferred")
class RegionsTest {

    @Test
    void known_regions_are_listed_in_order() {
        assertThat(Regions.withThoseInUse("p", List.of()))
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("us-central1", "europe-west1", "asia-east1");
    }

    @Test
    @Tag("documented")
    void region_is_known_by_its_id() {
        assertThat(Regions.contains("us-central1")).isTrue();
        assertThat(Regions.contains("us-central")).isFalse();
        assertThat(Regions.contains("moon-1")).isFalse();
    }

    @Test
    void location_in_use_is_listed_once_in_order() {
        List<QueueName> queues = List.of(
                QueueName.of("p", "moon-1", "a"),
                QueueName.of("p", "moon-1", "b"),
                QueueName.of("p", "us-central1", "c"));

        List<String> ids = Regions.withThoseInUse("p", queues).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates().contains("moon-1", "us-central1");
    }

    @Test
    void locations_of_other_projects_are_not_listed() {
        assertThat(Regions.withThoseInUse("p", List.of(QueueName.of("q", "moon-1", "a"))))
                .doesNotContain("moon-1");
    }
}
