package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unlike")
class StoredBytesTest {
    private static final Instant NOW = Samples.START;

    private final StoredBytes stored = new StoredBytes(1_000_000);

    @Test
    void what_does_not_fit_is_refused_and_not_counted() {
        stored.reserve(999_999);

        assertFull(
                () -> stored.reserve(2),
                "The emulator is full: its queues and tasks take 1.0 MB of the 1.0 MB that its heap has for them."
                        + " Delete or purge tasks, or start it with a larger heap: --memory of docker run, or -Xmx in the"
                        + " environment variable JAVA_TOOL_OPTIONS.");
        stored.reserve(1);
        assertThat(stored.used()).isEqualTo(1_000_000);
        assertFull(() -> stored.requireRoom(1));
        stored.add(-1);
        stored.requireRoom(1);
        assertThat(stored.used()).isEqualTo(999_999);
    }

    @Test
    void message_explains_the_part_of_blocked_names() {
        QueueBytes queue = new QueueBytes(stored);
        queue.addName(1_500_000);

        assertThat(stored.used()).isEqualTo(1_500_000);
        assertFull(
                () -> stored.reserve(1),
                "The emulator is full: its queues and tasks take 1.5 MB of the 1.0 MB that its heap has for them."
                        + " Names of deleted tasks and queues, which are blocked for some time, take 1.5 MB;"
                        + " see --task-name-reuse and --queue-name-reuse."
                        + " Delete or purge tasks, or start it with a larger heap: --memory of docker run, or -Xmx in the"
                        + " environment variable JAVA_TOOL_OPTIONS.");
        queue.removeNames();
        stored.reserve(1_000_000);
    }

    @Test
    void message_explains_the_part_of_snapshots() {
        stored.reserveForSnapshot(600_000);

        assertFull(
                () -> stored.reserveForSnapshot(600_000),
                "The emulator is full: its queues and tasks take 0.6 MB of the 1.0 MB that its heap has for them."
                        + " Snapshots, which are deleted with DELETE /emulator/v1/snapshots/NAME, take 0.6 MB."
                        + " Delete or purge tasks, or start it with a larger heap: --memory of docker run, or -Xmx in the"
                        + " environment variable JAVA_TOOL_OPTIONS.");
        stored.freeFromSnapshot(600_000);
        stored.reserveForSnapshot(1_000_000);
    }

    @Test
    void dispensable_data_is_given_up_first() {
        stored.add(600_000);
        stored.setDispensable(needed -> stored.add(-Math.min(600_000, needed)));

        stored.reserve(900_000);

        assertThat(stored.used()).isEqualTo(1_000_000);
        assertFull(() -> stored.reserve(700_000));
    }

    @Test
    void concurrent_requests_do_not_exceed_the_limit_together() throws InterruptedException {
        AtomicInteger accepted = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Stream<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    await(start);
                    for (int j = 0; j < 1000; j++) {
                        try {
                            stored.reserve(1_000);
                            accepted.incrementAndGet();
                        } catch (ApiException e) {
                            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                        }
                    }
                }));
        Thread[] running = threads.toArray(Thread[]::new);
        start.countDown();
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(accepted.get()).isBetween(990, 1000);
        assertThat(stored.used()).isEqualTo(1_000L * accepted.get());
    }

    @Test
    void deleted_task_leaves_the_size_of_its_name_until_the_name_is_free() {
        TaskQueue queue = pull();
        long empty = stored.used();
        queue.create(task("t", 1000), NOW);
        assertThat(stored.used() - empty)
                .isEqualTo(StoredSize.of(task("t", 1000)))
                .isGreaterThan(1500);

        queue.delete("t", NOW);

        assertThat(stored.used() - empty)
                .isEqualTo(StoredSize.ofBlockedName("t"))
                .isLessThan(200);
        assertThat(queue.freeId(NOW.plus(Duration.ofHours(1)))).isNotEmpty();
        assertThat(stored.used()).isEqualTo(empty);
    }

    @Test
    void size_of_a_task_is_the_same_after_attempts_and_leases() {
        PullQueue queue = (PullQueue) pull();
        long empty = stored.used();
        Task created = queue.create(task("t", 10), NOW);

        Task leased = queue.lease(1, Duration.ofMinutes(1), new LeaseFilter.Any(), NOW)
                .getFirst();
        queue.acknowledge("t", leased.scheduleTime(), NOW);

        assertThat(StoredSize.of(leased)).isEqualTo(StoredSize.of(created));
        assertThat(stored.used()).isEqualTo(empty + StoredSize.ofBlockedName("t"));
    }

    @Test
    void purge_and_release_subtract_everything() {
        TaskQueue queue = pull();
        long empty = stored.used();
        for (int i = 0; i < 10; i++) {
            queue.create(task("t" + i, 1000), NOW);
        }

        queue.purge(NOW, true);
        assertThat(stored.used()).isEqualTo(empty);

        queue.create(task("t", 1000), NOW);
        queue.create(task("u", 1000), NOW);
        queue.delete("t", NOW);
        queue.release();
        assertThat(stored.used()).isZero();
        queue.undoRelease();
        assertThat(stored.used()).isEqualTo(empty + StoredSize.of(task("u", 1000)) + StoredSize.ofBlockedName("t"));
    }

    @Test
    void text_beyond_latin_1_takes_two_bytes_a_character() {
        assertThat(StoredSize.text("äbc")).isEqualTo(43);
        assertThat(StoredSize.text("жbc")).isEqualTo(46);
    }

    private TaskQueue pull() {
        return TaskQueue.of(Samples.queue(Samples.pull()), Limits.DEFAULTS, stored);
    }

    private static Task task(String id, int payload) {
        return Samples.task(id, new PullMessage(Bytes.wrap(new byte[payload]), ""), NOW);
    }

    private static void await(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertFull(ThrowingCallable call) {
        assertFull(call, null);
    }

    private static void assertFull(ThrowingCallable call, @Nullable String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            if (message != null) {
                assertThat(e.text()).isEqualTo(message);
            }
        });
    }
}
