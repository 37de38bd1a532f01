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

/** When a task may be due. */
public abstract class ScheduleTimesContract extends ServiceContract {

    @BeforeEach
    void queue() {
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
    void a_time_long_past_is_now(Instant past) {
        assertThat(fixture.createTask("q", "t", TaskBuilder.http().at(past)).scheduleTime())
                .isEqualTo(fixture.now());
    }

    @Test
    @Tag("recorded")
    void a_time_just_past_is_now() {
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
    void a_time_is_kept_to_the_microsecond() {
        Instant asked = fixture.now().plus(Duration.ofDays(1)).plusNanos(123_456_789);

        assertThat(fixture.createTask("q", "t", TaskBuilder.http().at(asked)).scheduleTime())
                .isEqualTo(asked.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    @Tag("documented")
    void a_task_may_be_due_in_30_days_and_no_later() {
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
    void a_time_too_far_ahead_is_worded_as_it_is_in_california(Instant asked, String worded) {
        assertRejected(
                INVALID_ARGUMENT,
                "The Task.scheduleTime, " + worded + ", is too far in the future. "
                        + "Schedule time must be no more than 720h in the future.",
                () -> fixture.createTask("q", "t", TaskBuilder.http().at(asked)));
    }

    @Test
    @Tag("documented")
    void pull_tasks_may_be_due_as_late_as_others() {
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
