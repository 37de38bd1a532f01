package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A v2beta2 pull queue with one task, seen from v2 and v2beta3. */
@Tag("inferred")
class PullQueuesInOtherVersionsTest {
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String TASK = QUEUE + "/tasks/t";
    private static final NewTask PUSH_TASK = new NewTask("", Samples.POST, null, null, null);

    private final CloudTasks v2beta2 = new CloudTasks(
            Limits.DEFAULTS.withQueueNameReuse(Duration.ZERO),
            new VirtualTimeline(Samples.START),
            new ManualDispatcher());
    private final CloudTasks v2beta3 = v2beta2.forVersion(Dialect.V2BETA3);
    private final CloudTasks v2 = v2beta2.forVersion(Dialect.V2);

    private Queue queue;
    private Task task;

    @BeforeEach
    void queue() {
        queue = v2beta2.queues().createQueue(Samples.LOCATION, QUEUE, Samples.pull());
        task = v2beta2.tasks().createTask(QUEUE, Samples.newPullTask(Samples.QUEUE, "t", "tag", Samples.START));
    }

    @Test
    void v2_lists_only_push_queues() {
        v2.queues().createQueue(Samples.LOCATION, Samples.LOCATION + "/queues/push", NewQueue.DEFAULT);

        assertThat(list(v2)).extracting(listed -> listed.name().queueId()).containsExactly("push");
        assertThat(list(v2beta3)).extracting(listed -> listed.name().queueId()).containsExactly("push", "q");
    }

