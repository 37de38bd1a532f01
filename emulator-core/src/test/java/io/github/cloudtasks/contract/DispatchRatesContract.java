package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The dispatch rate of a queue: a token bucket that is full at first and refills at a constant rate.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class DispatchRatesContract extends ServiceContract {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @BeforeEach
    void completeEveryAttempt() {
        fixture.dispatcher().respondToAllWith(200);
    }

    @Test
    @Tag("documented")
    void burst_is_dispatched_at_once_and_the_rest_at_the_rate() {
        fixture.createQueue("q", QueueBuilder.push().rate(1).burst(10));
        Instant start = fixture.now();
        createTasks(13);

        fixture.advance(Duration.ofMinutes(1));

        assertThat(attemptTimes(start).subList(0, 10)).containsOnly(Duration.ZERO);
        assertThat(attemptTimes(start).subList(10, 13))
                .containsExactly(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3));
    }

    @Test
    @Tag("documented")
    void dispatch_waits_for_the_next_token() {
        fixture.createQueue("q", QueueBuilder.push().rate(1).burst(1));
        createTasks(2);
        fixture.settle();

        fixture.advanceToJustBefore(fixture.now().plus(SECOND));
        assertThat(fixture.dispatcher().count()).isEqualTo(1);
        fixture.advance(TICK);

        assertThat(fixture.dispatcher().count()).isEqualTo(2);
    }

    @Test
    @Tag("documented")
    void rate_can_be_below_1_per_second() {
        fixture.createQueue("q", QueueBuilder.push().rate(0.25).burst(1));
        Instant start = fixture.now();
        createTasks(3);

        fixture.advance(Duration.ofMinutes(1));

        assertThat(attemptTimes(start)).containsExactly(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    @Tag("documented")
    void default_rate_is_500_per_second_after_a_burst_of_100() {
        fixture.createQueue("q", QueueBuilder.push());
        Instant start = fixture.now();
        createTasks(601);

        fixture.settle();
        assertThat(fixture.dispatcher().count()).isEqualTo(100);
        fixture.advanceToJustBefore(start.plus(SECOND));
        assertThat(fixture.dispatcher().count()).isEqualTo(599);
        fixture.advance(TICK);

        assertThat(fixture.dispatcher().count()).isEqualTo(600);
    }

    @Test
    @Tag("documented")
    void idle_queue_accumulates_tokens_up_to_the_burst_size() {
        fixture.createQueue("q", QueueBuilder.push().rate(1).burst(3));
        createTasks(3);
        fixture.settle();
        fixture.advance(Duration.ofSeconds(2));
        Instant later = fixture.now();

        createTasks(3);
        fixture.advance(SECOND);
        assertThat(attemptTimes(later).subList(3, 6)).containsExactly(Duration.ZERO, Duration.ZERO, SECOND);

        fixture.advance(Duration.ofHours(1));
        Instant muchLater = fixture.now();
        createTasks(4);
        fixture.advance(SECOND);
        assertThat(attemptTimes(muchLater).subList(6, 10))
                .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, SECOND);
    }

    @Test
    @Tag("documented")
    void retry_takes_a_token_like_a_first_attempt() {
        fixture.createQueue(
                "q", QueueBuilder.push().rate(1).burst(1).backoff(Duration.ofMillis(100), Duration.ofMillis(100), 0));
        fixture.dispatcher().respondToAllWith(500);
        Instant start = fixture.now();
        createTasks(1);

        fixture.advance(Duration.ofMillis(2500));

        assertThat(attemptTimes(start)).containsExactly(Duration.ZERO, SECOND, SECOND.multipliedBy(2));
    }

    @Test
    @Tag("inferred")
    void new_rate_applies_at_once__faster() {
        fixture.createQueue("q", QueueBuilder.push().rate(0.001).burst(1));
        createTasks(3);
        fixture.settle();

        service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().rate(10).burst(1).build());
        fixture.advance(SECOND);

        assertThat(fixture.dispatcher().count()).isEqualTo(3);
    }

    @Test
    @Tag("inferred")
    void new_rate_applies_at_once__slower() {
        fixture.createQueue("q", QueueBuilder.push().rate(10).burst(1));
        createTasks(10);
        fixture.settle();

        service.updateQueue(
                fixture.queue("q"), QueueBuilder.push().rate(0.1).burst(1).build());
        fixture.advance(Duration.ofSeconds(21));

        assertThat(fixture.dispatcher().count()).isBetween(3, 4);
    }

    @Test
    @Tag("inferred")
    void paused_queue_uses_no_tokens() {
        fixture.createQueue("q", QueueBuilder.push().rate(1).burst(2));
        service.pauseQueue(fixture.queue("q"));
        createTasks(3);
        fixture.advance(Duration.ofMinutes(1));

        service.resumeQueue(fixture.queue("q"));
        fixture.settle();

        assertThat(fixture.dispatcher().count()).isEqualTo(2);
    }

    private void createTasks(int tasks) {
        for (int i = 0; i < tasks; i++) {
            fixture.createTask("q", "", TaskBuilder.http());
        }
    }

    /** Returns the time of each attempt, counted from {@code start}. */
    private List<Duration> attemptTimes(Instant start) {
        List<Duration> times = new ArrayList<>();
        fixture.dispatcher().all().forEach(sent -> times.add(Duration.between(start, sent.sentAt())));
        return times;
    }
}
