package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.LeaseFilter.Any;
import io.github.cloudtasks.model.task.LeaseFilter.OldestTag;
import io.github.cloudtasks.model.task.LeaseFilter.Tagged;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRulesTest {

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"0, 1000", "1, 1", "999, 999", "1000, 1000"})
    void max_tasks_0_means_the_maximum(int requested, int max) {
        assertThat(LeaseRules.maxTasks(requested)).isEqualTo(max);
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1001, Integer.MAX_VALUE})
    void max_tasks_out_of_range_is_rejected(int requested) {
        assertInvalid(() -> LeaseRules.maxTasks(requested), "LeaseTasksRequest.maxTasks must be between 1 and 1000.");
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"PT1S, PT1S", "PT1.999999999S, PT1S", "PT168H, PT168H", "PT0.1S, ", "PT168H0.000000001S, "})
    void lease_duration_is_1_second_to_7_days_in_whole_seconds(Duration requested, Duration lease) {
        if (lease == null) {
            assertInvalid(() -> LeaseRules.duration(requested), "leaseDuration must be between [1s, 168h].");
        } else {
            assertThat(LeaseRules.duration(requested)).isEqualTo(lease);
        }
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 604_801, Long.MAX_VALUE})
    void lease_duration_out_of_range_is_rejected(long seconds) {
        assertInvalid(
                () -> LeaseRules.duration(Duration.ofSeconds(seconds)), "leaseDuration must be between [1s, 168h].");
    }

    @Test
    @Tag("inferred")
    void lease_duration_and_schedule_time_are_required() {
        assertInvalid(() -> LeaseRules.duration(null), "leaseDuration is required.");
        assertInvalid(() -> LeaseRules.scheduleTime(null), "scheduleTime is required.");
    }

    @Test
    @Tag("documented")
    void schedule_times_are_compared_to_the_microsecond() {
        assertThat(LeaseRules.scheduleTime(Instant.parse("2026-01-02T03:04:05.123456789Z")))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
        assertThat(LeaseRules.scheduleTime(Instant.MIN)).isEqualTo(Instant.MIN);
        assertThat(LeaseRules.scheduleTime(Instant.MAX)).isBefore(Instant.MAX);
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "tag=x, x",
                "  tag= x  , x",
                "tag=\"x\", x",
                "tag=\"x y\", x y",
                "tag=x y, x y",
                "tag=\"a\\\"b\", a\"b",
                "tag=\"a\\\\b\", a\\b",
                "tag=\"a\\nb\", anb",
                "tag=a\"b, a\"b",
                "tag==, =",
                "tag=tag_function=oldest_tag(), tag_function=oldest_tag()",
                "tag=\u00e4\ud83d\ude00, \u00e4\ud83d\ude00",
                "tag=x AND tag=y, x AND tag=y"
            })
    void tag_can_be_bare_or_quoted(String filter, String tag) {
        assertThat(LeaseRules.filter(filter)).isEqualTo(new Tagged(tag));
    }

    @Test
    @Tag("inferred")
    void empty_tag_selects_tasks_without_a_tag() {
        assertThat(LeaseRules.filter("tag=")).isEqualTo(new Tagged(""));
        assertThat(LeaseRules.filter("tag=\"\"")).isEqualTo(new Tagged(""));
    }

    @Test
    @Tag("documented")
    void empty_filter_selects_every_task_and_the_function_the_oldest_tag() {
        assertThat(LeaseRules.filter("")).isEqualTo(new Any());
        assertThat(LeaseRules.filter(" \t ")).isEqualTo(new Any());
        assertThat(LeaseRules.filter("tag_function=oldest_tag()")).isEqualTo(new OldestTag());
        assertThat(LeaseRules.filter(" tag_function=oldest_tag() ")).isEqualTo(new OldestTag());
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(
            strings = {
                "x",
                "tag",
                "tag!=x",
                "Tag=x",
                "tag:x",
                "tag_function=",
                "tag_function=newest_tag()",
                "tag=\"x",
                "tag=\"x\\\"",
                "tag=\"x\"y",
                "tag=\"x\" tag=\"y\"",
                "tag=\"",
                "tag=\"\\",
                "NOT tag=x",
                "((((tag=x))))"
            })
    void other_filters_are_rejected(String filter) {
        assertInvalid(
                () -> LeaseRules.filter(filter),
                "Invalid filter. The filter must be 'tag=<tag>' or 'tag_function=oldest_tag()'.");
    }

    @Test
    @Tag("inferred")
    void filter_with_5000_nested_parentheses_is_rejected() {
        String nested = "(".repeat(5000) + "tag=x" + ")".repeat(5000);

        assertInvalid(
                () -> LeaseRules.filter(nested),
                "Invalid filter. The filter must be 'tag=<tag>' or 'tag_function=oldest_tag()'.");
    }

    @Test
    @Tag("documented")
    void tag_must_be_shorter_than_500_characters() {
        String longest = "\ud83d\ude00".repeat(499);

        assertThat(LeaseRules.filter("tag=" + longest)).isEqualTo(new Tagged(longest));
        assertInvalid(
                () -> LeaseRules.filter("tag=" + longest + "x"),
                "The tag in the filter must be less than 500 characters.");
        assertInvalid(
                () -> LeaseRules.filter("tag=\"" + "\\x".repeat(500) + "\""),
                "The tag in the filter must be less than 500 characters.");
    }
}
