package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schedule time of a new task.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ScheduleTimesContract extends ServiceContract {

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
                "2020-02-29T12:00:00.999999999Z"
            })
    @Tag("recorded")
    void past_schedule_time_becomes_now__long_past(Instant past) {
        assertThat(fixture.createTask("q", "t", TaskBuilder.http().at(past)).scheduleTime())
                .isEqualTo(fixture.now());
    }

    @Test
    @Tag("recorded")
    void past_schedule_time_becomes_now__just_past() {
        assertThat(fixture.createTask(
                                "q", "t", TaskBuilder.http().at(fixture.now().minus(TICK)))
                        .scheduleTime())
                .isEqualTo(fixture.now());
        assertThat(fixture.createTask(
                                "q", "u", TaskBuilder.http().at(fixture.now().minusSeconds(3600)))
                        .scheduleTime())
                .isEqualTo(fixture.now());
    }

    @Test
    @Tag("recorded")
    void schedule_time_is_truncated_to_microseconds() {
        Instant requested = fixture.now().plus(Duration.ofDays(1)).plusNanos(123_456_789);

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().at(requested))
                        .scheduleTime())
                .isEqualTo(requested.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    @Tag("documented")
    void schedule_time_is_at_most_30_days_ahead__push_task() {
        Instant latest = fixture.now().plus(Duration.ofDays(30));

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().at(latest)).scheduleTime())
                .isEqualTo(latest);
        assertThat(catchRejection(() ->
                                fixture.createTask("q", "u", TaskBuilder.http().at(latest.plus(TICK))))
                        .code())
                .isEqualTo(INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @CsvSource({
        "2100-01-01T00:00:00Z,           2099-12-31T16:00:00-08:00",
        "2099-07-01T07:00:00Z,           2099-07-01T00:00:00-07:00",
        "2099-01-01T08:00:00.5Z,         2099-01-01T00:00:00.5-08:00",
        "2099-01-01T08:00:00.690Z,       2099-01-01T00:00:00.69-08:00",
        "2099-01-01T08:00:00.000000001Z, 2099-01-01T00:00:00.000000001-08:00",
        "2099-03-08T09:59:59Z,           2099-03-08T01:59:59-08:00",
        "2099-03-08T10:00:00Z,           2099-03-08T03:00:00-07:00"
    })
    @Tag("recorded")
    void error_for_a_late_schedule_time_uses_california_time(Instant requested, String expected) {
        assertRejected(
                INVALID_ARGUMENT,
                "The Task.scheduleTime, " + expected + ", is too far in the future. "
                        + "Schedule time must be no more than 720h in the future.",
                () -> fixture.createTask("q", "t", TaskBuilder.http().at(requested)));
    }

    @Test
    @Tag("documented")
    void schedule_time_is_at_most_30_days_ahead__pull_task() {
        fixture.createQueue("pull", QueueBuilder.pull());
        Instant latest = fixture.now().plus(Duration.ofDays(30));

        assertThat(fixture.createTask("pull", "t", TaskBuilder.pull().at(latest))
                        .scheduleTime())
                .isEqualTo(latest);
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createTask("pull", "u", TaskBuilder.pull().at(latest.plus(TICK))));
    }
}
