package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.QueueOverview;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.ListedTask;
import io.github.cloudtasks.model.task.TaskState;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The view that {@link EngineAdmin} has of queues and of the states of their tasks. */
class QueueOverviewTest {
    private static final QueueName QUEUE = Samples.QUEUE;
    private static final Instant LATER = Samples.START.plusSeconds(3600);

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher);

    @Test
    void push_queue_counts_attempts_and_names_its_next_dispatch() {
        createPush(new RateLimits(1, 1, 1000));
        create("a", Samples.START);
        create("b", Samples.START);
        create("c", LATER);
        timeline.settle();

        QueueOverview overview = engine.admin().overviews().getFirst();
        assertThat(overview.stats().tasksCount()).isEqualTo(3);
        assertThat(overview.inFlight()).isEqualTo(1);
        assertThat(overview.leased()).isZero();
        assertThat(overview.nextToken()).isEqualTo(Samples.START.plusSeconds(1));
        assertThat(overview.nextDispatch()).isEqualTo(Samples.START.plusSeconds(1));
    }

    @Test
    void task_that_runs_twice_is_counted_once() {
        createPush(RateLimits.UNSET);
        create("a", LATER);
        engine.tasks().runTask(QUEUE.task("a").toString());
        engine.tasks().runTask(QUEUE.task("a").toString());

        QueueOverview overview = engine.admin().overviews().getFirst();
        assertThat(overview.inFlight()).isEqualTo(1);
        assertThat(overview.stats().concurrentDispatchesCount()).isEqualTo(2);
        assertThat(overview.nextDispatch()).isNull();
    }

    @Test
    void paused_queue_has_no_next_dispatch() {
        createPush(RateLimits.UNSET);
        create("a", LATER);
        engine.queues().pauseQueue(QUEUE.toString());

        assertThat(engine.admin().overviews().getFirst().nextDispatch()).isNull();
    }

    @Test
    void leases_are_counted_until_they_end() {
        engine.queues().createQueue(Samples.LOCATION, QUEUE.toString(), Samples.pull());
        for (String id : List.of("a", "b")) {
            engine.tasks().createTask(QUEUE.toString(), Samples.newPullTask(QUEUE, id, "t", null));
        }
        engine.tasks().createTask(QUEUE.toString(), Samples.newPullTask(QUEUE, "later", "t", LATER));
        engine.leases().leaseTasks(QUEUE.toString(), 1, Duration.ofSeconds(60), "");

        assertThat(engine.admin().overviews().getFirst().leased()).isEqualTo(1);
        assertThat(engine.admin().overviews().getFirst().nextToken()).isNull();
        assertThat(engine.admin().tasks(QUEUE, "", 10))
                .extracting(ListedTask::state)
                .containsExactly(TaskState.LEASED, TaskState.WAITING, TaskState.WAITING);
        timeline.advance(Duration.ofSeconds(60));
        assertThat(engine.admin().overviews().getFirst().leased()).isZero();
    }

    @Test
    void tasks_are_listed_after_an_id() {
        createPush(RateLimits.UNSET);
        for (String id : List.of("c", "a", "d", "b")) {
            create(id, id.equals("b") ? Samples.START : LATER);
        }
        timeline.settle();

        List<ListedTask> listed = engine.admin().tasks(QUEUE, "a", 2);
        assertThat(listed).extracting(task -> task.task().id()).containsExactly("b", "c");
        assertThat(listed).extracting(ListedTask::state).containsExactly(TaskState.IN_FLIGHT, TaskState.WAITING);
        assertThat(engine.admin().tasks(QUEUE, "d", 2)).isEmpty();
        assertThat(engine.admin().tasks(QueueName.of("p", "l", "none"), "", 2)).isEmpty();
        assertThat(engine.admin().queueNames()).containsExactly(QUEUE);
    }

    private void createPush(RateLimits rates) {
        engine.queues().createQueue(Samples.LOCATION, QUEUE.toString(), Samples.push(rates, RetryConfig.UNSET));
    }

    private void create(String id, Instant when) {
        engine.tasks().createTask(QUEUE.toString(), Samples.newTask(QUEUE, id, when));
    }
}
