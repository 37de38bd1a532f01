package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The time limit of one attempt ({@code dispatchDeadline}). v2beta2 has no such field.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class DispatchDeadlinesContract extends ServiceContract {
    private static final Duration NANOSECOND = Duration.ofNanos(1);
    private static final Duration LONGEST_APP_ENGINE = Duration.ofDays(1).plusSeconds(15);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_of_http_tasks_defaults_to_10_minutes() {
        assertThat(fixture.createTask("q", "t", TaskBuilder.http()).dispatchDeadline())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_of_app_engine_tasks_has_no_default() {
        assertThat(fixture.createTask("q", "t", TaskBuilder.appEngine("/")).dispatchDeadline())
                .isNull();
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_is_truncated_to_milliseconds() {
        Duration requested = Duration.ofSeconds(20, 123_456_789);

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().deadline(requested))
                        .dispatchDeadline())
                .isEqualTo(Duration.ofMillis(20_123));
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_of_http_tasks_is_15_seconds_to_30_minutes() {
        assertRange(TaskBuilder.http(), Duration.ofSeconds(15), Duration.ofMinutes(30), "30m");
    }

    @Test
    @Tag("recorded")
    void dispatch_deadline_of_app_engine_tasks_is_15_seconds_to_24h15s() {
        assertRange(TaskBuilder.appEngine("/"), Duration.ofSeconds(15), LONGEST_APP_ENGINE, "24h15s");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999_999})
    @Tag("inferred")
    void dispatch_deadline_is_truncated_to_milliseconds__before_its_range_is_checked(long nanos) {
        assertThat(fixture.createTask("q", "a", longest(TaskBuilder.http(), Duration.ofMinutes(30), nanos))
                        .dispatchDeadline())
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(fixture.createTask("q", "b", longest(TaskBuilder.appEngine("/"), LONGEST_APP_ENGINE, nanos))
                        .dispatchDeadline())
                .isEqualTo(LONGEST_APP_ENGINE);
    }

    private static TaskBuilder longest(TaskBuilder task, Duration longest, long nanos) {
        return task.deadline(longest.plusNanos(nanos));
    }

    @Test
    @Tag("documented")
    void dispatch_deadline_of_0_is_the_default_of_app_engine_tasks() {
        assertThat(fixture.createTask("q", "t", TaskBuilder.appEngine("/").deadline(Duration.ZERO))
                        .dispatchDeadline())
                .isNull();
        assertThat(service.getTask(fixture.task("q", "t")).dispatchDeadline()).isNull();
    }

    @Test
    @Tag("documented")
    void dispatch_deadline_of_0_is_rejected_in_http_tasks() {
        assertRejected(
                INVALID_ARGUMENT,
                "Task.dispatchDeadline must be between [15s, 30m].",
                () -> fixture.createTask("q", "t", TaskBuilder.http().deadline(Duration.ZERO)));
    }

    private void assertRange(TaskBuilder task, Duration shortest, Duration longest, String longestText) {
        String text = "Task.dispatchDeadline must be between [15s, " + longestText + "].";
        assertThat(fixture.createTask("q", "a", task.deadline(shortest)).dispatchDeadline())
                .isEqualTo(shortest);
        assertThat(fixture.createTask("q", "b", task.deadline(longest)).dispatchDeadline())
                .isEqualTo(longest);
        assertRejected(
                INVALID_ARGUMENT, text, () -> fixture.createTask("q", "c", task.deadline(shortest.minus(NANOSECOND))));
        assertRejected(
                INVALID_ARGUMENT, text, () -> fixture.createTask("q", "d", task.deadline(longest.plusMillis(1))));
    }
}
