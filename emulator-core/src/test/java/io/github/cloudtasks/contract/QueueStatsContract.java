package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.queue.QueueStats;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The statistics of a queue. v2 has none.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class QueueStatsContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @Tag("documented")
    void empty_queue_has_no_counts() {
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(stats()).isEqualTo(new QueueStats(0, null, 0, 0, 500));
    }

    @Test
    @Tag("documented")
    void tasks_count_includes_waiting_and_running_and_failed_tasks() {
        fixture.createQueue("q", QueueBuilder.push().backoff(MINUTE, MINUTE, 0));
        fixture.createTask("q", "waiting", TaskBuilder.http().at(fixture.now().plusSeconds(3600)));
        fixture.createTask("q", "a-running", TaskBuilder.http());
        fixture.createTask("q", "b-failed", TaskBuilder.http());
        fixture.settle();
        fixture.dispatcher().next();
        fixture.dispatcher().next().respond(500);

        assertThat(stats().tasksCount()).isEqualTo(3);
        assertThat(stats().concurrentDispatchesCount()).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void oldest_estimated_arrival_time_is_the_earliest_schedule_time() {
        fixture.createQueue("q", QueueBuilder.push());
        Instant nearest = fixture.now().plusSeconds(30);
        fixture.createTask("q", "later", TaskBuilder.http().at(nearest.plusSeconds(1)));
        fixture.createTask("q", "nearest", TaskBuilder.http().at(nearest));

        assertThat(stats().oldestEstimatedArrivalTime()).isEqualTo(nearest);
    }

    @Test
    @Tag("documented")
    void executed_last_minute_count_includes_every_ended_attempt() {
        fixture.createQueue("q", QueueBuilder.push().backoff(MINUTE.multipliedBy(5), MINUTE.multipliedBy(5), 0));
        fixture.createTask("q", "a", TaskBuilder.http());
        fixture.createTask("q", "b", TaskBuilder.http());
        fixture.settle();
        assertThat(stats().executedLastMinuteCount()).isZero();

        fixture.dispatcher().next().respond(200);
        fixture.dispatcher().next().respond(500);

        assertThat(stats().executedLastMinuteCount()).isEqualTo(2);
        fixture.advance(Duration.ofSeconds(59));
        assertThat(stats().executedLastMinuteCount()).isEqualTo(2);
        fixture.advance(Duration.ofSeconds(1));
        assertThat(stats().executedLastMinuteCount()).isZero();
    }

    @Test
    @Tag("documented")
    void effective_execution_rate_is_the_rate_or_0_while_paused() {
        fixture.createQueue("q", QueueBuilder.push().rate(7));
        assertThat(stats().effectiveExecutionRate()).isEqualTo(7);

        service.pauseQueue(fixture.queue("q"));

        assertThat(stats().effectiveExecutionRate()).isZero();
    }

    @Test
    @Tag("inferred")
    void leased_tasks_are_counted() {
        fixture.createQueue("q", QueueBuilder.pull());
        fixture.createTask("q", "t", TaskBuilder.pull());
        service.leaseTasks(fixture.queue("q"), 1, MINUTE, "");

        assertThat(stats().tasksCount()).isEqualTo(1);
        assertThat(stats().oldestEstimatedArrivalTime()).isEqualTo(fixture.now().plus(MINUTE));
        assertThat(stats().concurrentDispatchesCount()).isZero();
    }

    @Test
    @Tag("inferred")
    void purge_resets_the_task_count() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        service.purgeQueue(fixture.queue("q"));

        assertThat(stats().tasksCount()).isZero();
        assertThat(stats().oldestEstimatedArrivalTime()).isNull();
    }

    private QueueStats stats() {
        return service.queueStats(fixture.queue("q"));
    }
}
