package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The time limit of one attempt ({@code dispatchDeadline}). v2beta2 has no such field.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class DispatchDeadlinesContract extends ServiceContract {
    private static final Duration NANOSECOND = Duration.ofNanos(1);

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
        assertRange(
                TaskBuilder.appEngine("/"),
                Duration.ofSeconds(15),
                Duration.ofDays(1).plusSeconds(15),
                "24h15s");
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
                INVALID_ARGUMENT, text, () -> fixture.createTask("q", "d", task.deadline(longest.plus(NANOSECOND))));
    }
}
