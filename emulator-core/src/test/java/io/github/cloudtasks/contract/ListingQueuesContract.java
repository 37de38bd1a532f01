package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queues, page by page. */
public abstract class ListingQueuesContract extends ServiceContract {

    @Test
    @Tag("recorded")
    void a_page_that_is_not_empty_has_a_token() {
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
    void a_page_size_is_not_negative() {
        assertRejected(INVALID_ARGUMENT, "ListQueuesRequest.pageSize cannot be negative.", () -> page(-1, ""));
    }

    @Test
    @Tag("recorded")
    void a_token_that_nobody_gave_is_refused() {
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, "bad"));
    }

    @Test
    @Tag("inferred")
    void a_token_of_another_location_is_refused() {
        String elsewhere = fixture.location("europe-west1");
        service.createQueue(
                elsewhere, elsewhere + "/queues/q", QueueBuilder.push().build());
        String token = service.listQueues(elsewhere, 1, "").nextPageToken();

        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, token));
    }

    @Test
    @Tag("documented")
    void a_token_lives_for_two_hours() {
        create("a", "b");
        String token = page(1, "").nextPageToken();

        fixture.advanceToJustBefore(fixture.now().plus(Duration.ofHours(2)));
        assertThat(ids(page(1, token))).containsExactly("b");

        fixture.advance(TICK);
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(1, token));
    }

    @Test
    @Tag("inferred")
    void pages_stay_right_while_queues_come_and_go() {
        create("b", "d", "f");
        Page<Queue> first = page(2, "");

        service.deleteQueue(fixture.queue("d"));
        create("a", "e");

        assertThat(ids(page(0, first.nextPageToken()))).containsExactly("e", "f");
    }

    @Test
    @Tag("documented")
    void a_page_size_above_the_largest_is_cut_to_it() {
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
