package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.engine.CloudTasks.BatchItem;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.Policy;
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

/** Missing queues that the calls which need them make, where the user wants that. */
@Tag("unlike")
class AutoCreateQueuesTest {
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String TASK = QUEUE + "/tasks/t";
    private static final Instant LATER = Samples.START.plusSeconds(60);

    /** A call, under the name that a report shows. */
    private record Call(String name, Consumer<CloudTasks> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Call> MAKING = List.of(
            new Call("CreateTask", engine -> engine.createTask(QUEUE, Samples.newTask(Samples.QUEUE, "", null))),
            new Call("ListTasks", engine -> engine.listTasks(QUEUE, 0, "")),
            new Call("PurgeQueue", engine -> engine.purgeQueue(QUEUE)),
            new Call("PauseQueue", engine -> engine.pauseQueue(QUEUE)),
            new Call("ResumeQueue", engine -> engine.resumeQueue(QUEUE)));

    static final List<Call> MAKING_PULL_QUEUES = List.of(
            new Call(
                    "CreateTask", engine -> engine.createTask(QUEUE, Samples.newPullTask(Samples.QUEUE, "", "", null))),
            new Call("LeaseTasks", engine -> engine.leaseTasks(QUEUE, 1, Duration.ofSeconds(1), "")));

    static final List<Call> ASKING = List.of(
            new Call("GetQueue", engine -> engine.getQueue(QUEUE)),
            new Call("DeleteQueue", engine -> engine.deleteQueue(QUEUE)),
            new Call("GetTask", engine -> engine.getTask(TASK)),
            new Call("DeleteTask", engine -> engine.deleteTask(TASK)),
            new Call("RunTask", engine -> engine.runTask(TASK)),
            new Call("AcknowledgeTask", engine -> engine.acknowledgeTask(TASK, Samples.START)),
            new Call("GetIamPolicy", engine -> engine.getIamPolicy(QUEUE, 0)),
            new Call("SetIamPolicy", engine -> engine.setIamPolicy(QUEUE, new Policy(0, List.of(), Bytes.EMPTY))));

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final CloudTasks engine = engine(Limits.DEFAULTS.withAutoCreateQueues(true));

    @ParameterizedTest
    @FieldSource("MAKING")
    void a_call_that_works_with_a_queue_makes_it_with_the_defaults(Call call) {
        call.call().accept(engine);

        assertThat(engine.getQueue(QUEUE).rateLimits())
                .isEqualTo(Samples.queue(NewQueue.DEFAULT).rateLimits());
        assertThat(engine.getQueue(QUEUE).target()).isEqualTo(Target.PushTarget.PLAIN);
    }

    @ParameterizedTest
    @FieldSource("MAKING_PULL_QUEUES")
    void a_pull_task_or_a_lease_makes_a_pull_queue(Call call) {
        call.call().accept(engine);

        assertThat(engine.getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @ParameterizedTest
    @FieldSource("ASKING")
    void a_call_that_asks_whether_something_is_there_is_told_that_it_is_not(Call call) {
        assertThatThrownBy(() -> call.call().accept(engine))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
        assertThatThrownBy(() -> engine.getQueue(QUEUE)).hasMessageStartingWith("Queue does not exist.");
    }

    @ParameterizedTest
    @FieldSource("MAKING")
    void without_the_setting_no_call_makes_a_queue(Call call) {
        CloudTasks strict = engine(Limits.DEFAULTS);

        assertThatThrownBy(() -> call.call().accept(strict)).hasMessageStartingWith("Queue does not exist.");
    }

    @Test
    void a_batch_of_tasks_makes_it_too() {
        engine.batchCreateTasks(
                QUEUE, List.of(new BatchItem(QUEUE, Samples.newTask(Samples.QUEUE, "t", LATER), 0)), "");

        assertThat(engine.getTask(TASK).id()).isEqualTo("t");
    }

    @Test
    void a_pull_queue_that_a_version_does_not_see_is_not_made_again() {
        engine.createQueue(Samples.LOCATION, QUEUE, Samples.pull());

        assertThatThrownBy(() -> engine.forVersion(Dialect.V2).purgeQueue(QUEUE))
                .hasMessageStartingWith("Queue does not exist.");
        assertThat(engine.getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @Test
    void a_queue_that_was_deleted_a_moment_ago_is_made_again() {
        engine.pauseQueue(QUEUE);
        engine.deleteQueue(QUEUE);

        engine.createTask(QUEUE, Samples.newTask(Samples.QUEUE, "t", LATER));

        assertThat(engine.getQueue(QUEUE).state()).isEqualTo(QueueState.RUNNING);
        assertThat(engine.getTask(TASK).id()).isEqualTo("t");
        assertThatThrownBy(() -> engine.createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT))
                .as("it is there, its name is blocked no more")
                .hasMessage("Queue already exists");
    }

    @Test
    void a_queue_that_is_there_stays_as_it_is() {
        engine.createQueue(Samples.LOCATION, QUEUE, Samples.pull());

        engine.purgeQueue(QUEUE);

        assertThat(engine.getQueue(QUEUE).target()).isEqualTo(new PullTarget());
    }

    @Test
    void a_call_that_is_wrong_makes_nothing() {
        assertInvalid(() -> engine.leaseTasks(QUEUE, 1, null, ""), "leaseDuration is required.");
        assertThatThrownBy(() -> engine.purgeQueue(Samples.LOCATION + "/queues/a_b"))
                .isInstanceOf(ApiException.class);

        assertThat(engine.listQueues(Samples.LOCATION, queue -> true, "", 0, "").items())
                .isEmpty();
    }

    private CloudTasks engine(Limits limits) {
        return new CloudTasks(limits, timeline, new ManualDispatcher());
    }
}
