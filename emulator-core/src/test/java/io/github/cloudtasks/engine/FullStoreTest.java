package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Policy.Binding;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An engine that stores as much as {@link Limits#storedBytes} allows: what adds to it is refused, the rest goes on. */
@Tag("unlike")
class FullStoreTest {
    private static final long LIMIT = 300_000;
    private static final String PUSH = Samples.QUEUE.toString();
    private static final String PULL = Samples.LOCATION + "/queues/pull";
    private static final String BUFFERED = Samples.LOCATION + "/queues/buffered";

    private static final NewQueue BUFFERING = NewQueue.DEFAULT.withTarget(new PushTarget(
            null,
            new HttpTarget(
                    new UriOverride(null, "example.com", null, null, null, EnforceMode.ALWAYS),
                    null,
                    List.of(),
                    null)));

    /** A call with a name for test reports. */
    private record Call(String name, Consumer<CloudTasks> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Call> ADDING = List.of(
            new Call("CreateTask", engine -> engine.tasks().createTask(PUSH, post("", 0))),
            new Call(
                    "BatchCreateTasks",
                    engine -> engine.tasks().batchCreateTasks(PUSH, List.of(new BatchItem(PUSH, post("", 0), 0)), "")),
            new Call(
                    "BufferTask",
                    engine -> engine.tasks().bufferTask(BUFFERED, "", HttpMethod.POST, Map.of(), Bytes.EMPTY)),
            new Call(
                    "CreateQueue",
                    engine -> engine.queues().createQueue(Samples.LOCATION, queue("new"), NewQueue.DEFAULT)),
            new Call("UpdateQueue", engine -> engine.queues().updateQueue(queue("new"), current -> NewQueue.DEFAULT)),
            new Call(
                    "UpdateQueue with larger settings",
                    engine -> engine.queues().updateQueue(BUFFERED, current -> larger())),
            new Call("PauseQueue that creates", engine -> engine.queues().pauseQueue(queue("new"))),
            new Call("SetIamPolicy", engine -> engine.queues().setIamPolicy(PUSH, policy("roles/" + "x".repeat(5000)))),
            new Call(
                    "UploadQueueYaml",
                    engine -> engine.queues()
                            .uploadQueues("p", Map.of("new", new UploadedQueue(NewQueue.DEFAULT, false)), false)),
            new Call(
                    "UpdateCmekConfig",
                    engine -> engine.locations()
                            .updateCmekConfig(
                                    "projects/p/locations/m/cmekConfig",
                                    key -> "projects/p/locations/m/keyRings/r/cryptoKeys/" + "k".repeat(5000))),
            new Call("restore", engine -> engine.admin().restore(List.of(saved(1)))));

    static final List<Call> OTHERS = List.of(
            new Call("GetQueue", engine -> engine.queues().getQueue(PUSH)),
            new Call("ListQueues", engine -> engine.queues().listQueues(Samples.LOCATION, queue -> true, "", 0, "")),
            new Call("ListTasks", engine -> engine.tasks().listTasks(PUSH, 0, "")),
            new Call("GetTask", engine -> engine.tasks().getTask(PUSH + "/tasks/t")),
            new Call("RunTask", engine -> engine.tasks().runTask(PUSH + "/tasks/t")),
            new Call("DeleteTask", engine -> engine.tasks().deleteTask(PUSH + "/tasks/t")),
            new Call(
                    "BatchDeleteTasks",
                    engine -> engine.tasks().batchDeleteTasks(PUSH, List.of(PUSH + "/tasks/t"), "")),
            new Call("PauseQueue", engine -> engine.queues().pauseQueue(PUSH)),
            new Call("ResumeQueue", engine -> engine.queues().resumeQueue(PUSH)),
            new Call("PurgeQueue", engine -> engine.queues().purgeQueue(PUSH)),
            new Call("DeleteQueue", engine -> engine.queues().deleteQueue(PUSH)),
            new Call(
                    "UpdateQueue with other rates",
                    engine -> engine.queues()
                            .updateQueue(
                                    PUSH,
                                    current -> Samples.push(new RateLimits(1, 0, 1), NewQueue.DEFAULT.retryConfig()))),
            new Call(
                    "SetIamPolicy to nothing",
                    engine -> engine.queues().setIamPolicy(PUSH, new Policy(0, List.of(), Bytes.EMPTY))),
            new Call("GetIamPolicy", engine -> engine.queues().getIamPolicy(PUSH, 0)),
            new Call("LeaseTasks, RenewLease, CancelLease, AcknowledgeTask", FullStoreTest::lease),
            new Call("export", engine -> engine.admin().export()),
            new Call("reset", engine -> engine.admin().reset()));

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final CloudTasks all =
            new CloudTasks(Limits.DEFAULTS.withStoredBytes(LIMIT).withAutoCreateQueues(true), timeline, dispatcher);

    @ParameterizedTest
    @FieldSource("ADDING")
    void full_engine_refuses_what_adds(Call call) {
        for (Dialect dialect : List.of(Dialect.V2, Dialect.V2BETA3, Dialect.V2BETA2)) {
            CloudTasks engine = all.forVersion(dialect);
            fill(engine);
            long stored = storedBytes();

            ApiException error =
                    catchThrowableOfType(ApiException.class, () -> call.call().accept(engine));

            assertThat(error).as("%s in %s", call, dialect.version()).isNotNull();
            assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(error.text()).contains("The emulator is full", "--memory", "JAVA_TOOL_OPTIONS");
            assertThat(storedBytes()).isEqualTo(stored).isLessThanOrEqualTo(LIMIT);
            all.admin().reset();
            assertThat(storedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @FieldSource("OTHERS")
    void full_engine_does_everything_else(Call call) {
        fill(all);

        call.call().accept(all);
    }

    @Test
    void full_engine_dispatches_and_retries() {
        fill(all);
        all.queues().resumeQueue(PUSH);
        timeline.advance(Duration.ZERO);
        int tasks = dispatcher.inFlight().size();
        long stored = storedBytes();

        for (int i = 0; i < tasks; i++) {
            dispatcher.take().complete(new Outcome.Unreachable("no such host"));
        }
        timeline.advance(Duration.ofSeconds(1));

        assertThat(tasks).isGreaterThan(5);
        assertThat(dispatcher.inFlight())
                .hasSize(tasks)
                .allMatch(attempt -> attempt.dispatch().retryCount() == 1);
        assertThat(storedBytes()).isEqualTo(stored);
    }

    @Test
    void engine_accepts_again_after_a_purge() {
        fill(all);
        all.queues().purgeQueue(PUSH);

        Task created = all.tasks().createTask(PUSH, post("", 0));

        assertThat(all.tasks().listTasks(PUSH, 0, "").items()).containsExactly(created);
    }

    @Test
    void refused_batch_items_are_reported_in_the_operation() {
        fill(all);
        all.tasks().deleteTask(PUSH + "/tasks/t");

        Operation batch = all.tasks()
                .batchCreateTasks(
                        PUSH,
                        List.of(new BatchItem(PUSH, post("", 0), 0), new BatchItem(PUSH, post("", 300_000), 0)),
                        "");

        assertThat(batch.state()).isEqualTo(Operation.State.PARTIALLY_SUCCEEDED);
        assertThat(batch.failedRequests().get(1).code()).isEqualTo(Code.RESOURCE_EXHAUSTED.number());
    }

    @Test
    void stored_operations_are_given_up_for_tasks() {
        all.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);
        all.queues().pauseQueue(PUSH);
        Operation batch =
                all.tasks().batchCreateTasks(PUSH, List.of(new BatchItem(PUSH, post("", 100_000), 0)), "batch");
        assertThat(all.tasks().getOperation(batch.name().toString())).isEqualTo(batch);

        all.tasks().createTask(PUSH, post("", 150_000));

        ApiException error = catchThrowableOfType(
                ApiException.class, () -> all.tasks().getOperation(batch.name().toString()));
        assertThat(error.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(all.tasks().listTasks(PUSH, 0, "").items()).hasSize(2);
    }

    @Test
    void upload_of_too_many_queues_creates_none() {
        fill(all);
        all.tasks().deleteTask(PUSH + "/tasks/t");
        UploadedQueue plain = new UploadedQueue(NewQueue.DEFAULT, false);

        ApiException error = catchThrowableOfType(
                ApiException.class,
                () -> all.queues().uploadQueues("p", Map.of("a", plain, "b", plain, "c", plain, "d", plain), false));

        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(all.admin().taskCounts()).containsOnlyKeys(PUSH, PULL, BUFFERED);
    }

    @Test
    void restore_that_does_not_fit_restores_nothing() {
        ApiException error =
                catchThrowableOfType(ApiException.class, () -> all.admin().restore(List.of(saved(1), saved(1000))));

        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(all.admin().taskCounts()).isEmpty();
        assertThat(storedBytes()).isZero();
        all.admin().restore(List.of(saved(100)));
        assertThat(all.admin().taskCounts()).containsEntry(queue("saved100"), 100L);
    }

    @Test
    void restored_queue_replaces_an_empty_one_in_the_count() {
        all.admin().restore(List.of(saved(100)));
        long stored = storedBytes();
        all.admin().reset();
        all.queues().createQueue(Samples.LOCATION, queue("saved100"), NewQueue.DEFAULT);

        all.admin().restore(List.of(saved(100)));

        assertThat(storedBytes()).isEqualTo(stored);
        catchThrowableOfType(ApiException.class, () -> all.admin().restore(List.of(saved(100))));
        assertThat(storedBytes()).isEqualTo(stored);
    }

    @Test
    void blocked_names_of_queues_are_counted() {
        for (int i = 0; i < 500; i++) {
            all.queues().createQueue(Samples.LOCATION, queue("q" + i), NewQueue.DEFAULT);
            all.queues().deleteQueue(queue("q" + i));
        }
        assertThat(storedBytes()).isGreaterThan(500 * 100L);

        timeline.advance(Duration.ofDays(7));
        all.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);
        all.queues().deleteQueue(PUSH);

        assertThat(storedBytes()).isLessThan(1000);
    }

    /**
     * Fills the engine: paused queues, of which one has the task {@code t}, and a pull queue with the task {@code t}.
     */
    private void fill(CloudTasks engine) {
        all.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);
        all.queues().pauseQueue(PUSH);
        all.queues().createQueue(Samples.LOCATION, BUFFERED, BUFFERING);
        all.queues().createQueue(Samples.LOCATION, PULL, Samples.pull());
        all.tasks().createTask(PULL, Samples.newPullTask(QueueName.of("p", "l", "pull"), "t", "", null));
        engine.tasks().createTask(PUSH, post(PUSH + "/tasks/t", 10_000));
        for (int size = 50_000; size > 0; size /= 2) {
            while (accepts(engine, size)) {
                assertThat(storedBytes()).isLessThanOrEqualTo(LIMIT);
            }
        }
    }

    private static boolean accepts(CloudTasks engine, int size) {
        return catchThrowableOfType(ApiException.class, () -> engine.tasks().createTask(PUSH, post("", size))) == null;
    }

    private static void lease(CloudTasks engine) {
        Duration minute = Duration.ofMinutes(1);
        Task leased = engine.leases().leaseTasks(PULL, 1, minute, "").getFirst();
        Task renewed = engine.leases().renewLease(leased.name().toString(), leased.scheduleTime(), minute.plus(minute));
        engine.leases().cancelLease(leased.name().toString(), renewed.scheduleTime());
        Task again = engine.leases().leaseTasks(PULL, 1, minute, "").getFirst();
        engine.leases().acknowledgeTask(again.name().toString(), again.scheduleTime());
    }

    private long storedBytes() {
        return all.admin().storedBytes();
    }

    private static String queue(String id) {
        return Samples.LOCATION + "/queues/" + id;
    }

    private static NewTask post(String name, int bodySize) {
        HttpRequest request =
                new HttpRequest("http://example.com/", HttpMethod.POST, Map.of(), Bytes.wrap(new byte[bodySize]), null);
        return new NewTask(name, request, null, null, null);
    }

    private static NewQueue larger() {
        UriOverride path = new UriOverride(null, "example.com", null, "/" + "x".repeat(1000), null, EnforceMode.ALWAYS);
        return NewQueue.DEFAULT.withTarget(new PushTarget(null, new HttpTarget(path, null, List.of(), null)));
    }

    private static Policy policy(String role) {
        return new Policy(0, List.of(new Binding(role, List.of("allUsers"), false)), Bytes.EMPTY);
    }

    /** Returns a queue that is named for the number of its tasks. */
    private static QueueToRestore saved(int tasks) {
        String name = queue("saved" + tasks);
        return new QueueToRestore(
                name,
                NewQueue.DEFAULT,
                QueueState.PAUSED,
                null,
                IntStream.range(0, tasks)
                        .mapToObj(i -> new TaskToRestore(post(name + "/tasks/t" + i, 0), null, 0, 0, null, null))
                        .toList());
    }
}
