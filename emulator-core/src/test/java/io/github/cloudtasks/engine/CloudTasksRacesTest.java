package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Policy.Binding;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Races between pairs of calls on one queue: both results must be consistent in either order. Queue names can be reused
 * at once.
 */
@Tag("inferred")
class CloudTasksRacesTest {
    private static final int ROUNDS = 1_500;
    private static final String QUEUE = Samples.QUEUE.toString();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final CloudTasks cloudTasks = new CloudTasks(
            Limits.DEFAULTS.withQueueNameReuse(Duration.ZERO),
            new VirtualTimeline(Samples.START),
            new ManualDispatcher());

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void update_creates_or_updates_while_the_queue_is_deleted() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            create();

            ApiException error = runTogether(
                    () -> cloudTasks.queues().updateQueue(QUEUE, current -> NewQueue.DEFAULT), () -> delete());

            assertThat(error).isNull();
            deleteIfPresent();
        }
    }

    @Test
    void update_creates_or_updates_while_the_queue_is_created() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ApiException error = runTogether(
                    () -> cloudTasks.queues().updateQueue(QUEUE, current -> NewQueue.DEFAULT), () -> createIfAbsent());

            assertThat(error).isNull();
            delete();
        }
    }

    @Test
    void update_does_not_undo_a_concurrent_pause() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            create();

            runTogether(
                    () -> cloudTasks.queues().updateQueue(QUEUE, current -> NewQueue.DEFAULT),
                    () -> cloudTasks.queues().pauseQueue(QUEUE));

            assertThat(cloudTasks.queues().getQueue(QUEUE).state()).isEqualTo(QueueState.PAUSED);
            delete();
        }
    }

    @Test
    void upload_does_not_undo_a_concurrent_purge() throws Exception {
        Map<String, UploadedQueue> file = new LinkedHashMap<>();
        file.put("q", new UploadedQueue(NewQueue.DEFAULT, false));
        for (int i = 0; i < 100; i++) {
            file.put("other" + i, new UploadedQueue(NewQueue.DEFAULT, false));
        }
        for (int i = 0; i < ROUNDS; i++) {
            create();

            runTogether(() -> upload(file), () -> cloudTasks.queues().purgeQueue(QUEUE));

            assertThat(cloudTasks.queues().getQueue(QUEUE).purgeTime())
                    .as("round %d", i)
                    .isNotNull();
            delete();
        }
    }

    @Test
    void upload_ignores_the_deletion_of_queues_outside_the_file() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            create();

            ApiException error = runTogether(() -> upload(Map.of()), () -> delete());

            assertThat(error).isNull();
        }
    }

    @Test
    void list_does_not_fail_while_queues_are_deleted() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            create();

            ApiException error = runTogether(
                    () -> cloudTasks.queues().listQueues(Samples.LOCATION, queue -> true, "", 0, ""), () -> delete());

            assertThat(error).isNull();
        }
    }

    @Test
    void policy_is_deleted_with_its_queue() throws Exception {
        Policy policy = new Policy(0, List.of(new Binding("roles/viewer", List.of("allUsers"), false)), Bytes.EMPTY);
        for (int i = 0; i < ROUNDS; i++) {
            create();

            ApiException error = runTogether(() -> cloudTasks.queues().setIamPolicy(QUEUE, policy), () -> delete());

            assertThat(error == null || error.code() == Code.NOT_FOUND).isTrue();
            create();
            assertThat(cloudTasks.queues().getIamPolicy(QUEUE, 0).bindings())
                    .as("round %d", i)
                    .isEmpty();
            delete();
        }
    }

    @Test
    void task_is_created_only_in_an_existing_queue() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            create();

            ApiException error = runTogether(
                    () -> cloudTasks.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "", null)),
                    () -> delete());

            assertThat(error == null || error.code() == Code.NOT_FOUND).isTrue();
            create();
            assertThat(cloudTasks.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
            delete();
        }
    }

    @Test
    void one_of_two_batches_with_one_request_id_runs() throws Exception {
        create();
        for (int i = 0; i < ROUNDS; i++) {
            String requestId = "request-" + i;

            runTogether(() -> createTwo(requestId), () -> fails(() -> createTwo(requestId)));

            assertThat(cloudTasks.tasks().listTasks(QUEUE, 0, "").items())
                    .as("round %d", i)
                    .hasSize(2);
            cloudTasks.queues().purgeQueue(QUEUE);
        }
    }

    @Test
    void location_never_has_both_a_key_and_a_queue_with_header_overrides() throws Exception {
        String config = Samples.LOCATION + "/cmekConfig";
        String key = Samples.LOCATION + "/keyRings/r/cryptoKeys/k";
        HttpTarget headers = new HttpTarget(null, null, List.of(new Header("X-A", "b")), null);
        NewQueue settings = Samples.settings(new PushTarget(null, headers), RateLimits.UNSET, RetryConfig.UNSET);
        for (int i = 0; i < ROUNDS; i++) {
            ApiException error = runTogether(
                    () -> cloudTasks.queues().updateQueue(QUEUE, current -> settings),
                    () -> fails(() -> cloudTasks.locations().updateCmekConfig(config, present -> key)));

            boolean hasKey =
                    !cloudTasks.locations().getCmekConfig(config).kmsKey().isEmpty();
            assertThat(hasKey).as("round %d", i).isEqualTo(error != null);
            cloudTasks.locations().updateCmekConfig(config, present -> "");
            deleteIfPresent();
        }
    }

    /** Runs both at the same time. Returns the error of {@code first}, or null. Fails if {@code second} fails. */
    private ApiException runTogether(Callable<?> first, Runnable second) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> other = threads.submit(() -> {
            await(together);
            second.run();
        });
        Future<?> one = threads.submit(() -> {
            await(together);
            return first.call();
        });
        other.get();
        try {
            one.get();
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException error) {
                return error;
            }
            throw e;
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    private Operation createTwo(String requestId) {
        BatchItem item = new BatchItem(QUEUE, Samples.newTask(Samples.QUEUE, "", Samples.START.plusSeconds(60)), 0);
        return cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item, item), requestId);
    }

    private static boolean fails(Runnable call) {
        try {
            call.run();
            return false;
        } catch (ApiException e) {
            return true;
        }
    }

    private Void upload(Map<String, UploadedQueue> file) {
        cloudTasks.queues().uploadQueues("p", file, true);
        return null;
    }

    private void create() {
        cloudTasks.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);
    }

    private void createIfAbsent() {
        try {
            create();
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS);
        }
    }

    private void delete() {
        cloudTasks.queues().deleteQueue(QUEUE);
    }

    private void deleteIfPresent() {
        try {
            delete();
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
        }
    }
}
