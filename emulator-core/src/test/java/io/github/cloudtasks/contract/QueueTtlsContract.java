package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The task TTL and the tombstone TTL of a queue. v2 has neither.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class QueueTtlsContract extends ServiceContract {
    @Test
    @Tag("documented")
    void task_ttl_must_be_10_days_to_10_years() {
        Duration shortest = Duration.ofDays(10);
        Duration longest = Duration.ofDays(3650);

        assertThat(fixture.createQueue("short", QueueBuilder.push().taskTtl(shortest))
                        .taskTtl())
                .isEqualTo(shortest);
        assertThat(fixture.createQueue("long", QueueBuilder.push().taskTtl(longest))
                        .taskTtl())
                .isEqualTo(longest);
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().taskTtl(shortest.minusNanos(1))));
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().taskTtl(longest.plusNanos(1))));
    }

    @Test
    @Tag("documented")
    void tombstone_ttl_must_be_1_hour_to_9_days() {
        Duration shortest = Duration.ofHours(1);
        Duration longest = Duration.ofDays(9);

        assertThat(fixture.createQueue("short", QueueBuilder.push().tombstoneTtl(shortest))
                        .tombstoneTtl())
                .isEqualTo(shortest);
        assertThat(fixture.createQueue("long", QueueBuilder.push().tombstoneTtl(longest))
                        .tombstoneTtl())
                .isEqualTo(longest);
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().tombstoneTtl(shortest.minusNanos(1))));
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("q", QueueBuilder.push().tombstoneTtl(longest.plusNanos(1))));
    }

    @Test
    @Tag("documented")
    void ttls_of_a_queue_cannot_be_changed() {
        fixture.createQueue(
                "q", QueueBuilder.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));
        NewQueue otherTask = QueueBuilder.push().taskTtl(Duration.ofDays(21)).build();
        NewQueue otherTombstone =
                QueueBuilder.push().tombstoneTtl(Duration.ofHours(3)).build();

        assertRejected(INVALID_ARGUMENT, () -> service.updateQueue(fixture.queue("q"), otherTask));
        assertRejected(INVALID_ARGUMENT, () -> service.updateQueue(fixture.queue("q"), otherTombstone));
    }

    @Test
    @Tag("inferred")
    void update_without_ttls_keeps_them() {
        fixture.createQueue(
                "q", QueueBuilder.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));

        Queue queue =
                service.updateQueue(fixture.queue("q"), QueueBuilder.push().build());

        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(20));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(2));
    }
}
