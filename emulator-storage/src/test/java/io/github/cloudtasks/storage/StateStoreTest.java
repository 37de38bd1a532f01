package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.snapshot.Snapshots;
import io.github.cloudtasks.time.VirtualTimeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of an engine after its store was closed, or not closed, and opened again. */
class StateStoreTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String PUSH = LOCATION + "/queues/push";
    private static final String PULL = LOCATION + "/queues/pull";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path files;

    private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z"));
    private final List<CompletableFuture<DeliveryResult>> inFlight = new ArrayList<>();
    private final AtomicInteger saves = new AtomicInteger();
    private StateStore store;
    private CloudTasks engine;
    private Snapshots snapshots;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void state_is_the_same_after_restarts(long seed) throws Exception {
        Random random = new Random(seed);
        start();
        for (int i = 0; i < 600; i++) {
            try {
                callAnything(random);
            } catch (ApiException e) {
                // Errors change nothing.
            }
            if (i % 20 == 19) {
                // With fewer changes in a group, a snapshot is more often restored from its file.
                awaitStored();
            }
            if (i % 100 == 99) {
                awaitStored();
                List<ExportedQueue> before = settled(engine);
                List<String> messages = messages();
                restart();
                assertThat(settled(engine)).isEqualTo(before);
                assertThat(messages()).isEqualTo(messages);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void tasks_keep_the_order_of_their_creation(Durability durability) throws Exception {
        start(new StorageSettings(files, durability, false));
        createPush();
        engine.queues().pauseQueue(PUSH);
        for (int i = 0; i < 2000; i++) {
            createHttp("t" + (i * 7919) % 2000);
        }
        awaitStored();
        List<ExportedQueue> before = engine.admin().export();
        restart();
        assertThat(engine.admin().export()).isEqualTo(before);
    }

    @Test
    void call_waits_until_its_change_is_stored() throws Exception {
        start();
        createPush();
        CompletableFuture<Void> pending = store.pending();
        if (pending != null) {
            pending.get(20, TimeUnit.SECONDS);
        }
        assertThat(store.pending()).isNull();
        CountDownLatch stored = new CountDownLatch(1);
        createHttp("a");
        store.whenStored(stored::countDown);
        assertThat(stored.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void action_that_takes_long_delays_no_answer() throws Exception {
        start();
        createPush();
        CountDownLatch answered = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        createHttp("a");
        store.whenStored(() -> {
            // If the task is stored already, this thread runs the action, and nothing can be seen.
            if (Thread.currentThread() != caller) {
                await(answered);
            }
        });
        createHttp("b");
        awaitStored();
        answered.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void purged_names_stay_blocked_and_the_generated_ones_that_are_remembered_too() throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        createHttp("named");
        Task generated = createHttp("");
        engine.queues().purgeQueue(PUSH);
        awaitStored();
        restart();

        assertThat(message(PUSH + "/tasks/named")).contains("existed recently");
        assertThat(message(generated.name().toString())).contains("existed recently");
        timeline.advance(Duration.ofHours(2));
        restart();
        assertThat(message(PUSH + "/tasks/named")).doesNotContain("existed recently");
    }

    @Test
    void names_that_are_no_longer_blocked_are_deleted_after_the_clock_was_set_back() throws Exception {
        Instant now = timeline.now();
        AtomicReference<Instant> clock = new AtomicReference<>(now.plus(Duration.ofDays(30)));
        store = StateStore.open(files, new StorageSettings(files, Durability.PROCESS, false), clock::get);
        engine = newEngine(store);
        engine.load(store::loadInto);
        createPush();
        createHttp("a");
        awaitStored();
        clock.set(now);
        engine.tasks().deleteTask(PUSH + "/tasks/a");
        awaitStored();
        clock.set(now.plus(Duration.ofDays(1)));
        createHttp("b");
        awaitStored();
        store.close();

        try (var connection = StateDatabase.open(files.resolve("state.db"), Durability.PROCESS)) {
            assertThat(StateDatabase.number(connection, "SELECT count(*) FROM blocked_task"))
                    .isZero();
        }
    }

    @Test
    void directory_in_use_is_refused() throws Exception {
        start();
        assertThatThrownBy(() -> StateStore.open(files, StorageSettings.OFF, timeline::now))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("Another emulator uses the data directory " + files)
                .hasMessageContaining("--data-dir");
    }

    @Test
    void directory_of_a_newer_version_is_refused() throws Exception {
        start();
        store.close();
        store = null;
        try (var connection = StateDatabase.open(files.resolve("state.db"), Durability.PROCESS);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version=" + (Schema.FORMAT + 1));
            statement.executeUpdate("UPDATE progress SET format = " + (Schema.FORMAT + 1));
            connection.commit();
        }
        assertThatThrownBy(this::start)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("has the format " + (Schema.FORMAT + 1))
                .hasMessageContaining("newer version");
    }

    @Test
    void file_that_is_no_database_is_refused() throws Exception {
        Files.writeString(files.resolve("state.db"), "not a database, but text ".repeat(100));
        assertThatThrownBy(this::start)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("state.db")
                .hasMessageContaining("--data-dir-recover");
    }

    @Test
    void files_are_readable_by_their_owner_only() throws Exception {
        files = files.resolve("new/data");
        start();
        createPush();
        awaitStored();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files)))
                .isEqualTo("rwx------");
        try (var all = Files.list(files)) {
            assertThat(all.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void calls_fail_while_the_files_are_away_and_succeed_when_they_are_back() throws Exception {
        start();
        createPush();
        awaitStored();
        Path away = files.resolve("away");
        Files.createDirectory(away);
        for (String name : List.of("state.db", "state.db-wal")) {
            Files.move(files.resolve(name), away.resolve(name));
        }
        createHttp("a");
        assertThatThrownBy(this::awaitStored).hasCauseInstanceOf(ApiException.class);
        assertThatThrownBy(() -> createHttp("b"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("its files were moved or deleted. Put them back");
        assertThat(engine.tasks().getTask(PUSH + "/tasks/a")).isNotNull();

        for (String name : List.of("state.db", "state.db-wal")) {
            Files.move(away.resolve(name), files.resolve(name));
        }
        awaitAvailable();
        createHttp("c");
        awaitStored();
        restart();
        assertThat(engine.admin().export().getFirst().tasks().stream().map(Task::id))
                .containsExactly("a", "c");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deleted_directory_is_written_again(boolean keepsDirectory) throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        createHttp("a");
        awaitStored();
        deleteFiles(files);
        if (keepsDirectory) {
            Files.createDirectory(files);
        }
        createHttp("b");
        awaitStored();

        assertThatThrownBy(() -> StateStore.open(files, StorageSettings.OFF, timeline::now))
                .hasMessageContaining("Another emulator uses the data directory");
        createHttp("c");
        awaitStored();
        restart();
        assertThat(engine.admin().export().getFirst().tasks().stream().map(Task::id))
                .containsExactly("a", "b", "c");
    }

    @Test
    void deleted_directory_is_written_again_beside_a_snapshot_that_was_saved_since() throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        createHttp("a");
        awaitStored();
        deleteFiles(files);
        new SnapshotDirectory(files, engine.admin())
                .save("saved", engine.admin().copy(), timeline.now());
        createHttp("b");
        awaitStored();
        restart();

        assertThat(engine.admin().export().getFirst().tasks().stream().map(Task::id))
                .containsExactly("a", "b");
        assertThat(files.resolve("snapshots/saved.db")).exists();
    }

    @Test
    void deleted_directory_is_written_again_even_if_the_next_change_cannot_be_written() throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        createHttp("a");
        awaitStored();
        deleteFiles(files);
        // A change that fails, as on a full disk: the queue is not stored.
        store.append(new Change.PolicyStored(
                QueueName.of("p", "us-central1", "none"), new Policy(1, List.of(), Bytes.EMPTY)));
        assertThatThrownBy(this::awaitStored).hasCauseInstanceOf(ApiException.class);
        restart();

        assertThat(engine.admin().export().getFirst().tasks().stream().map(Task::id))
                .containsExactly("a");
    }

    @Test
    void directory_that_was_not_written_again_completely_is_refused() throws Exception {
        Files.createFile(files.resolve("state.db"));
        Files.createFile(files.resolve("state.mark"));
        Files.writeString(files.resolve("state.db.new"), "the state, perhaps not all of it");

        assertThatThrownBy(this::start)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("state.db is missing: the directory was deleted")
                .hasMessageContaining("--data-dir-recover");
        start(new StorageSettings(files, Durability.PROCESS, true));
        createPush();
        restart();

        assertThat(engine.queues().getQueue(PUSH)).isNotNull();
        try (var all = Files.walk(files)) {
            assertThat(all.filter(file -> file.endsWith("state.db.new")))
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().isEqualTo("the state, perhaps not all of it"));
        }
    }

    @Test
    void truncated_mark_of_a_running_emulator_is_written_again() throws Exception {
        start();
        createPush();
        awaitStored();
        Files.write(files.resolve("state.mark"), new byte[0]);
        createHttp("a");
        awaitStored();
        restart();
        assertThat(engine.tasks().getTask(PUSH + "/tasks/a")).isNotNull();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void disk_without_space_for_the_mark_is_reported_as_full() throws Exception {
        Files.createSymbolicLink(files.resolve("state.mark"), Path.of("/dev/full"));
        start();
        createPush();

        assertThatThrownBy(this::awaitStored)
                .hasCauseInstanceOf(ApiException.class)
                .hasMessageContaining("The disk of the data directory " + files + " is full. Free some space.");
    }

    @Test
    void missing_mark_is_reported_at_every_start() throws Exception {
        start();
        createPush();
        awaitStored();
        store.close();
        Files.delete(files.resolve("state.mark"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining("state.mark");
            store.close();
        }
        start(new StorageSettings(files, Durability.PROCESS, true));
        assertThat(engine.queues().getQueue(PUSH)).isNotNull();
        restart();
    }

    @Test
    void calls_after_the_store_is_closed_fail() throws Exception {
        start();
        createPush();
        awaitStored();
        store.close();
        assertThatThrownBy(() -> createHttp("a")).isInstanceOf(ApiException.class);
        store.append(new Change.QueueRemoved(QueueName.of("p", "us-central1", "push"), null));
        assertThat(store.pending()).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void damage_is_found_and_repaired(long seed) throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        for (int i = 0; i < 300; i++) {
            createHttp("t" + i);
        }
        awaitStored();
        List<Task> before = engine.admin().export().getFirst().tasks();
        store.close();
        store = null;

        Random random = new Random(seed);
        Path database = files.resolve("state.db");
        byte[] bytes = Files.readAllBytes(database);
        if (seed % 4 == 0) {
            bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        } else {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(database, bytes);

        String refusal = null;
        try {
            start();
        } catch (DataDirectoryException | DamagedStateException e) {
            refusal = e.getMessage();
        }
        if (refusal == null) {
            // The byte was not in use.
            assertThat(engine.admin().export().getFirst().tasks()).isEqualTo(before);
            return;
        }
        assertThat(refusal).contains("state.db").contains("--data-dir-recover");
        close();
        start(new StorageSettings(files, Durability.PROCESS, true));
        if (!engine.admin().export().isEmpty()) {
            assertThat(engine.admin().export().getFirst().tasks()).isSubsetOf(before);
        }
        try (var all = Files.list(files)) {
            assertThat(all.filter(file -> file.getFileName().toString().startsWith("damaged-")))
                    .singleElement()
                    .satisfies(moved -> assertThat(moved.resolve("lost.txt")).isNotEmptyFile());
        }
        restart();
    }

    @Test
    void missing_end_of_the_log_is_found() throws Exception {
        start();
        createPush();
        engine.queues().pauseQueue(PUSH);
        awaitStored();
        // As after a kill: the log is not part of the database.
        Path killed = files.resolve("killed");
        Files.createDirectory(killed);
        for (String id : List.of("a", "b", "c")) {
            createHttp(id);
            awaitStored();
        }
        for (String name : List.of("state.db", "state.db-wal", "state.mark")) {
            Files.copy(files.resolve(name), killed.resolve(name));
        }
        Path log = killed.resolve("state.db-wal");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 100] ^= 1;
        Files.write(log, bytes);

        assertThatThrownBy(() -> {
                    try (StateStore damaged = StateStore.open(killed, StorageSettings.OFF, timeline::now)) {
                        newEngine(Journal.NONE).load(damaged::loadInto);
                    }
                })
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("the last group of changes");
    }

    private void start() throws Exception {
        start(new StorageSettings(files, Durability.PROCESS, false));
    }

    private void start(StorageSettings settings) throws Exception {
        store = StateStore.open(files, settings, timeline::now);
        engine = newEngine(store);
        engine.load(store::loadInto);
        // Each snapshot has a time of its own, as with a clock that runs.
        snapshots = new Snapshots(
                engine.admin(),
                new SnapshotDirectory(files, engine.admin()),
                () -> timeline.now().plusMillis(saves.incrementAndGet()));
    }

    private CloudTasks newEngine(Journal journal) {
        return new CloudTasks(Limits.DEFAULTS, timeline, this::deliver, journal, List.of());
    }

    private CompletableFuture<DeliveryResult> deliver(Dispatch dispatch) {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        synchronized (inFlight) {
            inFlight.add(result);
        }
        return result;
    }

    /** Starts again after a clean end. Attempts in flight are lost. */
    private void restart() throws Exception {
        // The old engine must not do anything from now on.
        engine.admin().taskCounts().keySet().forEach(queue -> {});
        store.close();
        synchronized (inFlight) {
            inFlight.clear();
        }
        start();
    }

    private static void deleteFiles(Path directory) throws Exception {
        try (var all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void awaitStored() throws Exception {
        CompletableFuture<Void> pending = store.pending();
        if (pending != null) {
            pending.get(20, TimeUnit.SECONDS);
        }
    }

    private void awaitAvailable() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                store.requireAvailable();
                return;
            } catch (ApiException e) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    private void callAnything(Random random) {
        String id = "t" + random.nextInt(8);
        Instant later = timeline.now().plusSeconds(random.nextInt(-20, 60));
        switch (random.nextInt(13)) {
            case 0, 1 -> createHttp(random.nextInt(3) == 0 ? "" : id);
            case 2, 3 ->
                engine.tasks()
                        .createTask(
                                PULL,
                                new NewTask(
                                        PULL + "/tasks/" + id,
                                        new PullMessage(Bytes.wrap(new byte[] {1, 2}), "tag"),
                                        later,
                                        null,
                                        null));
            case 4 -> engine.tasks().deleteTask(PUSH + "/tasks/" + id);
            case 5 -> engine.leases().leaseTasks(PULL, 2, MINUTE, "");
            case 6 -> {
                Task leased = engine.tasks().getTask(PULL + "/tasks/" + id);
                engine.leases().acknowledgeTask(leased.name().toString(), leased.scheduleTime());
            }
            case 7 -> {
                synchronized (inFlight) {
                    if (!inFlight.isEmpty()) {
                        inFlight.removeFirst()
                                .complete(DeliveryResult.of(new Outcome.Responded(random.nextBoolean() ? 200 : 500)));
                    }
                }
            }
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    engine.queues().purgeQueue(random.nextBoolean() ? PUSH : PULL);
                } else if (random.nextInt(10) == 0) {
                    engine.queues().deleteQueue(random.nextBoolean() ? PUSH : PULL);
                } else if (random.nextInt(20) == 0) {
                    engine.admin().reset();
                }
            }
            case 9 ->
                engine.queues()
                        .setIamPolicy(
                                PUSH,
                                new Policy(
                                        1,
                                        List.of(new Policy.Binding("roles/viewer", List.of("allUsers"), false)),
                                        Bytes.EMPTY));
            case 10 -> createPush();
            case 11 -> saveOrRestore(random);
            default ->
                engine.queues()
                        .createQueue(
                                LOCATION,
                                PULL,
                                new NewQueue(new PullTarget(), RateLimits.UNSET, RetryConfig.UNSET, null, null, null));
        }
        timeline.settle();
    }

    private void saveOrRestore(Random random) {
        String name = "s" + random.nextInt(2);
        switch (random.nextInt(4)) {
            case 0, 1 -> snapshots.save(name, true);
            case 2 -> snapshots.restore(name, info -> {});
            default -> snapshots.delete(name);
        }
    }

    private void createPush() {
        engine.queues().createQueue(LOCATION, PUSH, NewQueue.DEFAULT);
    }

    private Task createHttp(String id) {
        Payload payload = new Payload.HttpRequest(
                "http://example.com/" + id, HttpMethod.POST, Map.of("X-A", "1"), Bytes.wrap(new byte[] {3}), null);
        String name = id.isEmpty() ? "" : PUSH + "/tasks/" + id;
        return engine.tasks().createTask(PUSH, new NewTask(name, payload, null, null, null));
    }

    /** Returns the state, in which tasks that are or were in flight have no schedule time. */
    private static List<ExportedQueue> settled(CloudTasks of) {
        return of.admin().export().stream()
                .map(queue -> new ExportedQueue(
                        queue.queue(),
                        queue.tasks().stream()
                                .map(task -> task.lastAttempt() != null
                                                && task.lastAttempt().outcome() == null
                                                && !(task.payload() instanceof PullMessage)
                                        ? task.withScheduleTime(Instant.EPOCH)
                                        : task)
                                .toList()))
                .toList();
    }

    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            messages.add(message(PUSH + "/tasks/t" + i));
            messages.add(message(PULL + "/tasks/t" + i));
        }
        return messages;
    }

    private String message(String task) {
        try {
            return "serial " + engine.tasks().getTask(task).serial();
        } catch (ApiException e) {
            return e.text();
        }
    }
}
