package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ListTasks and its pages.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ListingTasksContract extends ServiceContract {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));
    }

    @Test
    @Tag("recorded")
    void list_tasks_returns_every_task__waiting() {
        add("a", "b", "c");

        assertThat(page(0, "").items()).extracting(Task::id).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    @Tag("inferred")
    void list_tasks_returns_tasks_as_get_task_does() {
        add("t");

        assertThat(page(0, "").items()).containsExactly(service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void list_tasks_returns_every_task__in_flight_and_failed() {
        service.resumeQueue(fixture.queue("q"));
        add("in-flight", "to-be-retried");
        fixture.settle();
        fixture.dispatcher().next();
        fixture.dispatcher().next().respond(500);

        assertThat(page(0, "").items()).extracting(Task::id).containsExactlyInAnyOrder("in-flight", "to-be-retried");
    }

    @Test
    @Tag("recorded")
    void only_a_page_with_items_has_a_next_page_token__pages() {
        add("a", "b", "c");

        Page<Task> first = page(2, "");
        Page<Task> second = page(2, first.nextPageToken());
        Page<Task> third = page(2, second.nextPageToken());

        assertThat(first.items()).hasSize(2);
        assertThat(first.nextPageToken()).isNotEmpty();
        assertThat(second.items()).hasSize(1);
        assertThat(second.nextPageToken()).isNotEmpty();
        assertThat(third.items()).isEmpty();
        assertThat(third.nextPageToken()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void only_a_page_with_items_has_a_next_page_token__empty_list() {
        assertThat(page(0, "")).isEqualTo(new Page<Task>(List.of(), ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    @Tag("documented")
    void pages_of_any_size_return_every_task(int size) {
        add("a", "b", "c", "d", "e", "f", "g");

        assertThat(allPages(size)).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g");
    }

    @Test
    @Tag("documented")
    void page_has_at_most_1000_tasks() {
        for (int i = 0; i < 1001; i++) {
            add("t%04d".formatted(i));
        }

        assertThat(page(0, "").items()).hasSize(1000);
        assertThat(page(5000, "").items()).hasSize(1000);
        assertThat(page(0, page(0, "").nextPageToken()).items()).hasSize(1);
    }

    @Test
    @Tag("inferred")
    void page_has_at_most_32_mb() {
        fixture.createQueue("large", QueueBuilder.pull());
        for (int i = 0; i < 35; i++) {
            fixture.createTask("large", "t%02d".formatted(i), TaskBuilder.pull("m".repeat(1_000_000), ""));
        }

        Page<Task> first = service.listTasks(fixture.queue("large"), 0, "");
        Page<Task> second = service.listTasks(fixture.queue("large"), 0, first.nextPageToken());

        assertThat(first.items()).hasSize(33);
        assertThat(second.items()).hasSize(2);
    }

    @Test
    @Tag("recorded")
    void negative_page_size_is_rejected() {
        assertRejected(INVALID_ARGUMENT, "ListTasksRequest.pageSize cannot be negative.", () -> page(-1, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "=", "AAAA", "ü", "🙂", "MTIz"})
    @Tag("recorded")
    void invalid_page_token_is_rejected(String token) {
        add("a");

        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, token));
    }

    @Test
    @Tag("inferred")
    void page_token_of_another_list_is_rejected__other_queue() {
        fixture.createQueue("other", QueueBuilder.push());
        fixture.createTask("other", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));
        String token = service.listTasks(fixture.queue("other"), 1, "").nextPageToken();

        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, token));
    }

    @Test
    @Tag("inferred")
    void page_token_of_another_list_is_rejected__list_of_queues() {
        String token = service.listQueues(fixture.location(), 1, "").nextPageToken();

        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(0, token));
    }

    @Test
    @Tag("documented")
    void page_token_expires_after_2_hours() {
        add("a", "b");
        String token = page(1, "").nextPageToken();

        fixture.advanceToJustBefore(fixture.now().plus(TOKEN_LIFETIME));
        assertThat(page(1, token).items()).extracting(Task::id).containsExactly("b");

        fixture.advance(TICK);
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID_PAGE_TOKEN, () -> page(1, token));
    }

    @Test
    @Tag("inferred")
    void page_token_can_be_reused_with_another_page_size() {
        add("a", "b", "c");
        String token = page(1, "").nextPageToken();

        assertThat(page(1, token).items()).hasSize(1);
        assertThat(page(0, token).items()).hasSize(2);
    }

    @Test
    @Tag("inferred")
    void pages_stay_consistent_while_tasks_change__deleted() {
        add("a", "b", "c", "d", "e");
        Page<Task> first = page(2, "");

        for (Task task : first.items()) {
            service.deleteTask(task.name().toString());
        }

        List<String> ids = new ArrayList<>(first.items().stream().map(Task::id).toList());
        page(0, first.nextPageToken()).items().forEach(task -> ids.add(task.id()));
        assertThat(ids).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    @Tag("inferred")
    void pages_stay_consistent_while_tasks_change__added() {
        add("b", "d", "f", "h");
        Page<Task> first = page(2, "");

        add("a", "c", "e", "g", "i");

        List<String> ids = new ArrayList<>(first.items().stream().map(Task::id).toList());
        page(0, first.nextPageToken()).items().forEach(task -> ids.add(task.id()));
        assertThat(ids).doesNotHaveDuplicates().contains("b", "d", "f", "h");
    }

    @Test
    @Tag("inferred")
    void pages_stay_consistent_while_tasks_change__purged() {
        add("a", "b", "c");
        Page<Task> first = page(1, "");
        service.purgeQueue(fixture.queue("q"));

        assertThat(page(1, first.nextPageToken()).items()).isEmpty();
    }

    private void add(String... ids) {
        for (String id : ids) {
            fixture.createTask("q", id, TaskBuilder.http());
        }
    }

    private Page<Task> page(int size, String token) {
        return service.listTasks(fixture.queue("q"), size, token);
    }

    private List<String> allPages(int size) {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            Page<Task> page = page(size, token);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            page.items().forEach(task -> ids.add(task.id()));
            assertThat(ids).doesNotHaveDuplicates();
            token = page.nextPageToken();
        } while (!token.isEmpty());
        return ids;
    }
}
