package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The {@code filter} of LeaseTasks: tasks with one tag, or with the oldest tag.
 *
 * @see <a
 *     href="https://cloud.google.com/tasks/docs/reference/rest/v2beta2/projects.locations.queues.tasks/lease">Lease</a>
 */
public abstract class LeaseFiltersContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String OLDEST = "tag_function=oldest_tag()";

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.pull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\0',
            value = {
                "tag=green|green",
                "tag=\"green\"|green",
                " tag=green |green",
                "tag= green|green",
                "tag=a b|a b",
                "tag=\"a b\"|a b",
                "tag=\"a=b\"|a=b",
                "tag=ünïcode|ünïcode",
                "tag=\"say \\\"hi\\\"\"|say \"hi\"",
                "tag=\"back\\\\slash\"|back\\slash"
            })
    @Tag("documented")
    void tag_filter_leases_only_tasks_with_that_tag(String filter, String tag) {
        fixture.createTask("q", "wanted", TaskBuilder.tagged(tag));
        fixture.createTask("q", "other", TaskBuilder.tagged(tag + "2"));
        fixture.createTask("q", "untagged", TaskBuilder.pull());

        assertThat(ids(lease(filter))).containsExactly("wanted");
    }

    @Test
    @Tag("documented")
    void tags_are_case_sensitive() {
        fixture.createTask("q", "upper", TaskBuilder.tagged("TAG"));

        assertThat(lease("tag=tag")).isEmpty();
        assertThat(lease("tag=TAG")).hasSize(1);
    }

    @Test
    @Tag("documented")
    void tag_filter_keeps_order_and_max_tasks() {
        Instant now = fixture.now();
        fixture.createTask("q", "c", TaskBuilder.tagged("tag").at(now.plusSeconds(1)));
        fixture.createTask("q", "x", TaskBuilder.tagged("other"));
        fixture.createTask("q", "a", TaskBuilder.tagged("tag").at(now.plusSeconds(2)));
        fixture.createTask("q", "b", TaskBuilder.tagged("tag"));
        fixture.advance(Duration.ofSeconds(2));

        assertThat(ids(service.leaseTasks(fixture.queue("q"), 2, MINUTE, "tag=tag")))
                .containsExactly("b", "c");
        assertThat(ids(service.leaseTasks(fixture.queue("q"), 2, MINUTE, "tag=tag")))
                .containsExactly("a");
        assertThat(ids(lease(2))).containsExactly("x");
    }

    @Test
    @Tag("documented")
    void oldest_tag_is_the_tag_of_the_earliest_task() {
        Instant now = fixture.now();
        fixture.createTask("q", "red-2", TaskBuilder.tagged("red").at(now.plusSeconds(3)));
        fixture.createTask("q", "green", TaskBuilder.tagged("green").at(now.plusSeconds(2)));
        fixture.createTask("q", "red-1", TaskBuilder.tagged("red").at(now.plusSeconds(1)));
        fixture.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(OLDEST))).containsExactly("red-1", "red-2");
        assertThat(ids(lease(OLDEST))).containsExactly("green");
        assertThat(lease(OLDEST)).isEmpty();
    }

    @Test
    @Tag("documented")
    void oldest_tag_can_be_the_empty_tag() {
        Instant now = fixture.now();
        fixture.createTask("q", "untagged-1", TaskBuilder.pull());
        fixture.createTask("q", "tagged", TaskBuilder.tagged("tag").at(now.plusSeconds(1)));
        fixture.createTask("q", "untagged-2", TaskBuilder.pull().at(now.plusSeconds(2)));
        fixture.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(OLDEST))).containsExactly("untagged-1", "untagged-2");
    }

    @Test
    @Tag("documented")
    void oldest_tag_considers_only_available_tasks() {
        fixture.createTask("q", "leased", TaskBuilder.tagged("red"));
        lease(1);
        fixture.createTask(
                "q", "later", TaskBuilder.tagged("red").at(fixture.now().plusSeconds(60)));
        fixture.createTask("q", "due", TaskBuilder.tagged("green"));

        assertThat(ids(lease(OLDEST))).containsExactly("due");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tag",
                "tags=x",
                "green",
                "tag:green",
                "tag=\"green",
                "tag=\"green\"x",
                "tag_function=newest_tag()",
                "tag_function=oldest_tag",
                "state=PAUSED",
                "((((tag=x))))",
                "=",
                "\"tag\"=x"
            })
    @Tag("inferred")
    void invalid_filter_is_rejected(String filter) {
        assertRejected(INVALID_ARGUMENT, () -> lease(filter));
    }

    @Test
    @Tag("documented")
    void tag_in_a_filter_must_be_shorter_than_500_characters() {
        assertThat(lease("tag=" + "t".repeat(499))).isEmpty();

        assertRejected(INVALID_ARGUMENT, () -> lease("tag=" + "t".repeat(500)));
        assertRejected(INVALID_ARGUMENT, () -> lease("tag=\"" + "t".repeat(500) + "\""));
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(fixture.queue("q"), max, duration, "");
    }

    private List<Task> lease(String filter) {
        return service.leaseTasks(fixture.queue("q"), 0, MINUTE, filter);
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
