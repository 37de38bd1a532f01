package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The {@code readMask} of GetQueue and ListQueues. v2 has none.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class ReadMasksContract extends ApiContract {
    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("documented")
    void stats_are_omitted_without_a_read_mask() {
        assertThat(returned()).containsExactlyInAnyOrder(allFieldsExceptStats());
        assertThat(returnedInList()).containsExactlyInAnyOrder(allFieldsExceptStats());
    }

    @Test
    @Tag("documented")
    void read_mask_selects_the_returned_fields() {
        assertThat(returned("name")).containsExactly("name");
        assertThat(returned("state", "rate_limits")).containsExactlyInAnyOrder("state", "rate_limits");
        assertThat(returnedInList("name", "state")).containsExactlyInAnyOrder("name", "state");
    }

    @Test
    @Tag("documented")
    void stats_are_returned_if_the_read_mask_names_them() {
        assertThat(returned("name", "stats")).containsExactlyInAnyOrder("name", "stats");
        assertThat(returnedInList("stats")).containsExactly("stats");
    }

    @Test
    @Tag("inferred")
    void unknown_path_is_rejected() {
        assertRejected(INVALID_ARGUMENT, "Invalid mask: bogus", () -> returned("name", "bogus"));
        assertRejected(INVALID_ARGUMENT, "Invalid mask: bogus", () -> returnedInList("name", "bogus"));
    }

    private String[] allFieldsExceptStats() {
        String kind = service.dialect().oneTargetPerQueue() ? "app_engine_http_target" : "type";
        return new String[] {"name", kind, "rate_limits", "retry_config", "state", "task_ttl", "tombstone_ttl"};
    }

    private Set<String> returned(String... mask) {
        return api().visibleFields(fixture.queue("q"), List.of(mask));
    }

    private Set<String> returnedInList(String... mask) {
        return api().visibleFieldsInList(fixture.location(), List.of(mask));
    }
}
