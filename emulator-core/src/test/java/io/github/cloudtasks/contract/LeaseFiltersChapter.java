package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tasks a lease takes: those of a tag, or those of the oldest one. */
public abstract class LeaseFiltersChapter extends Chapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String OLDEST = "tag_function=oldest_tag()";

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.pull());
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
    void a_filter_takes_the_tasks_of_a_tag_and_no_others(String filter, String tag) {
        bench.add("q", "wanted", ATask.tagged(tag));
        bench.add("q", "other", ATask.tagged(tag + "2"));
        bench.add("q", "untagged", ATask.pull());

        assertThat(ids(lease(filter))).containsExactly("wanted");
    }

    @Test
    @Tag("documented")
    void tags_tell_upper_from_lower_case() {
        bench.add("q", "upper", ATask.tagged("TAG"));

        assertThat(lease("tag=tag")).isEmpty();
        assertThat(lease("tag=TAG")).hasSize(1);
    }

    @Test
    @Tag("documented")
    void a_filter_keeps_the_order_and_the_number() {
        Instant now = bench.now();
        bench.add("q", "c", ATask.tagged("tag").at(now.plusSeconds(1)));
        bench.add("q", "x", ATask.tagged("other"));
        bench.add("q", "a", ATask.tagged("tag").at(now.plusSeconds(2)));
        bench.add("q", "b", ATask.tagged("tag"));
        bench.advance(Duration.ofSeconds(2));

        assertThat(ids(service.leaseTasks(bench.queue("q"), 2, MINUTE, "tag=tag")))
                .containsExactly("b", "c");
        assertThat(ids(service.leaseTasks(bench.queue("q"), 2, MINUTE, "tag=tag")))
                .containsExactly("a");
        assertThat(ids(lease(2))).containsExactly("x");
    }

    @Test
    @Tag("documented")
    void the_oldest_tag_is_the_one_of_the_earliest_task() {
        Instant now = bench.now();
        bench.add("q", "red-2", ATask.tagged("red").at(now.plusSeconds(3)));
        bench.add("q", "green", ATask.tagged("green").at(now.plusSeconds(2)));
        bench.add("q", "red-1", ATask.tagged("red").at(now.plusSeconds(1)));
        bench.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(OLDEST))).containsExactly("red-1", "red-2");
        assertThat(ids(lease(OLDEST))).containsExactly("green");
        assertThat(lease(OLDEST)).isEmpty();
    }

    @Test
    @Tag("documented")
    void the_oldest_tag_may_be_none() {
        Instant now = bench.now();
        bench.add("q", "untagged-1", ATask.pull());
        bench.add("q", "tagged", ATask.tagged("tag").at(now.plusSeconds(1)));
        bench.add("q", "untagged-2", ATask.pull().at(now.plusSeconds(2)));
        bench.advance(Duration.ofSeconds(5));

        assertThat(ids(lease(OLDEST))).containsExactly("untagged-1", "untagged-2");
    }

    @Test
    @Tag("documented")
    void the_oldest_tag_is_sought_among_tasks_that_are_due() {
        bench.add("q", "leased", ATask.tagged("red"));
        lease(1);
        bench.add("q", "later", ATask.tagged("red").at(bench.now().plusSeconds(60)));
        bench.add("q", "due", ATask.tagged("green"));

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
    void a_filter_that_is_not_in_the_grammar_is_refused(String filter) {
        refused(INVALID_ARGUMENT, () -> lease(filter));
    }

    @Test
    @Tag("documented")
    void a_filters_tag_has_fewer_than_500_characters() {
        assertThat(lease("tag=" + "t".repeat(499))).isEmpty();

        refused(INVALID_ARGUMENT, () -> lease("tag=" + "t".repeat(500)));
        refused(INVALID_ARGUMENT, () -> lease("tag=\"" + "t".repeat(500) + "\""));
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(bench.queue("q"), max, duration, "");
    }

    private List<Task> lease(String filter) {
        return service.leaseTasks(bench.queue("q"), 0, MINUTE, filter);
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
