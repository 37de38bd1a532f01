package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.RESOURCE_EXHAUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The limit on LeaseTasks calls per queue.
 *
 * @see <a
 *     href="https://cloud.google.com/tasks/docs/reference/rest/v2beta2/projects.locations.queues.tasks/lease">Lease</a>
 */
public abstract class LeaseCallLimitContract extends ServiceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.pull());
    }

    @Test
    @Tag("documented")
    void lease_tasks_is_limited_to_10_calls_per_second() {
        for (int i = 0; i < 10; i++) {
            lease(1);
        }
        assertRejected(RESOURCE_EXHAUSTED, () -> lease(1));

        fixture.advance(Duration.ofMillis(100).minus(TICK));
        assertRejected(RESOURCE_EXHAUSTED, () -> lease(1));
        fixture.advance(TICK);
        assertThat(lease(1)).isEmpty();
        assertRejected(RESOURCE_EXHAUSTED, () -> lease(1));
    }

    @Test
    @Tag("documented")
    void limit_applies_per_queue() {
        fixture.createQueue("other", QueueBuilder.pull());
        for (int i = 0; i < 10; i++) {
            lease(1);
        }

        assertThat(leaseFrom("other")).isEmpty();
    }

    @Test
    @Tag("inferred")
    void rejected_call_leases_nothing() {
        fixture.createTask("q", "t", TaskBuilder.pull());
        for (int i = 0; i < 10; i++) {
            lease("tag=none");
        }

        assertRejected(RESOURCE_EXHAUSTED, () -> lease(1));

        assertThat(service.getTask(fixture.task("q", "t")).dispatchCount()).isZero();
    }

    @Test
    @Tag("unlike")
    void limit_can_be_turned_off() {
        useLimits(Limits.DEFAULTS.withLeaseCallsPerSecond(0));
        fixture.createQueue("q", QueueBuilder.pull());

        for (int i = 0; i < 100; i++) {
            assertThat(lease(1)).isEmpty();
        }
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(fixture.queue("q"), max, duration, "");
    }

    private List<Task> lease(String filter) {
        return service.leaseTasks(fixture.queue("q"), 0, MINUTE, filter);
    }

    private List<Task> leaseFrom(String queueId) {
        return service.leaseTasks(fixture.queue(queueId), 0, MINUTE, "");
    }
}