    static Stream<Arguments> callsThatNeedTheQueue() {
        return Stream.of(
                call("GetQueue", v2 -> v2.queues().getQueue(QUEUE)),
                call("PurgeQueue", v2 -> v2.queues().purgeQueue(QUEUE)),
                call("PauseQueue", v2 -> v2.queues().pauseQueue(QUEUE)),
                call("ResumeQueue", v2 -> v2.queues().resumeQueue(QUEUE)),
                call("GetIamPolicy", v2 -> v2.queues().getIamPolicy(QUEUE, 0)),
                call("SetIamPolicy", v2 -> v2.queues().setIamPolicy(QUEUE, new Policy(0, List.of(), Bytes.EMPTY))),
                call(
                        "TestIamPermissions",
                        v2 -> v2.queues().testIamPermissions(QUEUE, List.of("cloudtasks.queues.get"))),
                call("ListTasks", v2 -> v2.tasks().listTasks(QUEUE, 0, "")),
                call("CreateTask", v2 -> v2.tasks().createTask(QUEUE, PUSH_TASK)),
                call("BufferTask", v2 -> v2.tasks().bufferTask(QUEUE, "", HttpMethod.POST, Map.of(), Bytes.EMPTY)),
                call("RunTask", v2 -> v2.tasks().runTask(TASK)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callsThatNeedTheQueue")
    void v2_responds_as_if_a_pull_queue_did_not_exist(String rpc, Consumer<CloudTasks> call) {
        assertRejected(
                () -> call.accept(v2),
                Code.NOT_FOUND,
                "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.");
        assertUnchanged();
    }

    static Stream<Arguments> callsWithPlainNotFound() {
        return Stream.of(
                call("DeleteQueue", v2 -> v2.queues().deleteQueue(QUEUE)),
                call("GetTask", v2 -> v2.tasks().getTask(TASK)),
                call("DeleteTask", v2 -> v2.tasks().deleteTask(TASK)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callsWithPlainNotFound")
    void v2_responds_not_found_where_a_missing_queue_is_not_found(String rpc, Consumer<CloudTasks> call) {
        assertRejected(() -> call.accept(v2), Code.NOT_FOUND, "Requested entity was not found.");
        assertUnchanged();
    }

    @Test
    void v2_batch_on_a_pull_queue_fails_task_by_task() {
        assertThat(v2.tasks()
                        .batchCreateTasks(QUEUE, List.of(new BatchItem(QUEUE, PUSH_TASK, 0)), "")
                        .failedRequests())
                .containsExactly(
                        Map.entry(
                                0,
                                new Failure(
                                        5,
                                        "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.")));
        assertThat(v2.tasks().batchDeleteTasks(QUEUE, List.of(TASK), "").failedRequests())
                .containsExactly(Map.entry(0, new Failure(5, "Requested entity was not found.")));
        assertUnchanged();
    }

    @Test
    void v2_sees_the_name_of_a_pull_queue_as_taken() {
        ThrowingCallable create = () -> v2.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);
        ThrowingCallable update = () -> v2.queues().updateQueue(QUEUE, current -> NewQueue.DEFAULT);

        assertRejected(create, Code.ALREADY_EXISTS, "Queue already exists");
        assertRejected(update, Code.ALREADY_EXISTS, "Queue already exists");
        assertUnchanged();
    }

    @Test
    void v2_sees_a_push_queue_that_replaces_a_pull_queue() {
        v2beta2.queues().deleteQueue(QUEUE);
        Queue push = v2beta3.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);

        assertThat(v2.queues().getQueue(QUEUE)).isEqualTo(push);
    }

    @Test
    void v2beta3_reads_pull_queues_and_their_tasks() {
        assertThat(v2beta3.queues().getQueue(QUEUE)).isEqualTo(queue);
        assertThat(v2beta3.tasks().listTasks(QUEUE, 0, "").items()).containsExactly(task);
        assertThat(v2beta3.tasks().getTask(TASK)).isEqualTo(task);
    }

    @Test
    @Tag("documented")
    void v2beta3_cannot_create_pull_tasks() {
        NewTask pullTask = Samples.newPullTask(Samples.QUEUE, "", "", Samples.START);

        assertInvalid(
                () -> v2beta3.tasks().createTask(QUEUE, pullTask),
                "Task.pull_message cannot be set: it is output only.");
        assertInvalid(
                () -> v2beta3.tasks().createTask(QUEUE, PUSH_TASK),
                "Task.http_request cannot be set: queue '%s' is a pull queue.".formatted(QUEUE));
        assertUnchanged();
    }

    @Test
    @Tag("documented")
    void v2beta3_creates_pull_queues_whose_type_is_immutable() {
        String name = Samples.LOCATION + "/queues/other";
        Queue created = v2beta3.queues().createQueue(Samples.LOCATION, name, Samples.pull());
        NewQueue push = Samples.settings(PushTarget.PLAIN, RateLimits.UNSET, RetryConfig.UNSET);

        assertThat(created.isPull()).isTrue();
        assertThat(v2beta2.queues().getQueue(name)).isEqualTo(created);
        assertInvalid(() -> v2beta3.queues().updateQueue(name, current -> push), "Queue.type is immutable.");
        assertInvalid(() -> v2beta2.queues().updateQueue(name, current -> push), "Queue.target_type is immutable.");
    }

    @Test
    void v2beta3_manages_pull_queues() {
        assertThat(v2beta3.queues().pauseQueue(QUEUE).state()).isEqualTo(QueueState.PAUSED);
        v2beta3.tasks().deleteTask(TASK);
        v2beta3.queues().deleteQueue(QUEUE);

        assertThat(list(v2beta2)).isEmpty();
    }

    private void assertUnchanged() {
        assertThat(v2beta2.queues().getQueue(QUEUE)).isEqualTo(queue);
        assertThat(v2beta2.tasks().listTasks(QUEUE, 0, "").items()).containsExactly(task);
    }

    private static List<Queue> list(CloudTasks version) {
        return version.queues()
                .listQueues(Samples.LOCATION, listed -> true, "", 0, "")
                .items();
    }

    private static Arguments call(String rpc, Consumer<CloudTasks> call) {
        return Arguments.of(rpc, call);
    }
}
