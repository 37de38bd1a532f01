package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.LeaseFilter.Any;
import io.github.cloudtasks.model.task.LeaseFilter.OldestTag;
import io.github.cloudtasks.model.task.LeaseFilter.Tagged;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The passive pull queue: no clock, no thread, no mock. */
class PullQueueTest {
    private static final Instant NOW = Samples.START;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant END = NOW.plus(MINUTE);

    private final PullQueue queue = queue(RetryConfig.UNSET);

    @Test
    @Tag("documented")
    void lease_moves_the_schedule_time() {
        create("a", "", NOW);

        assertThat(lease(new Any(), NOW)).containsExactly("a");
        assertThat(queue.get("a", NOW).scheduleTime()).isEqualTo(END);
        assertThat(lease(new Any(), END.minusNanos(1000))).isEmpty();
        assertThat(lease(new Any(), END)).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void lease_needs_no_wake_up() {
        create("a", "", NOW);
        queue.lease(1, MINUTE, new Any(), NOW);

        assertThat(queue.nextWakeUp(NOW)).isEqualTo(NOW.plus(Limits.DEFAULT_TASK_TTL));
    }

    @Test
    @Tag("documented")
    void lease_token_must_match_to_the_microsecond() {
        create("a", "", NOW);
        queue.lease(1, MINUTE, new Any(), NOW);

        assertLeaseTokenRejected(() -> queue.renew("a", END.plusNanos(1000), MINUTE, NOW));
        assertLeaseTokenRejected(() -> queue.cancel("a", END.minusNanos(1000), NOW));
        assertLeaseTokenRejected(() -> queue.acknowledge("a", NOW, NOW));

        Instant renewed = queue.renew("a", END, MINUTE, NOW.plusSeconds(30)).scheduleTime();
        assertThat(renewed).isEqualTo(NOW.plusSeconds(90));
        assertLeaseTokenRejected(() -> queue.acknowledge("a", END, NOW.plusSeconds(30)));
        queue.acknowledge("a", renewed, renewed.minusNanos(1000));
        assertThat(queue.tasks.size()).isZero();
    }

    @Test
    @Tag("inferred")
    void lease_token_is_invalid_after_the_lease_ends() {
        create("a", "", NOW);
        queue.lease(1, MINUTE, new Any(), NOW);

        assertLeaseTokenRejected(() -> queue.acknowledge("a", END, END));
        assertLeaseTokenRejected(() -> queue.renew("a", END, MINUTE, END));
        assertLeaseTokenRejected(() -> queue.cancel("a", END, END));
    }

    @Test
    @Tag("inferred")
    void task_that_was_never_leased_has_no_lease_token() {
        create("a", "", END);

        assertLeaseTokenRejected(() -> queue.acknowledge("a", END, NOW));
    }

    @Test
    @Tag("documented")
    void cancel_makes_the_task_available_and_ends_the_lease() {
        create("a", "", NOW);
        queue.lease(1, MINUTE, new Any(), NOW);
        Instant later = NOW.plusSeconds(10);

        Task cancelled = queue.cancel("a", END, later);

        assertThat(cancelled.scheduleTime()).isEqualTo(later);
        assertThat(cancelled.dispatchCount()).isEqualTo(1);
        assertLeaseTokenRejected(() -> queue.acknowledge("a", later, later));
        assertThat(lease(new Any(), later)).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void oldest_tag_is_the_tag_of_the_earliest_available_task() {
        create("future", "future", NOW.plusSeconds(1));
        create("second", "x", NOW.minusSeconds(1));
        create("first", "y", NOW.minusSeconds(2));
        create("third", "y", NOW);

        assertThat(lease(new OldestTag(), NOW)).containsExactly("first", "third");
        assertThat(lease(new OldestTag(), NOW)).containsExactly("second");
        assertThat(lease(new OldestTag(), NOW)).isEmpty();
    }

    @Test
    @Tag("inferred")
    void oldest_tag_can_be_the_empty_tag() {
        create("a", "", NOW.minusSeconds(1));
        create("b", "x", NOW);

        assertThat(lease(new OldestTag(), NOW)).containsExactly("a");
    }

    @Test
    @Tag("inferred")
    void lease_removes_tasks_without_attempts_left() {
        PullQueue once = queue(new RetryConfig(1, null, null, null, 0));
        once.create(Samples.pullTask("used", "x", NOW), NOW);
        once.lease(10, MINUTE, new Any(), NOW);
        once.create(Samples.pullTask("fresh", "y", END), END);

        assertThat(once.lease(10, MINUTE, new Tagged("y"), END))
                .extracting(Task::id)
                .containsExactly("fresh");
        assertThat(once.tasks.size()).as("of another tag").isEqualTo(2);

        assertThat(once.lease(10, MINUTE, new Any(), END)).isEmpty();
        assertThat(once.tasks.all()).extracting(Task::id).containsExactly("fresh");
    }

    @Test
    @Tag("inferred")
    void oldest_tag_skips_and_removes_tasks_without_attempts_left() {
        PullQueue once = queue(new RetryConfig(1, null, null, null, 0));
        once.create(Samples.pullTask("used", "x", NOW), NOW);
        once.lease(10, MINUTE, new Any(), NOW);
        Instant later = END.plusSeconds(1);
        once.create(Samples.pullTask("fresh", "y", later), later);

        assertThat(once.lease(10, MINUTE, new OldestTag(), later))
                .extracting(Task::id)
                .containsExactly("fresh");
        assertThat(once.tasks.all()).extracting(Task::id).containsExactly("fresh");
    }

    @Test
    @Tag("documented")
    void lease_returns_at_most_32_mb_but_at_least_one_task() {
        byte[] mebibyte = new byte[1 << 20];
        for (int i = 10; i < 50; i++) {
            queue.create(Samples.task("t" + i, new PullMessage(Bytes.wrap(mebibyte), ""), NOW), NOW);
        }
        assertThat(lease(new Any(), NOW)).as("31 fit with their names").hasSize(31);

        queue.purge(NOW, true);
        queue.create(Samples.task("huge", new PullMessage(Bytes.wrap(new byte[33 << 20]), ""), NOW), NOW);
        queue.create(Samples.pullTask("small", "", NOW), NOW);
        assertThat(lease(new Any(), NOW)).containsExactly("huge");
    }

    @Test
    @Tag("documented")
    void lease_is_limited_to_10_calls_per_second() {
        PullQueue limited = new PullQueue(queue.queue(), Limits.DEFAULTS, new StoredBytes(Long.MAX_VALUE));
        for (int i = 0; i < 10; i++) {
            limited.lease(1, MINUTE, new Any(), NOW);
        }

        assertThatThrownBy(() -> limited.lease(1, MINUTE, new Any(), NOW.plusMillis(99)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
        limited.lease(1, MINUTE, new Any(), NOW.plusMillis(100));
    }

    @Test
    @Tag("inferred")
    void step_back_of_the_clock_does_not_block_leases() {
        PullQueue limited = new PullQueue(queue.queue(), Limits.DEFAULTS, new StoredBytes(Long.MAX_VALUE));
        limited.lease(1, MINUTE, new Any(), NOW);
        Instant before = NOW.minusSeconds(3600);
        assertThatThrownBy(() -> limited.lease(1, MINUTE, new Any(), before)).isInstanceOf(ApiException.class);

        assertThat(limited.lease(1, MINUTE, new Any(), before.plusMillis(100))).isEmpty();
    }

    private void create(String id, String tag, Instant scheduleTime) {
        queue.create(Samples.pullTask(id, tag, scheduleTime), NOW);
    }

    private List<String> lease(LeaseFilter filter, Instant now) {
        return queue.lease(1000, MINUTE, filter, now).stream().map(Task::id).toList();
    }

    private static PullQueue queue(RetryConfig retries) {
        return new PullQueue(
                Samples.queue(Samples.settings(new PullTarget(), RateLimits.UNSET, retries)),
                Limits.DEFAULTS.withLeaseCallsPerSecond(0),
                new StoredBytes(Long.MAX_VALUE));
    }

    private static void assertLeaseTokenRejected(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION));
    }
}
