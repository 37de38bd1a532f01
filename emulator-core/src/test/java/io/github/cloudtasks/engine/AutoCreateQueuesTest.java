package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The {@code autoCreateQueues} limit: methods that use a missing queue create it. */
@Tag("unlike")
class AutoCreateQueuesTest {
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String TASK = QUEUE + "/tasks/t";
    private static final Instant LATER = Samples.START.plusSeconds(60);

    /** A call with a name for test reports. */
    private record Call(String name, Consumer<CloudTasks> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Call> CREATING = List.of(
            new Call(
                    "CreateTask", engine -> engine.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "", null))),
            new Call("PurgeQueue", engine -> engine.queues().purgeQueue(QUEUE)),
            new Call("PauseQueue", engine -> engine.queues().pauseQueue(QUEUE)),
            new Call("ResumeQueue", engine -> engine.queues().resumeQueue(QUEUE)));

    static final List<Call> CREATING_PULL_QUEUES = List.of(
            new Call(
                    "CreateTask",
                    engine -> engine.tasks().createTask(QUEUE, Samples.newPullTask(Samples.QUEUE, "", "", null))),
            new Call("LeaseTasks", engine -> engine.leases().leaseTasks(QUEUE, 1, Duration.ofSeconds(1), "")));

    static final List<Call> NOT_CREATING = List.of(
            new Call("GetQueue", engine -> engine.queues().getQueue(QUEUE)),
            new Call("DeleteQueue", engine -> engine.queues().deleteQueue(QUEUE)),
            new Call("GetTask", engine -> engine.tasks().getTask(TASK)),
            new Call("DeleteTask", engine -> engine.tasks().deleteTask(TASK)),
            new Call("RunTask", engine -> engine.tasks().runTask(TASK)),
            new Call("AcknowledgeTask", engine -> engine.leases().acknowledgeTask(TASK, Samples.START)),
            new Call("GetIamPolicy", engine -> engine.queues().getIamPolicy(QUEUE, 0)),
            new Call(
                    "SetIamPolicy",
                    engine -> engine.queues().setIamPolicy(QUEUE, new Policy(0, List.of(), Bytes.EMPTY))));

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final CloudTasks engine = engine(Limits.DEFAULTS.withAutoCreateQueues(true));

    @ParameterizedTest
    @FieldSource("CREATING")
    void methods_that_use_a_queue_create_it_with_defaults(Call call) {
        call.call().accept(engine);

        assertThat(engine.queues().getQueue(QUEUE).rateLimits())
                .isEqualTo(Samples.queue(NewQueue.DEFAULT).rateLimits());
        assertThat(engine.queues().getQueue(QUEUE).target()).isEqualTo(Target.PushTarget.PLAIN);
    }

    @ParameterizedTest
    @FieldSource("CREATING_PULL_QUEUES")
    void pull_task_and_lease_create_a_pull_queue(Call call) {
        call.call().accept(engine);

        assertThat(engine.queues().getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @ParameterizedTest
    @FieldSource("NOT_CREATING")
    void other_methods_do_not_create_a_queue(Call call) {
        assertThatThrownBy(() -> call.call().accept(engine))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
        assertThatThrownBy(() -> engine.queues().getQueue(QUEUE)).hasMessageStartingWith("Queue does not exist.");
    }

    @ParameterizedTest
    @FieldSource("CREATING")
    void no_queue_is_created_by_default(Call call) {
        CloudTasks strict = engine(Limits.DEFAULTS);

        assertThatThrownBy(() -> call.call().accept(strict)).hasMessageStartingWith("Queue does not exist.");
    }

    @Test
    void list_of_tasks_is_empty_and_creates_no_queue() {
        assertThat(engine.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
        assertThat(engine.tasks().listTasks(QUEUE, 0, "").nextPageToken()).isEmpty();

        assertThatThrownBy(() -> engine.queues().getQueue(QUEUE)).hasMessageStartingWith("Queue does not exist.");
    }

    @Test
    void list_of_tasks_of_a_missing_queue_is_validated() {
        assertInvalid(() -> engine.tasks().listTasks(QUEUE, -1, ""), "ListTasksRequest.pageSize cannot be negative.");
        assertThatThrownBy(() -> engine.tasks().listTasks(QUEUE, 0, "no-token"))
                .hasMessage(ApiException.invalidPageToken().getMessage());
        assertThatThrownBy(() -> engine.tasks().listTasks(Samples.LOCATION + "/queues/a_b", 0, ""))
                .isInstanceOf(ApiException.class);
        CloudTasks strict = engine(Limits.DEFAULTS.withAutoCreateQueues(true).withStrict(true));
        assertThatThrownBy(() -> strict.tasks().listTasks("projects/p/locations/moon-1/queues/q", 0, ""))
                .hasMessageStartingWith("Location 'moon-1' is not a valid location.");
    }

    @Test
    void list_of_tasks_fails_for_a_missing_queue_by_default() {
        assertThatThrownBy(() -> engine(Limits.DEFAULTS).tasks().listTasks(QUEUE, 0, ""))
                .hasMessageStartingWith("Queue does not exist.");
    }

    @Test
    void hidden_pull_queue_is_not_listed_as_an_empty_one() {
        engine.queues().createQueue(Samples.LOCATION, QUEUE, Samples.pull());

        assertThatThrownBy(() -> engine.forVersion(Dialect.V2).tasks().listTasks(QUEUE, 0, ""))
                .hasMessageStartingWith("Queue does not exist.");
    }

    @Test
    void batch_of_tasks_creates_the_queue() {
        engine.tasks()
                .batchCreateTasks(
                        QUEUE, List.of(new BatchItem(QUEUE, Samples.newTask(Samples.QUEUE, "t", LATER), 0)), "");

        assertThat(engine.tasks().getTask(TASK).id()).isEqualTo("t");
    }

    @Test
    void hidden_pull_queue_is_not_replaced() {
        engine.queues().createQueue(Samples.LOCATION, QUEUE, Samples.pull());

        assertThatThrownBy(() -> engine.forVersion(Dialect.V2).queues().purgeQueue(QUEUE))
                .hasMessageStartingWith("Queue does not exist.");
        assertThat(engine.queues().getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @Test
    void recently_deleted_queue_is_created_again() {
        engine.queues().pauseQueue(QUEUE);
        engine.queues().deleteQueue(QUEUE);

        engine.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "t", LATER));

        assertThat(engine.queues().getQueue(QUEUE).state()).isEqualTo(QueueState.RUNNING);
        assertThat(engine.tasks().getTask(TASK).id()).isEqualTo("t");
        assertThatThrownBy(() -> engine.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT))
                .as("the queue exists and its name is not blocked")
                .hasMessage("Queue already exists");
    }

    @Test
    void existing_queue_is_kept() {
        engine.queues().createQueue(Samples.LOCATION, QUEUE, Samples.pull());

        engine.queues().purgeQueue(QUEUE);

        assertThat(engine.queues().getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @Test
    void rejected_request_creates_nothing() {
        assertInvalid(() -> engine.leases().leaseTasks(QUEUE, 1, null, ""), "leaseDuration is required.");
        assertThatThrownBy(() -> engine.queues().purgeQueue(Samples.LOCATION + "/queues/a_b"))
                .isInstanceOf(ApiException.class);

        assertThat(engine.queues()
                        .listQueues(Samples.LOCATION, queue -> true, "", 0, "")
                        .items())
                .isEmpty();
    }

    private CloudTasks engine(Limits limits) {
        return new CloudTasks(limits, timeline, new ManualDispatcher());
    }
}
