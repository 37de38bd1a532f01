package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Queue;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a queue keeps tasks, and their names when they are gone. */
public abstract class QueueTtlsChapter extends Chapter {
    @Test
    @Tag("documented")
    void a_task_ttl_is_from_10_days_to_10_years() {
        Duration shortest = Duration.ofDays(10);
        Duration longest = Duration.ofDays(3650);

        assertThat(bench.create("short", AQueue.push().taskTtl(shortest)).taskTtl())
                .isEqualTo(shortest);
        assertThat(bench.create("long", AQueue.push().taskTtl(longest)).taskTtl())
                .isEqualTo(longest);
        refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().taskTtl(shortest.minusNanos(1))));
        refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().taskTtl(longest.plusNanos(1))));
    }

    @Test
    @Tag("documented")
    void a_tombstone_ttl_is_from_1_hour_to_9_days() {
        Duration shortest = Duration.ofHours(1);
        Duration longest = Duration.ofDays(9);

        assertThat(bench.create("short", AQueue.push().tombstoneTtl(shortest)).tombstoneTtl())
                .isEqualTo(shortest);
        assertThat(bench.create("long", AQueue.push().tombstoneTtl(longest)).tombstoneTtl())
                .isEqualTo(longest);
        refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().tombstoneTtl(shortest.minusNanos(1))));
        refused(INVALID_ARGUMENT, () -> bench.create("q", AQueue.push().tombstoneTtl(longest.plusNanos(1))));
    }

    @Test
    @Tag("documented")
    void ttls_cannot_change() {
        bench.create("q", AQueue.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));
        NewQueue otherTask = AQueue.push().taskTtl(Duration.ofDays(21)).build();
        NewQueue otherTombstone =
                AQueue.push().tombstoneTtl(Duration.ofHours(3)).build();

        refused(INVALID_ARGUMENT, () -> service.updateQueue(bench.queue("q"), otherTask));
        refused(INVALID_ARGUMENT, () -> service.updateQueue(bench.queue("q"), otherTombstone));
    }

    @Test
    @Tag("inferred")
    void an_update_that_says_nothing_of_ttls_keeps_them() {
        bench.create("q", AQueue.push().taskTtl(Duration.ofDays(20)).tombstoneTtl(Duration.ofHours(2)));

        Queue queue = service.updateQueue(bench.queue("q"), AQueue.push().build());

        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(20));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(2));
    }
}
