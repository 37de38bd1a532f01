package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pages of ListQueues.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class ListingQueuesContract extends ServiceContract {

    @Test
    @Tag("recorded")
    void page_with_items_has_a_next_page_token() {
        create("a", "b", "c");

        Page<Queue> first = page(2, "");
        Page<Queue> second = page(2, first.nextPageToken());
        Page<Queue> third = page(2, second.nextPageToken());

        assertThat(ids(first)).containsExactly("a", "b");
        assertThat(ids(second)).containsExactly("c");
        assertThat(second.nextPageToken()).isNotEmpty();
        assertThat(third).isEqualTo(new Page<Queue>(List.of(), ""));
    }

    @Test
    @Tag("recorded")
    void negative_page_size_is_rejected() {
        assertRejected(INVALID_ARGUMENT, "ListQueuesRequest.pageSize cannot be negative.", () -> page(-1, ""));
    }

    @Test
    @Tag("recorded")
    void invalid_page_token_is_rejected() {
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, "bad"));
    }

    @Test
    @Tag("inferred")
    void page_token_of_another_location_is_rejected() {
        String elsewhere = fixture.location("europe-west1");
        service.createQueue(
                elsewhere, elsewhere + "/queues/q", QueueBuilder.push().build());
        String token = service.listQueues(elsewhere, 1, "").nextPageToken();

        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, token));
    }

    @Test
    @Tag("documented")
    void page_token_expires_after_2_hours() {
        create("a", "b");
        String token = page(1, "").nextPageToken();

        fixture.advanceToJustBefore(fixture.now().plus(Duration.ofHours(2)));
        assertThat(ids(page(1, token))).containsExactly("b");

        fixture.advance(TICK);
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(1, token));
    }

    @Test
    @Tag("inferred")
    void pages_stay_consistent_while_queues_change() {
        create("b", "d", "f");
        Page<Queue> first = page(2, "");

        service.deleteQueue(fixture.queue("d"));
        create("a", "e");

        assertThat(ids(page(0, first.nextPageToken()))).containsExactly("e", "f");
    }

    @Test
    @Tag("documented")
    void page_size_above_the_maximum_is_capped() {
        create("a", "b");

        assertThat(ids(page(Integer.MAX_VALUE, ""))).containsExactly("a", "b");
    }

    private void create(String... ids) {
        for (String id : ids) {
            fixture.createQueue(id, QueueBuilder.push());
        }
    }

    private Page<Queue> page(int size, String token) {
        return service.listQueues(fixture.location(), size, token);
    }

    private static List<String> ids(Page<Queue> page) {
        return page.items().stream().map(queue -> queue.name().queueId()).toList();
    }
}
