package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a queue keeps tasks, and their names when they are gone. */
public abstract class QueueTtlsContract extends ServiceContract {
    @Test
    @Tag("documented")
    void a_task_ttl_is_from_10_days_to_10_years() {
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
    void a_tombstone_ttl_is_from_1_hour_to_9_days() {
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
    void ttls_cannot_change() {
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
    void an_update_that_says_nothing_of_ttls_keeps_them() {
        fixture.createQueue(
                "q", QueueBuilder.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));

        Queue queue =
                service.updateQueue(fixture.queue("q"), QueueBuilder.push().build());

        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(20));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(2));
    }
}
