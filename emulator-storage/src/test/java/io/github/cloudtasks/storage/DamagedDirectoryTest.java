package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The start with the files that a killed process has left, after bytes of them were changed or cut off.
 * {@code -Ddamage.cases=200} makes the random cases more.
 */
class DamagedDirectoryTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String OTHER = LOCATION + "/queues/other";
    private static final List<String> FILES = List.of("state.db", "state.db-wal", "state.mark");
    private static final int TASKS = 400;
    private static final int REMOVED = 50;
    private static final int PAGE = 4096;

    private static final VirtualTimeline TIMELINE = new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private static Path original;
    private static State before;

    /** All tasks that were stored at any time. Without the end of the log, those that were deleted are back. */
    private static final Set<Task> STORED = new HashSet<>();

    /** All finished tasks that were stored at any time. */
    private static final List<FinishedTask> FINISHED = new ArrayList<>(LongStream.rangeClosed(1, TASKS)
            .mapToObj(DamagedDirectoryTest::finished)
            .toList());

    /** The state that a start has loaded. */
    private record State(
            List<ExportedQueue> queues,
            List<String> messages,
            List<Policy> policies,
            List<String> keys,
            List<FinishedTask> finished) {
        static State of(CloudTasks engine, List<FinishedTask> finished) {
            List<String> messages = new ArrayList<>();
            for (int i = 0; i < 2 * TASKS; i++) {
                messages.add(message(engine, QUEUE + "/tasks/t" + i));
            }
            List<ExportedQueue> queues = engine.admin().export();
            return new State(
                    queues,
                    messages,
                    queues.stream()
                            .map(queue -> engine.queues()
                                    .getIamPolicy(queue.queue().name().toString(), 0))
                            .toList(),
                    List.of(engine.locations()
                            .getCmekConfig(LOCATION + "/cmekConfig")
                            .kmsKey()),
                    finished);
        }

        private static String message(CloudTasks engine, String task) {
            try {
                return "serial " + engine.tasks().getTask(task).serial();
            } catch (ApiException e) {
                return e.text();
            }
        }

        Set<Task> tasks() {
            Set<Task> tasks = new HashSet<>();
            queues.forEach(queue -> tasks.addAll(queue.tasks()));
            return tasks;
        }
    }

    /** Leaves a part of the state in the database and a part in its log. */
    @BeforeAll
    static void createOriginal() throws Exception {
        Path running = shared.resolve("running");
        original = shared.resolve("original");
        Files.createDirectory(original);
        try (StateStore store = StateStore.open(running, StorageSettings.OFF, TIMELINE::now)) {
            CloudTasks engine = load(store);
            engine.queues().createQueue(LOCATION, QUEUE, NewQueue.DEFAULT);
            engine.queues().createQueue(LOCATION, OTHER, NewQueue.DEFAULT);
            engine.queues().pauseQueue(QUEUE);
            engine.queues().pauseQueue(OTHER);
            engine.locations()
                    .updateCmekConfig(
                            LOCATION + "/cmekConfig",
                            key -> "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k");
            for (int i = 0; i < TASKS; i++) {
                create(engine, QUEUE, "t" + i);
                create(engine, OTHER, "");
            }
            await(store);
            FINISHED.forEach(task -> keep(store, task));
            await(store);
            STORED.addAll(State.of(engine, FINISHED).tasks());
        }
        try (StateStore store = StateStore.open(running, StorageSettings.OFF, TIMELINE::now)) {
            CloudTasks engine = load(store);
            for (int i = 0; i < TASKS / 4; i++) {
                engine.tasks().deleteTask(QUEUE + "/tasks/t" + 3 * i);
                create(engine, QUEUE, "t" + (TASKS + i));
                await(store);
            }
            engine.queues()
                    .setIamPolicy(
                            OTHER,
                            new Policy(
                                    1,
                                    List.of(new Policy.Binding("roles/viewer", List.of("allUsers"), false)),
                                    Bytes.EMPTY));
            await(store);
            store.append(new HistoryChange.OldestRemoved(REMOVED));
            for (long number = TASKS + 1; number <= TASKS + REMOVED; number++) {
                keep(store, finished(number));
                await(store);
            }
            FINISHED.addAll(LongStream.rangeClosed(TASKS + 1, TASKS + REMOVED)
                    .mapToObj(DamagedDirectoryTest::finished)
                    .toList());
            before = State.of(engine, List.copyOf(FINISHED.subList(REMOVED, FINISHED.size())));
            STORED.addAll(before.tasks());
            for (String name : FILES) {
                Files.copy(running.resolve(name), original.resolve(name));
            }
        }
    }

    @Test
    void files_of_a_killed_process_have_the_whole_state() throws Exception {
        copyOriginal();
        assertThat(start(StorageSettings.OFF)).isEqualTo(before);
    }

    /**
     * Random damage of a file.
     *
     * @param place the damaged place as a fraction of the length of the file
     */
    private record DamageCase(String kind, String file, double place, int bit) {}

    /** Each case is a test of its own, because the time of a test is limited. */
    private static Stream<DamageCase> damageCases() {
        return Stream.of(damageCases("flip", 11, 60), damageCases("truncate", 12, 15), damageCases("page", 13, 15))
                .flatMap(cases -> cases);
    }

    private static Stream<DamageCase> damageCases(String kind, long seed, int cases) {
        Random random = new Random(seed);
        return IntStream.range(0, Integer.getInteger("damage.cases", cases))
                .mapToObj(i -> new DamageCase(
                        kind, FILES.get(i % 20 == 19 ? 2 : i % 2), random.nextDouble(), random.nextInt(8)));
    }

    @ParameterizedTest
    @MethodSource("damageCases")
    void every_start_has_the_whole_state_or_reports_what_is_missing(DamageCase damage) throws Exception {
        copyOriginal();
        byte[] bytes = Files.readAllBytes(directory.resolve(damage.file()));
        int at = (int) (damage.place() * bytes.length);
        switch (damage.kind()) {
            case "flip" -> bytes[at] ^= (byte) (1 << damage.bit());
            case "truncate" -> bytes = Arrays.copyOf(bytes, at);
            default -> Arrays.fill(bytes, at / PAGE * PAGE, Math.min(bytes.length, at / PAGE * PAGE + PAGE), (byte) 0);
        }
        Files.write(directory.resolve(damage.file()), bytes);
        check(damage + " at " + at, damage.file(), bytes);
    }

    /** The files when the process is killed after the repaired database is complete, and some files were moved. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void repair_that_was_interrupted_is_ended_by_the_next_start(int moved) throws Exception {
        copyOriginal();
        damageLog();
        byte[] log = Files.readAllBytes(directory.resolve("state.db-wal"));
        State recovered = start(StorageSettings.OFF.withRecovers(true));
        byte[] repaired = Files.readAllBytes(directory.resolve("state.db"));
        byte[] mark = Files.readAllBytes(directory.resolve("state.mark"));

        copyOriginal();
        damageLog();
        Files.write(directory.resolve("state.mark"), mark);
        Path copy = Files.createDirectory(directory.resolve("damaged-20260102-030405"));
        Files.write(copy.resolve("repaired.db"), repaired);
        for (String name : FILES.subList(0, moved)) {
            Files.move(directory.resolve(name), copy.resolve(name));
        }

        assertThat(recovered.equals(start(StorageSettings.OFF))).isTrue();
        assertThat(copy.resolve("state.db")).exists();
        assertThat(copy.resolve("state.db-wal")).hasBinaryContent(log);
        assertThat(copy.resolve("repaired.db")).doesNotExist();
    }

    /** The files when the process is killed while it examines them: SQLite has deleted the log, but not its copy. */
    @Test
    void log_survives_the_end_of_the_process_during_a_repair() throws Exception {
        copyOriginal();
        damageLog();
        byte[] log = Files.readAllBytes(directory.resolve("state.db-wal"));
        Files.move(directory.resolve("state.db-wal"), directory.resolve("state.db-wal.copy"));

        assertThat(refusal()).contains("the end of the log is missing");
        assertThat(directory.resolve("state.db-wal")).hasBinaryContent(log);
    }

    private void damageLog() throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve("state.db-wal"));
        Files.write(directory.resolve("state.db-wal"), Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void every_byte_of_the_header_can_be_damaged() throws Exception {
        // The text encoding, the format, and the id of the application.
        for (int at : new int[] {18, 19, 56, 59, 60, 63, 68, 71}) {
            copyOriginal();
            // The log has no copy of the first page, or the byte would be replaced.
            try (StateStore store = StateStore.open(directory, StorageSettings.OFF, TIMELINE::now)) {
                load(store);
            }
            byte[] bytes = Files.readAllBytes(directory.resolve("state.db"));
            bytes[at] ^= 2;
            Files.write(directory.resolve("state.db"), bytes);
            check("header at " + at, "state.db", bytes);
        }
    }

    @Test
    void only_the_tasks_of_a_damaged_page_are_lost() throws Exception {
        copyOriginal();
        try (StateStore store = StateStore.open(directory, StorageSettings.OFF, TIMELINE::now)) {
            load(store);
        }
        Path database = directory.resolve("state.db");
        byte[] bytes = Files.readAllBytes(database);
        int damaged = pageWith(bytes, QUEUE + "/tasks/t200", "http://example.com/t200");
        Arrays.fill(bytes, damaged * PAGE, (damaged + 1) * PAGE, (byte) 0);
        Files.write(database, bytes);

        String refusal = refusal();
        assertThat(refusal).contains("the tasks from serial number ").contains(" of " + QUEUE + " to serial number ");
        State recovered = start(StorageSettings.OFF.withRecovers(true));
        assertThat(before.tasks().containsAll(recovered.tasks())).isTrue();
        assertThat(recovered.tasks().size())
                .isBetween(before.tasks().size() - 40, before.tasks().size() - 1);
        assertThat(recovered.messages().get(100)).isEqualTo(before.messages().get(100));
        assertThat(recovered.messages().getLast()).isEqualTo(before.messages().getLast());
    }

    private static int pageWith(byte[] bytes, String task, String text) {
        String all = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = all.indexOf(text);
        assertThat(at).as(task).isPositive();
        return at / PAGE;
    }

    private void check(String damage, String file, byte[] bytes) throws Exception {
        String refusal = null;
        State loaded = null;
        try {
            loaded = start(StorageSettings.OFF);
        } catch (DataDirectoryException | DamagedStateException e) {
            refusal = e.getMessage();
        }
        if (refusal == null) {
            assertThat(before.equals(loaded))
                    .as(damage + " changes what is loaded")
                    .isTrue();
            return;
        }
        assertThat(refusal).as(damage).contains("state.").contains("--data-dir-recover");

        State recovered = start(StorageSettings.OFF.withRecovers(true));
        assertThat(STORED.containsAll(recovered.tasks())).as(damage).isTrue();
        assertThat(FINISHED.containsAll(recovered.finished())).as(damage).isTrue();
        try (var all = Files.list(directory)) {
            List<Path> kept = all.filter(path -> path.getFileName().toString().startsWith("damaged-"))
                    .toList();
            assertThat(kept).as(damage).hasSize(1);
            if (file.equals("state.db-wal") && bytes.length > 0) {
                assertThat(kept.getFirst().resolve(file)).as(damage).hasBinaryContent(bytes);
            }
        }
        assertThat(recovered.equals(start(StorageSettings.OFF)))
                .as(damage + ": the recovered state is loaded again")
                .isTrue();
    }

    private String refusal() throws Exception {
        try {
            start(StorageSettings.OFF);
            return "";
        } catch (DataDirectoryException | DamagedStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private State start(StorageSettings settings) throws Exception {
        try (StateStore store = StateStore.open(directory, settings, TIMELINE::now)) {
            List<FinishedTask> finished = new ArrayList<>();
            return State.of(load(store, finished), finished);
        }
    }

    private void copyOriginal() throws Exception {
        try (var all = Files.walk(directory)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory) && !file.toString().contains("native")) {
                    Files.delete(file);
                }
            }
        }
        for (String name : FILES) {
            Files.copy(original.resolve(name), directory.resolve(name));
        }
    }

    private static CloudTasks load(StateStore store) {
        return load(store, new ArrayList<>());
    }

    private static CloudTasks load(StateStore store, List<FinishedTask> finished) {
        Consumer<StateLoader> source = loader -> store.loadInto(loader, finished::add);
        CloudTasks engine = new CloudTasks(
                Limits.DEFAULTS, TIMELINE, dispatch -> new CompletableFuture<DeliveryResult>(), store, List.of());
        engine.load(source);
        return engine;
    }

    private static void keep(StateStore store, FinishedTask task) {
        store.append(new HistoryChange.TaskKept(task.number(), () -> task));
    }

    private static FinishedTask finished(long number) {
        FinishedTask example = Examples.finishedHttpTask();
        return new FinishedTask(
                number, example.task().withSerial(number), example.attempts(), example.reason(), example.endTime());
    }

    private static void create(CloudTasks engine, String queue, String id) {
        Payload payload = new Payload.HttpRequest(
                "http://example.com/" + id, HttpMethod.POST, Map.of("X-A", "1"), Bytes.wrap(new byte[60]), null);
        String name = id.isEmpty() ? "" : queue + "/tasks/" + id;
        engine.tasks().createTask(queue, new NewTask(name, payload, null, null, null));
    }

    private static void await(Journal store) throws Exception {
        CompletableFuture<Void> pending = store.pending();
        if (pending != null) {
            pending.get(20, TimeUnit.SECONDS);
        }
    }
}
