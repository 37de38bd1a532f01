package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * To acknowledge, to renew and to cancel: what only the worker that holds a lease can do, for only it knows when it
 * ends.
 */
public abstract class LeaseTokensContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** The three calls. */
    enum Verb {
        ACKNOWLEDGE {
            @Override
            void call(ServiceDriver service, String name, Instant scheduleTime) {
                service.acknowledgeTask(name, scheduleTime);
            }
        },
        RENEW {
            @Override
            void call(ServiceDriver service, String name, Instant scheduleTime) {
                service.renewLease(name, scheduleTime, MINUTE);
            }
        },
        CANCEL {
            @Override
            void call(ServiceDriver service, String name, Instant scheduleTime) {
                service.cancelLease(name, scheduleTime);
            }
        };

        abstract void call(ServiceDriver service, String name, Instant scheduleTime);
    }

    private Task leased;

    @BeforeEach
    void aLeasedTask() {
        fixture.createQueue("q", QueueBuilder.pull());
        fixture.createTask("q", "t", TaskBuilder.pull("work", "tag"));
        fixture.advance(Duration.ofNanos(123_456_000));
        leased = lease().getFirst();
    }

    @Test
    @Tag("documented")
    void an_acknowledged_task_is_gone_and_its_name_is_blocked() {
        service.acknowledgeTask(fixture.task("q", "t"), leased.scheduleTime());

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_NAME_TOO_RECENT,
                () -> fixture.createTask("q", "t", TaskBuilder.pull()));
        assertThat(service.listTasks(fixture.queue("q"), 0, "").items()).isEmpty();
        fixture.advance(MINUTE.multipliedBy(2));
        assertThat(lease()).isEmpty();
    }

    @Test
    @Tag("documented")
    void a_renewed_lease_ends_a_duration_from_now() {
        fixture.advance(Duration.ofSeconds(20));

        Task renewed = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), MINUTE);

        assertThat(renewed.scheduleTime()).isEqualTo(fixture.now().plus(MINUTE));
        assertThat(renewed.dispatchCount()).isEqualTo(1);
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(renewed);
        fixture.advanceTo(leased.scheduleTime());
        assertThat(lease()).isEmpty();
        fixture.advanceTo(renewed.scheduleTime());
        assertThat(lease()).extracting(Task::dispatchCount).containsExactly(2);
    }

    @Test
    @Tag("documented")
    void a_renewed_lease_may_end_sooner() {
        Task renewed = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), Duration.ofSeconds(1));

        assertThat(renewed.scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(1))
                .isBefore(leased.scheduleTime());
    }

    @Test
    @Tag("documented")
    void a_renewed_lease_is_held_by_its_new_end_only() {
        fixture.advance(Duration.ofSeconds(1));
        Task renewed = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), MINUTE);

        assertRejected(
                FAILED_PRECONDITION, () -> service.acknowledgeTask(fixture.task("q", "t"), leased.scheduleTime()));
        service.acknowledgeTask(fixture.task("q", "t"), renewed.scheduleTime());
    }

    static Stream<Duration> durationsThatAreNone() {
        return Stream.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(999), WEEK.plusSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("durationsThatAreNone")
    @Tag("documented")
    void a_lease_is_not_renewed_for_under_a_second_or_over_a_week(Duration duration) {
        assertRejected(
                INVALID_ARGUMENT, () -> service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), duration));
    }

    @Test
    @Tag("documented")
    void a_lease_is_renewed_for_a_week_at_most_and_in_whole_seconds() {
        Task week = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), WEEK);
        assertThat(week.scheduleTime()).isEqualTo(fixture.now().plus(WEEK));

        Task second = service.renewLease(fixture.task("q", "t"), week.scheduleTime(), Duration.ofMillis(1999));
        assertThat(second.scheduleTime()).isEqualTo(fixture.now().plusSeconds(1));
    }

    @Test
    @Tag("documented")
    void a_lease_is_renewed_for_some_duration() {
        assertRejected(INVALID_ARGUMENT, () -> service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), null));
    }

    @Test
    @Tag("documented")
    void a_task_whose_lease_is_cancelled_is_available_at_once() {
        fixture.advance(Duration.ofSeconds(1));

        Task cancelled = service.cancelLease(fixture.task("q", "t"), leased.scheduleTime());

        assertThat(cancelled.scheduleTime()).isEqualTo(fixture.now());
        assertThat(cancelled.dispatchCount()).isEqualTo(1);
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(cancelled);
        assertThat(lease()).extracting(Task::dispatchCount).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_is_held_to_the_microsecond(Verb verb) {
        String name = fixture.task("q", "t");
        Instant end = leased.scheduleTime();

        for (Instant other : List.of(end.minus(TICK), end.plus(TICK), end.minusSeconds(1), Instant.EPOCH)) {
            assertRejected(FAILED_PRECONDITION, () -> verb.call(service, name, other));
        }
        assertThat(service.getTask(name)).isEqualTo(leased);
        verb.call(service, name, end);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_is_held_until_it_ends(Verb verb) {
        fixture.advanceToJustBefore(leased.scheduleTime());

        verb.call(service, fixture.task("q", "t"), leased.scheduleTime());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_that_has_ended_is_not_held(Verb verb) {
        fixture.advanceTo(leased.scheduleTime());

        assertRejected(FAILED_PRECONDITION, () -> verb.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(leased);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_that_somebody_else_has_now_is_not_held(Verb verb) {
        fixture.advanceTo(leased.scheduleTime());
        Task anew = lease().getFirst();

        assertRejected(FAILED_PRECONDITION, () -> verb.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(anew);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void a_lease_that_was_cancelled_is_not_held(Verb verb) {
        Task cancelled = service.cancelLease(fixture.task("q", "t"), leased.scheduleTime());

        assertRejected(FAILED_PRECONDITION, () -> verb.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertRejected(FAILED_PRECONDITION, () -> verb.call(service, fixture.task("q", "t"), cancelled.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void a_task_that_was_never_leased_is_held_by_nobody(Verb verb) {
        Task waiting = fixture.createTask(
                "q", "waiting", TaskBuilder.pull().at(fixture.now().plusSeconds(60)));

        assertRejected(
                FAILED_PRECONDITION, () -> verb.call(service, fixture.task("q", "waiting"), waiting.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void the_schedule_time_is_required(Verb verb) {
        assertRejected(INVALID_ARGUMENT, () -> verb.call(service, fixture.task("q", "t"), null));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_task_that_is_not_there_is_not_found(Verb verb) {
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> verb.call(service, fixture.task("q", "missing"), leased.scheduleTime()));
        service.acknowledgeTask(fixture.task("q", "t"), leased.scheduleTime());
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> verb.call(service, fixture.task("q", "t"), leased.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void a_worker_may_finish_on_a_paused_queue(Verb verb) {
        service.pauseQueue(fixture.queue("q"));

        verb.call(service, fixture.task("q", "t"), leased.scheduleTime());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void a_push_task_is_held_by_nobody(Verb verb) {
        fixture.createQueue("push", QueueBuilder.push());
        Task task = fixture.createTask(
                "push", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        assertRejected(FAILED_PRECONDITION, () -> verb.call(service, fixture.task("push", "t"), task.scheduleTime()));
        assertThat(service.getTask(fixture.task("push", "t"))).isEqualTo(task);
    }

    private List<Task> lease() {
        return service.leaseTasks(fixture.queue("q"), 1, MINUTE, "");
    }
}
