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
 * AcknowledgeTask, RenewLease and CancelLease. The schedule time of a leased task is the lease token.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 * @see <a
 *     href="https://cloud.google.com/tasks/docs/reference/rest/v2beta2/projects.locations.queues.tasks/lease">Lease</a>
 */
public abstract class LeaseTokensContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** The three methods that take a lease token. */
    enum LeaseMethod {
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
    void leaseTask() {
        fixture.createQueue("q", QueueBuilder.pull());
        fixture.createTask("q", "t", TaskBuilder.pull("work", "tag"));
        fixture.advance(Duration.ofNanos(123_456_000));
        leased = lease().getFirst();
    }

    @Test
    @Tag("documented")
    void acknowledge_task_removes_the_task_and_blocks_its_name() {
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
    void renewed_lease_ends_one_lease_duration_from_now() {
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
    void renewal_can_shorten_a_lease() {
        Task renewed = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), Duration.ofSeconds(1));

        assertThat(renewed.scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(1))
                .isBefore(leased.scheduleTime());
    }

    @Test
    @Tag("documented")
    void renewal_replaces_the_lease_token() {
        fixture.advance(Duration.ofSeconds(1));
        Task renewed = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), MINUTE);

        assertRejected(
                FAILED_PRECONDITION, () -> service.acknowledgeTask(fixture.task("q", "t"), leased.scheduleTime()));
        service.acknowledgeTask(fixture.task("q", "t"), renewed.scheduleTime());
    }

    static Stream<Duration> invalidDurations() {
        return Stream.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(999), WEEK.plusSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("invalidDurations")
    @Tag("documented")
    void renewal_lasts_whole_seconds_from_1_second_to_7_days__out_of_range(Duration duration) {
        assertRejected(
                INVALID_ARGUMENT, () -> service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), duration));
    }

    @Test
    @Tag("documented")
    void renewal_lasts_whole_seconds_from_1_second_to_7_days__in_range() {
        Task week = service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), WEEK);
        assertThat(week.scheduleTime()).isEqualTo(fixture.now().plus(WEEK));

        Task second = service.renewLease(fixture.task("q", "t"), week.scheduleTime(), Duration.ofMillis(1999));
        assertThat(second.scheduleTime()).isEqualTo(fixture.now().plusSeconds(1));
    }

    @Test
    @Tag("documented")
    void renewal_lasts_whole_seconds_from_1_second_to_7_days__missing() {
        assertRejected(INVALID_ARGUMENT, () -> service.renewLease(fixture.task("q", "t"), leased.scheduleTime(), null));
    }

    @Test
    @Tag("documented")
    void cancelled_lease_makes_the_task_available_at_once() {
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
    void lease_token_must_match_to_the_microsecond(LeaseMethod method) {
        String name = fixture.task("q", "t");
        Instant end = leased.scheduleTime();

        for (Instant other : List.of(end.minus(TICK), end.plus(TICK), end.minusSeconds(1), Instant.EPOCH)) {
            assertRejected(FAILED_PRECONDITION, () -> method.call(service, name, other));
        }
        assertThat(service.getTask(name)).isEqualTo(leased);
        method.call(service, name, end);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void lease_token_is_valid_until_the_lease_ends__before(LeaseMethod method) {
        fixture.advanceToJustBefore(leased.scheduleTime());

        method.call(service, fixture.task("q", "t"), leased.scheduleTime());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void lease_token_is_valid_until_the_lease_ends__after(LeaseMethod method) {
        fixture.advanceTo(leased.scheduleTime());

        assertRejected(FAILED_PRECONDITION, () -> method.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(leased);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void lease_token_of_an_earlier_lease_is_rejected__expired(LeaseMethod method) {
        fixture.advanceTo(leased.scheduleTime());
        Task leasedAgain = lease().getFirst();

        assertRejected(FAILED_PRECONDITION, () -> method.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertThat(service.getTask(fixture.task("q", "t"))).isEqualTo(leasedAgain);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void lease_token_of_an_earlier_lease_is_rejected__cancelled(LeaseMethod method) {
        Task cancelled = service.cancelLease(fixture.task("q", "t"), leased.scheduleTime());

        assertRejected(FAILED_PRECONDITION, () -> method.call(service, fixture.task("q", "t"), leased.scheduleTime()));
        assertRejected(
                FAILED_PRECONDITION, () -> method.call(service, fixture.task("q", "t"), cancelled.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void task_that_was_never_leased_has_no_lease_token(LeaseMethod method) {
        Task waiting = fixture.createTask(
                "q", "waiting", TaskBuilder.pull().at(fixture.now().plusSeconds(60)));

        assertRejected(
                FAILED_PRECONDITION, () -> method.call(service, fixture.task("q", "waiting"), waiting.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void lease_token_is_required(LeaseMethod method) {
        assertRejected(INVALID_ARGUMENT, () -> method.call(service, fixture.task("q", "t"), null));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void lease_token_of_a_missing_task_is_not_found(LeaseMethod method) {
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> method.call(service, fixture.task("q", "missing"), leased.scheduleTime()));
        service.acknowledgeTask(fixture.task("q", "t"), leased.scheduleTime());
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.NOT_FOUND,
                () -> method.call(service, fixture.task("q", "t"), leased.scheduleTime()));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void lease_on_a_paused_queue_can_be_completed(LeaseMethod method) {
        service.pauseQueue(fixture.queue("q"));

        method.call(service, fixture.task("q", "t"), leased.scheduleTime());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void push_task_has_no_lease_token(LeaseMethod method) {
        fixture.createQueue("push", QueueBuilder.push());
        Task task = fixture.createTask(
                "push", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        assertRejected(FAILED_PRECONDITION, () -> method.call(service, fixture.task("push", "t"), task.scheduleTime()));
        assertThat(service.getTask(fixture.task("push", "t"))).isEqualTo(task);
    }

    private List<Task> lease() {
        return service.leaseTasks(fixture.queue("q"), 1, MINUTE, "");
    }
}
