package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.cloudtasks.contract.FakeDispatcher.SentAttempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backoff and limits of retries.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class RetryingTasksContract extends ServiceContract {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> backoffSeries() {
        return Stream.of(
                arguments(backoff(10, 300, 3), List.of(10.0, 20.0, 40.0, 80.0, 160.0, 240.0, 300.0, 300.0)),
                arguments(backoff(1, 7, 1), List.of(1.0, 2.0, 4.0, 6.0, 7.0, 7.0)),
                arguments(backoff(5, 5, 16), List.of(5.0, 5.0, 5.0, 5.0)),
                arguments(backoff(1, 100, 2), List.of(1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 20.0)),
                arguments(
                        QueueBuilder.push(),
                        List.of(
                                0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6, 819.2, 1638.4,
                                3276.8, 3600.0, 3600.0)));
    }

    @ParameterizedTest
    @MethodSource("backoffSeries")
    @Tag("documented")
    void backoff_doubles_then_grows_linearly_up_to_max_backoff(QueueBuilder settings, List<Double> seconds) {
        fixture.createQueue("q", settings);
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http());

        List<Duration> backoffs = seconds.stream()
                .map(s -> Duration.ofMillis(Math.round(1000 * s)))
                .toList();
        fixture.advance(backoffs.stream().reduce(Duration.ZERO, Duration::plus));

        assertThat(backoffs()).isEqualTo(backoffs);
    }

    @Test
    @Tag("recorded")
    void retry_starts_when_the_backoff_ends() {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.dispatcher().next().respond(500);
        Instant retryTime = fixture.now().plusSeconds(10);

        fixture.advanceToJustBefore(retryTime);
        fixture.dispatcher().assertNoMore();
        fixture.advance(TICK);

        assertThat(fixture.dispatcher().next().sentAt()).isEqualTo(retryTime);
    }

    @Test
    @Tag("recorded")
    void backoff_starts_when_the_response_arrives() {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.advance(Duration.ofSeconds(100));
        fixture.dispatcher().next().respond(500);

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(10));
    }

    @Test
    @Tag("documented")
    void timeout_and_unreachable_target_are_retried() {
        fixture.createQueue("q", backoff(1, 1, 0));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.DeadlineExceeded());
        fixture.advance(SECOND);
        fixture.dispatcher().next().complete(new Outcome.Unreachable("no such host"));
        fixture.advance(SECOND);

        assertThat(fixture.dispatcher().next().dispatch().retryCount()).isEqualTo(2);
    }

    @Test
    @Tag("recorded")
    void task_is_given_up_when_every_set_limit_is_reached__3_attempts() {
        assertThat(attemptsUntilGivenUp(QueueBuilder.push().attempts(3).backoff(SECOND, SECOND, 0)))
                .isEqualTo(3);
    }

    @Test
    @Tag("recorded")
    void task_is_given_up_when_every_set_limit_is_reached__3_seconds() {
        assertThat(attemptsUntilGivenUp(backoff(2, 2, 0).attempts(-1).retryFor(Duration.ofSeconds(3))))
                .isEqualTo(3);
    }

    @Test
    @Tag("recorded")
    void task_is_given_up_when_every_set_limit_is_reached__2_attempts_and_3_seconds() {
        assertThat(attemptsUntilGivenUp(backoff(2, 2, 0).attempts(2).retryFor(Duration.ofSeconds(3))))
                .isEqualTo(3);
    }

    @Test
    @Tag("recorded")
    void task_is_given_up_when_every_set_limit_is_reached__4_attempts_and_1_second() {
        assertThat(attemptsUntilGivenUp(backoff(1, 1, 0).attempts(4).retryFor(SECOND)))
                .isEqualTo(4);
    }

    @Test
    @Tag("documented")
    void max_attempts_1_means_no_retry() {
        assertThat(attemptsUntilGivenUp(QueueBuilder.push().attempts(1))).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void max_attempts_defaults_to_100() {
        assertThat(attemptsUntilGivenUp(backoff(1, 1, 0))).isEqualTo(100);
    }

    @Test
    @Tag("documented")
    void task_without_retry_limits_is_retried_until_it_expires() {
        Duration hour = Duration.ofHours(1);
        fixture.createQueue("q", QueueBuilder.push().attempts(-1).backoff(hour, hour, 0));
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advance(Duration.ofDays(40));

        assertThat(fixture.dispatcher().count()).isEqualTo(31 * 24);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    @Tag("documented")
    void response_after_max_retry_duration_still_counts(int status) {
        fixture.createQueue("q", backoff(1, 1, 0).attempts(-1).retryFor(SECOND));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.advance(Duration.ofSeconds(2));

        fixture.dispatcher().next().respond(status);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    @Test
    @Tag("inferred")
    void max_retry_duration_starts_with_the_first_attempt() {
        fixture.createQueue("q", backoff(1, 1, 0).attempts(-1).retryFor(Duration.ofSeconds(3)));
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(3600)));

        fixture.advance(Duration.ofHours(2));

        assertThat(fixture.dispatcher().count()).isEqualTo(4);
    }

    @Test
    @Tag("inferred")
    void failure_just_before_max_retry_duration_is_retried() {
        fixture.createQueue("q", backoff(1, 1, 0).attempts(-1).retryFor(Duration.ofSeconds(3)));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        fixture.advanceToJustBefore(fixture.now().plusSeconds(3));

        fixture.dispatcher().next().respond(500);

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plus(SECOND));
    }

    @Test
    @Tag("inferred")
    void new_retry_config_applies_to_existing_tasks() {
        fixture.createQueue("q", backoff(1, 1, 0));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        service.updateQueue(fixture.queue("q"), QueueBuilder.push().attempts(1).build());
        fixture.dispatcher().next().respond(500);

        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    /** The documentation says that {@code Retry-After} "is considered". */
    @ParameterizedTest
    @CsvSource({"429, 30", "503, 30", "429, 5", "503, 300", "429, 100000"})
    @Tag("inferred")
    void retry_after_of_429_and_503_delays_the_retry_up_to_max_backoff(int status, int seconds) {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.Responded(status, delay(seconds)));

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(Math.clamp(seconds, 10, 300)));
    }

    @ParameterizedTest
    @CsvSource({"-100, 10", "0, 10", "10, 10", "11, 11", "300, 300", "301, 300"})
    @Tag("inferred")
    void retry_after_can_be_a_date_of_the_emulators_clock(int seconds, int expected) {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
        Instant date = fixture.now().plusSeconds(seconds);

        fixture.dispatcher().next().complete(new Outcome.Responded(503, new RetryAfter.Date(date)));

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 408, 413, 425, 500, 502, 504})
    @Tag("inferred")
    void retry_after_has_no_effect__other_status(int status) {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.Responded(status, delay(30)));

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    @Tag("inferred")
    void retry_after_has_no_effect__app_engine(int status) {
        fixture.createQueue("q", backoff(10, 300, 3));
        fixture.createTask("q", "t", TaskBuilder.appEngine("/work"));
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.Responded(status, delay(30)));

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(10));
    }

    @Test
    @Tag("inferred")
    void retry_after_applies_to_one_retry() {
        fixture.createQueue("q", backoff(1, 100, 2));
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();

        fixture.dispatcher().next().complete(new Outcome.Responded(429, delay(50)));
        fixture.advance(Duration.ofSeconds(50));
        fixture.dispatcher().next().respond(429);

        assertThat(service.getTask(fixture.task("q", "t")).scheduleTime())
                .isEqualTo(fixture.now().plusSeconds(2));
    }

    @Test
    @Tag("inferred")
    void retry_after_does_not_extend_the_retry_limits() {
        fixture.createQueue("q", backoff(1, 100, 2).attempts(-1).retryFor(Duration.ofSeconds(3)));
        fixture.dispatcher().completeAllWith(new Outcome.Responded(503, delay(60)));
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advance(Duration.ofHours(1));

        assertThat(backoffs()).containsExactly(Duration.ofSeconds(60));
        assertRejected(NOT_FOUND, ExpectedErrors.TASK_GONE, () -> service.getTask(fixture.task("q", "t")));
    }

    private static RetryAfter delay(int seconds) {
        return new RetryAfter.Delay(Duration.ofSeconds(seconds));
    }

    private int attemptsUntilGivenUp(QueueBuilder settings) {
        fixture.createQueue("q", settings);
        fixture.dispatcher().respondToAllWith(500);
        fixture.createTask("q", "t", TaskBuilder.http());

        fixture.advance(Duration.ofHours(2));

        assertRejected(NOT_FOUND, ExpectedErrors.NOT_FOUND, () -> service.runTask(fixture.task("q", "t")));
        return fixture.dispatcher().count();
    }

    private List<Duration> backoffs() {
        List<SentAttempt> all = fixture.dispatcher().all();
        List<Duration> backoffs = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            backoffs.add(Duration.between(all.get(i - 1).sentAt(), all.get(i).sentAt()));
        }
        return backoffs;
    }

    private static QueueBuilder backoff(int min, int max, int doublings) {
        return QueueBuilder.push().backoff(Duration.ofSeconds(min), Duration.ofSeconds(max), doublings);
    }
}
