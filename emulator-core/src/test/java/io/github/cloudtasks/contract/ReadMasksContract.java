package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which fields of a queue an answer shows. Doors only, of versions that have read masks. */
public abstract class ReadMasksContract extends ApiContract {
    @BeforeEach
    void queue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("documented")
    void no_mask_shows_all_but_statistics() {
        assertThat(shown()).containsExactlyInAnyOrder(allButStats());
        assertThat(listed()).containsExactlyInAnyOrder(allButStats());
    }

    @Test
    @Tag("documented")
    void a_mask_shows_what_it_names() {
        assertThat(shown("name")).containsExactly("name");
        assertThat(shown("state", "rate_limits")).containsExactlyInAnyOrder("state", "rate_limits");
        assertThat(listed("name", "state")).containsExactlyInAnyOrder("name", "state");
    }

    @Test
    @Tag("documented")
    void statistics_are_shown_when_they_are_named() {
        assertThat(shown("name", "stats")).containsExactlyInAnyOrder("name", "stats");
        assertThat(listed("stats")).containsExactly("stats");
    }

    @Test
    @Tag("inferred")
    void a_path_that_is_none_is_named() {
        assertRejected(INVALID_ARGUMENT, "Invalid mask: bogus", () -> shown("name", "bogus"));
        assertRejected(INVALID_ARGUMENT, "Invalid mask: bogus", () -> listed("name", "bogus"));
    }

    private String[] allButStats() {
        String kind = service.dialect().oneTargetPerQueue() ? "app_engine_http_target" : "type";
        return new String[] {"name", kind, "rate_limits", "retry_config", "state", "task_ttl", "tombstone_ttl"};
    }

    private Set<String> shown(String... mask) {
        return api().visibleFields(fixture.queue("q"), List.of(mask));
    }

    private Set<String> listed(String... mask) {
        return api().visibleFieldsInList(fixture.location(), List.of(mask));
    }
}
