package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.QueueStats;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a queue counts. */
public abstract class StatsChapter extends Chapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @Tag("documented")
    void an_empty_queue_counts_nothing() {
        bench.create("q", AQueue.push());

        assertThat(stats()).isEqualTo(new QueueStats(0, null, 0, 0, 500));
    }

    @Test
    @Tag("documented")
    void tasks_count_while_they_wait_while_they_run_and_while_they_are_retried() {
        bench.create("q", AQueue.push().backoff(MINUTE, MINUTE, 0));
        bench.add("q", "waiting", ATask.http().at(bench.now().plusSeconds(3600)));
        bench.add("q", "a-running", ATask.http());
        bench.add("q", "b-failed", ATask.http());
        bench.settle();
        bench.attempts().take();
        bench.attempts().take().answered(500);

        assertThat(stats().tasksCount()).isEqualTo(3);
        assertThat(stats().concurrentDispatchesCount()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void the_oldest_arrival_is_the_nearest_schedule_time() {
        bench.create("q", AQueue.push());
        Instant nearest = bench.now().plusSeconds(30);
        bench.add("q", "later", ATask.http().at(nearest.plusSeconds(1)));
        bench.add("q", "nearest", ATask.http().at(nearest));

        assertThat(stats().oldestEstimatedArrivalTime()).isEqualTo(nearest);
    }

    @Test
    @Tag("documented")
    void answered_attempts_count_for_a_minute_whether_they_succeeded_or_not() {
        bench.create("q", AQueue.push().backoff(MINUTE.multipliedBy(5), MINUTE.multipliedBy(5), 0));
        bench.add("q", "a", ATask.http());
        bench.add("q", "b", ATask.http());
        bench.settle();
        assertThat(stats().executedLastMinuteCount()).isZero();

        bench.attempts().take().answered(200);
        bench.attempts().take().answered(500);

        assertThat(stats().executedLastMinuteCount()).isEqualTo(2);
        bench.advance(Duration.ofSeconds(59));
        assertThat(stats().executedLastMinuteCount()).isEqualTo(2);
        bench.advance(Duration.ofSeconds(1));
        assertThat(stats().executedLastMinuteCount()).isZero();
    }

    @Test
    @Tag("documented")
    void the_rate_is_the_queues_own_and_none_while_it_is_paused() {
        bench.create("q", AQueue.push().rate(7));
        assertThat(stats().effectiveExecutionRate()).isEqualTo(7);

        service.pauseQueue(bench.queue("q"));

        assertThat(stats().effectiveExecutionRate()).isZero();
    }

    @Test
    @Tag("inferred")
    void a_leased_task_is_still_a_task() {
        bench.create("q", AQueue.pull());
        bench.add("q", "t", ATask.pull());
        service.leaseTasks(bench.queue("q"), 1, MINUTE, "");

        assertThat(stats().tasksCount()).isEqualTo(1);
        assertThat(stats().oldestEstimatedArrivalTime()).isEqualTo(bench.now().plus(MINUTE));
        assertThat(stats().concurrentDispatchesCount()).isZero();
    }

    @Test
    @Tag("inferred")
    void a_purge_leaves_no_tasks_to_count() {
        bench.create("q", AQueue.push());
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(60)));

        service.purgeQueue(bench.queue("q"));

        assertThat(stats().tasksCount()).isZero();
        assertThat(stats().oldestEstimatedArrivalTime()).isNull();
    }

    private QueueStats stats() {
        return service.stats(bench.queue("q"));
    }
}
