package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast a queue dispatches: a bucket of tokens, full at first, into which tokens flow steadily. */
public abstract class RatesChapter extends Chapter {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @BeforeEach
    void everyAttemptSucceeds() {
        bench.attempts().allAnswered(200);
    }

    @Test
    @Tag("documented")
    void a_burst_leaves_at_once_and_the_rest_at_the_rate() {
        bench.create("q", AQueue.push().rate(1).burst(10));
        Instant start = bench.now();
        add(13);

        bench.advance(Duration.ofMinutes(1));

        assertThat(times(start).subList(0, 10)).containsOnly(Duration.ZERO);
        assertThat(times(start).subList(10, 13))
                .containsExactly(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3));
    }

    @Test
    @Tag("documented")
    void a_token_comes_no_sooner_than_the_rate_says() {
        bench.create("q", AQueue.push().rate(1).burst(1));
        add(2);
        bench.settle();

        bench.advanceToJustBefore(bench.now().plus(SECOND));
        assertThat(bench.attempts().count()).isEqualTo(1);
        bench.advance(TICK);

        assertThat(bench.attempts().count()).isEqualTo(2);
    }

    @Test
    @Tag("documented")
    void a_rate_may_be_slower_than_one_per_second() {
        bench.create("q", AQueue.push().rate(0.25).burst(1));
        Instant start = bench.now();
        add(3);

        bench.advance(Duration.ofMinutes(1));

        assertThat(times(start)).containsExactly(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    @Tag("documented")
    void the_fastest_rate_is_500_per_second_after_its_burst() {
        bench.create("q", AQueue.push());
        Instant start = bench.now();
        add(601);

        bench.settle();
        assertThat(bench.attempts().count()).isEqualTo(100);
        bench.advanceToJustBefore(start.plus(SECOND));
        assertThat(bench.attempts().count()).isEqualTo(599);
        bench.advance(TICK);

        assertThat(bench.attempts().count()).isEqualTo(600);
    }

    @Test
    @Tag("documented")
    void tokens_gather_while_nothing_is_due_up_to_the_burst() {
        bench.create("q", AQueue.push().rate(1).burst(3));
        add(3);
        bench.settle();
        bench.advance(Duration.ofSeconds(2));
        Instant later = bench.now();

        add(3);
        bench.advance(SECOND);
        assertThat(times(later).subList(3, 6)).containsExactly(Duration.ZERO, Duration.ZERO, SECOND);

        bench.advance(Duration.ofHours(1));
        Instant muchLater = bench.now();
        add(4);
        bench.advance(SECOND);
        assertThat(times(muchLater).subList(6, 10))
                .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, SECOND);
    }

    @Test
    @Tag("documented")
    void a_retry_takes_a_token_like_a_first_attempt() {
        bench.create("q", AQueue.push().rate(1).burst(1).backoff(Duration.ofMillis(100), Duration.ofMillis(100), 0));
        bench.attempts().allAnswered(500);
        Instant start = bench.now();
        add(1);

        bench.advance(Duration.ofMillis(2500));

        assertThat(times(start)).containsExactly(Duration.ZERO, SECOND, SECOND.multipliedBy(2));
    }

    @Test
    @Tag("inferred")
    void a_faster_rate_counts_at_once() {
        bench.create("q", AQueue.push().rate(0.001).burst(1));
        add(3);
        bench.settle();

        service.updateQueue(bench.queue("q"), AQueue.push().rate(10).burst(1).build());
        bench.advance(SECOND);

        assertThat(bench.attempts().count()).isEqualTo(3);
    }

    @Test
    @Tag("inferred")
    void a_slower_rate_counts_at_once() {
        bench.create("q", AQueue.push().rate(10).burst(1));
        add(10);
        bench.settle();

        service.updateQueue(bench.queue("q"), AQueue.push().rate(0.1).burst(1).build());
        bench.advance(Duration.ofSeconds(21));

        assertThat(bench.attempts().count()).isBetween(3, 4);
    }

    @Test
    @Tag("inferred")
    void a_pause_takes_no_tokens() {
        bench.create("q", AQueue.push().rate(1).burst(2));
        service.pauseQueue(bench.queue("q"));
        add(3);
        bench.advance(Duration.ofMinutes(1));

        service.resumeQueue(bench.queue("q"));
        bench.settle();

        assertThat(bench.attempts().count()).isEqualTo(2);
    }

    private void add(int tasks) {
        for (int i = 0; i < tasks; i++) {
            bench.add("q", "", ATask.http());
        }
    }

    /** How long after {@code start} each attempt left. */
    private List<Duration> times(Instant start) {
        List<Duration> times = new ArrayList<>();
        bench.attempts().all().forEach(sent -> times.add(Duration.between(start, sent.at())));
        return times;
    }
}
