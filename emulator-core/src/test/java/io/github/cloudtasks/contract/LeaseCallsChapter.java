package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.RESOURCE_EXHAUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often a worker may ask. */
public abstract class LeaseCallsChapter extends Chapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void queue() {
        bench.create("q", AQueue.pull());
    }

    @Test
    @Tag("documented")
    void a_queue_takes_10_calls_a_second() {
        for (int i = 0; i < 10; i++) {
            lease(1);
        }
        refused(RESOURCE_EXHAUSTED, () -> lease(1));

        bench.advance(Duration.ofMillis(100).minus(TICK));
        refused(RESOURCE_EXHAUSTED, () -> lease(1));
        bench.advance(TICK);
        assertThat(lease(1)).isEmpty();
        refused(RESOURCE_EXHAUSTED, () -> lease(1));
    }

    @Test
    @Tag("documented")
    void each_queue_has_calls_of_its_own() {
        bench.create("other", AQueue.pull());
        for (int i = 0; i < 10; i++) {
            lease(1);
        }

        assertThat(leaseFrom("other")).isEmpty();
    }

    @Test
    @Tag("inferred")
    void a_call_that_comes_too_often_leases_nothing() {
        bench.add("q", "t", ATask.pull());
        for (int i = 0; i < 10; i++) {
            lease("tag=none");
        }

        refused(RESOURCE_EXHAUSTED, () -> lease(1));

        assertThat(service.getTask(bench.task("q", "t")).dispatchCount()).isZero();
    }

    @Test
    @Tag("unlike")
    void calls_come_as_often_as_one_likes_where_the_user_says_so() {
        workUnder(Limits.OF_THE_SERVICE.withLeaseCallsPerSecond(0));
        bench.create("q", AQueue.pull());

        for (int i = 0; i < 100; i++) {
            assertThat(lease(1)).isEmpty();
        }
    }

    private List<Task> lease(int max) {
        return lease(max, MINUTE);
    }

    private List<Task> lease(int max, Duration duration) {
        return service.leaseTasks(bench.queue("q"), max, duration, "");
    }

    private List<Task> lease(String filter) {
        return service.leaseTasks(bench.queue("q"), 0, MINUTE, filter);
    }

    private List<Task> leaseFrom(String queueId) {
        return service.leaseTasks(bench.queue(queueId), 0, MINUTE, "");
    }
}
