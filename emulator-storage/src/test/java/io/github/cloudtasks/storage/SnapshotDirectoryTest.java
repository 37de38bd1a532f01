package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.time.VirtualTimeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots as files, and what the database has after one was restored. */
class SnapshotDirectoryTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final Instant SAVED = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    private Path files;

    private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z"));
    private StateStore store;
    private CloudTasks engine;
    private SnapshotDirectory snapshots;

    @BeforeEach
    void start() throws Exception {
        store = StateStore.open(files, new StorageSettings(files, Durability.PROCESS, false), timeline::now);
        engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatch -> new CompletableFuture<>(), store, List.of());
        engine.load(store::loadInto);
        snapshots = new SnapshotDirectory(files, engine.admin());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void database_has_the_restored_state_and_later_changes() throws Exception {
        createQueue();
        create("a");
        create("b");
        engine.tasks().deleteTask(QUEUE + "/tasks/b");
        snapshots.save("seeded", engine.admin().copy(), SAVED);
        engine.queues().deleteQueue(QUEUE);
        engine.queues().createQueue(LOCATION, LOCATION + "/queues/other", NewQueue.DEFAULT);

        restoreFile("seeded", SAVED);
        create("c");
        engine.queues().createQueue(LOCATION, LOCATION + "/queues/new", NewQueue.DEFAULT);
        EngineState before = restart();

        assertThat(engine.admin().copy()).isEqualTo(before);
        assertThat(engine.admin().taskCounts()).containsOnlyKeys(QUEUE, LOCATION + "/queues/new");
        assertThat(taskIds()).containsExactly("a", "c");
        assertThatThrownBy(() -> create("b")).hasMessageContaining("existed too recently");
    }

    @Test
    void tables_of_the_file_are_copied() throws Exception {
        createQueue();
        create("of-the-file");
        snapshots.save("seeded", engine.admin().copy(), SAVED);
        engine.tasks().deleteTask(QUEUE + "/tasks/of-the-file");
        create("of-the-memory");
        EngineState other = engine.admin().copy();

        // Never happens: it shows which of the two sources the writer uses.
        engine.admin().replace("seeded", SAVED, other::passTo, () -> {});
        restart();

        assertThat(taskIds()).containsExactly("of-the-file");
    }

    @Test
    void file_that_was_replaced_or_deleted_meanwhile_is_not_copied() throws Exception {
        createQueue();
        create("of-the-file");
        snapshots.save("seeded", engine.admin().copy(), SAVED.plusSeconds(1));
        engine.tasks().deleteTask(QUEUE + "/tasks/of-the-file");
        create("of-the-memory");
        EngineState other = engine.admin().copy();

        for (String name : List.of("seeded", "deleted")) {
            engine.admin().replace(name, SAVED, other::passTo, () -> {});
            restart();
            assertThat(taskIds()).containsExactly("of-the-memory");
        }
        assertThat(files.resolve("snapshots/deleted.db")).doesNotExist();
    }

    @Test
    void file_that_cannot_be_copied_is_replaced_by_the_rows_in_memory() throws Exception {
        createQueue();
        create("a");
        snapshots.save("seeded", engine.admin().copy(), SAVED);
        EngineState saved = engine.admin().copy();
        execute("seeded", "DROP TABLE operation");
        engine.tasks().deleteTask(QUEUE + "/tasks/a");

        engine.admin().replace("seeded", SAVED, saved::passTo, () -> {});
        awaitStoredDespiteFailure();
        restart();

        assertThat(taskIds()).containsExactly("a");
    }

    @Test
    void file_that_is_no_snapshot_is_refused_with_the_reason() throws Exception {
        createQueue();
        for (String name : List.of("empty", "newer", "other")) {
            snapshots.save(name, engine.admin().copy(), SAVED);
        }
        Files.write(files.resolve("snapshots/empty.db"), new byte[0]);
        execute("newer", "PRAGMA user_version=99", "UPDATE progress SET format = 99");
        execute("other", "PRAGMA application_id=1", "DROP TABLE progress");

        assertThat(snapshots.list()).isEmpty();
        assertRefused("empty", "the file is empty");
        assertRefused(
                "newer",
                "the file has the format 99, but this version of the emulator reads formats up to " + Schema.FORMAT);
        assertRefused("other", "the file is a database of another program");
    }

    private void assertRefused(String name, String reason) {
        String text = "The snapshot \"" + name + "\" cannot be restored from "
                + files.resolve("snapshots/" + name + ".db") + ": " + reason
                + ". Put an intact file in its place, or delete the snapshot.";
        assertThatThrownBy(() -> snapshots.find(name))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(text);
        assertThatThrownBy(() -> restoreFile(name, SAVED))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(text);
    }

    private void execute(String snapshot, String... statements) throws Exception {
        try (var connection = StateDatabase.open(files.resolve("snapshots/" + snapshot + ".db"), Durability.PROCESS);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
            connection.commit();
        }
    }

    @Test
    void next_start_deletes_what_a_killed_process_has_not_saved() throws Exception {
        snapshots.save("whole", engine.admin().copy(), SAVED);
        Files.write(files.resolve("snapshots/killed.unfinished"), new byte[5000]);
        restart();

        try (var all = Files.list(files.resolve("snapshots"))) {
            assertThat(all).containsExactly(files.resolve("snapshots/whole.db"));
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void files_are_for_the_owner_only() throws Exception {
        createQueue();
        snapshots.save("seeded", engine.admin().copy(), SAVED);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve("snapshots"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve("snapshots/seeded.db"))))
                .isEqualTo("rw-------");
        assertThat(files.resolve("snapshots")).isDirectoryContaining(path -> path.endsWith("seeded.db"));
        try (var all = Files.list(files.resolve("snapshots"))) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void snapshot_that_cannot_be_written_leaves_the_old_one() throws Exception {
        createQueue();
        SnapshotInfo old = snapshots.save("seeded", engine.admin().copy(), SAVED);
        long stored = engine.admin().storedBytes();
        // A directory that is not empty is in the way of the new file.
        Files.createDirectories(files.resolve("snapshots/seeded.unfinished/x"));

        EngineState state = engine.admin().copy();
        assertThatThrownBy(() -> snapshots.save("seeded", state, SAVED.plusSeconds(1)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));

        assertThat(snapshots.find("seeded")).isEqualTo(old);
        assertThat(engine.admin().storedBytes()).isEqualTo(stored);
    }

    private void restoreFile(String name, Instant saveTime) {
        engine.admin().replace(name, saveTime, loader -> snapshots.load(name, loader), () -> {});
    }

    /** Opens the directory again, and returns the state before. */
    private EngineState restart() throws Exception {
        CompletableFuture<Void> pending = store.pending();
        if (pending != null) {
            pending.get(20, TimeUnit.SECONDS);
        }
        EngineState before = engine.admin().copy();
        store.close();
        start();
        return before;
    }

    /** The first attempt to write fails, and the call with it. */
    private void awaitStoredDespiteFailure() throws Exception {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        store.whenStored(() -> stored.complete(null));
        stored.get(20, TimeUnit.SECONDS);
        CompletableFuture<Void> unused = store.pending();
    }

    private List<String> taskIds() {
        return engine.tasks().listTasks(QUEUE, 0, "").items().stream()
                .map(task -> task.id())
                .toList();
    }

    private void createQueue() {
        engine.queues().createQueue(LOCATION, QUEUE, NewQueue.DEFAULT);
        engine.queues().pauseQueue(QUEUE);
    }

    private void create(String id) {
        engine.tasks()
                .createTask(
                        QUEUE,
                        new NewTask(
                                QUEUE + "/tasks/" + id,
                                new HttpRequest("http://127.0.0.1:9/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null),
                                null,
                                null,
                                null));
    }
}
