package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished tasks of a store that was closed and opened again. */
class HistoryStoreTest {
    private static final int PAGE = 4096;
    private static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");

    @TempDir
    private Path files;

    private StateStore store;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void finished_tasks_are_loaded_in_the_order_of_their_ends() throws Exception {
        assertThat(open()).isEmpty();
        for (long number = 1; number <= 300; number++) {
            keep(task(number));
        }

        assertThat(open()).isEqualTo(tasks(1, 300));
    }

    @Test
    void task_is_replaced_by_one_with_more_attempts() throws Exception {
        open();
        FinishedTask first = Examples.finishedPullTask();
        FinishedTask more = new FinishedTask(
                first.number(), first.task(), Examples.finishedHttpTask().attempts(), first.reason(), first.endTime());
        keep(first);
        keep(task(10));
        awaitStored();
        keep(more);

        assertThat(open()).containsExactly(more, task(10));
        keep(first);
        keep(more);
        assertThat(open()).containsExactly(more, task(10));
    }

    @Test
    void removed_tasks_are_deleted() throws Exception {
        open();
        for (long number = 1; number <= 9; number++) {
            keep(task(number));
            if (number == 4) {
                awaitStored();
            }
        }
        store.append(new HistoryChange.OldestRemoved(6));

        assertThat(open()).isEqualTo(tasks(7, 9));
    }

    @Test
    void cleared_tasks_are_deleted_and_later_ones_are_kept() throws Exception {
        open();
        keep(task(1));
        awaitStored();
        keep(task(2));
        store.append(new HistoryChange.HistoryCleared());
        keep(task(3));

        assertThat(open()).containsExactly(task(3));
        store.append(new HistoryChange.HistoryCleared());
        awaitStored();
        keep(task(4));
        assertThat(open()).containsExactly(task(4));
    }

    @Test
    void task_that_is_removed_before_it_is_written_is_dropped() {
        HistoryGroup group = new HistoryGroup();
        assertThat(group.isEmpty()).isTrue();
        for (long number = 1; number <= 5; number++) {
            FinishedTask task = task(number);
            group.add(new HistoryChange.TaskKept(number, () -> task));
            group.add(new HistoryChange.OldestRemoved(number - 2));
        }

        assertThat(group.tasks().keySet()).containsExactly(4L, 5L);
        assertThat(group.lastRemoved()).isEqualTo(3);
        group.add(new HistoryChange.HistoryCleared());
        assertThat(group.tasks()).isEmpty();
        assertThat(group.isEmpty()).isFalse();
    }

    @Test
    void call_waits_for_the_end_that_another_thread_has_published() throws Exception {
        open();
        CountDownLatch stored = new CountDownLatch(1);
        store.append(new Change.QueueStored(Examples.pullQueue()));
        store.whenStored(stored::countDown);
        assertThat(stored.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch written = new CountDownLatch(1);
        Thread publisher = Thread.ofPlatform()
                .start(() -> store.append(new HistoryChange.TaskKept(1, () -> {
                    await(written);
                    return task(1);
                })));
        publisher.join();

        CompletableFuture<Void> pending = store.pending();
        assertThat(pending).isNotNull().isNotDone();
        written.countDown();
        pending.get(20, TimeUnit.SECONDS);
        assertThat(open()).containsExactly(task(1));
    }

    @Test
    void tasks_are_stored_when_a_failing_store_works_again() throws Exception {
        open();
        keep(task(1));
        awaitStored();
        Path away = files.resolve("away");
        Files.move(files.resolve("state.db"), away);
        keep(task(2));
        assertThatThrownBy(this::awaitStored).hasCauseInstanceOf(ApiException.class);
        keep(task(3));
        store.append(new HistoryChange.OldestRemoved(1));
        Files.move(away, files.resolve("state.db"));
        CountDownLatch stored = new CountDownLatch(1);
        store.whenStored(stored::countDown);
        assertThat(stored.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(open()).isEqualTo(tasks(2, 3));
    }

    @Test
    void only_a_damaged_task_is_dropped() throws Exception {
        open();
        for (long number = 1; number <= 3; number++) {
            keep(task(number));
        }
        store.close();
        damage(bytes -> bytes[indexOf(bytes, "payload of 2")] ^= 1);

        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("the finished task " + task(2).task().name() + ": its checksum does not match")
                .hasMessageContaining("--data-dir-recover");
        assertThat(open(true)).containsExactly(task(1), task(3));
        assertThat(lost())
                .containsExactly("the finished task " + task(2).task().name() + ": its checksum does not match");
        keep(task(4));
        assertThat(open()).containsExactly(task(1), task(3), task(4));
    }

    @Test
    void tasks_of_a_damaged_page_are_reported() throws Exception {
        open();
        for (long number = 1; number <= 300; number++) {
            keep(task(number));
        }
        store.close();
        damage(bytes -> {
            int page = indexOf(bytes, "payload of 200") / PAGE;
            Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) 0);
        });

        assertThatThrownBy(this::open).isInstanceOf(DamagedStateException.class);
        List<FinishedTask> recovered = open(true);
        assertThat(recovered).isSubsetOf(tasks(1, 300)).contains(task(1), task(300));
        assertThat(recovered.size()).isBetween(250, 299);
        assertThat(lost())
                .anyMatch(
                        line -> line.matches("the finished tasks in the rows \\d+ to \\d+ of the table kept_task: .*"))
                .contains(300 - recovered.size() + " finished tasks are missing");
        assertThat(open()).isEqualTo(recovered);
    }

    @Test
    void missing_task_is_reported() throws Exception {
        open();
        keep(task(1));
        keep(task(2));
        store.close();
        try (Connection connection = StateDatabase.open(files.resolve("state.db"), Durability.PROCESS);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM kept_task WHERE number = 1");
            connection.commit();
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("1 finished tasks are missing");
        assertThat(open(true)).containsExactly(task(2));
    }

    /** Opens the store again, and returns its finished tasks. */
    private List<FinishedTask> open() throws Exception {
        return open(false);
    }

    private List<FinishedTask> open(boolean recovers) throws Exception {
        close();
        store = StateStore.open(files, StorageSettings.OFF.withRecovers(recovers), () -> NOW);
        List<FinishedTask> loaded = new ArrayList<>();
        store.loadInto(new StoredDirectory.Loaded(), loaded::add);
        return loaded;
    }

    private void keep(FinishedTask task) {
        store.append(new HistoryChange.TaskKept(task.number(), () -> task));
    }

    private void awaitStored() throws Exception {
        CompletableFuture<Void> pending = store.pending();
        if (pending != null) {
            pending.get(20, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> lost() throws Exception {
        try (var all = Files.list(files)) {
            Path moved = all.filter(file -> file.getFileName().toString().startsWith("damaged-"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(moved.resolve("lost.txt"));
        }
    }

    /** Changes the bytes of the database. */
    private interface Damager {
        void change(byte[] bytes);
    }

    private void damage(Damager damager) throws Exception {
        Path database = files.resolve("state.db");
        byte[] bytes = Files.readAllBytes(database);
        damager.change(bytes);
        Files.write(database, bytes);
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).as(text).isPositive();
        return at;
    }

    private static List<FinishedTask> tasks(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(HistoryStoreTest::task)
                .toList();
    }

    private static FinishedTask task(long number) {
        Bytes payload = Bytes.wrap(("payload of " + number).getBytes(StandardCharsets.UTF_8));
        return new FinishedTask(
                number,
                Examples.pullTask().withPayload(new PullMessage(payload, "")).withSerial(number),
                List.of(),
                FinishReason.ACKNOWLEDGED,
                NOW.plusSeconds(number));
    }
}
