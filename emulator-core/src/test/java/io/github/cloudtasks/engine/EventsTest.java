package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String TASK = QUEUE + "/tasks/a";

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final CloudTasks engine = engine(dispatcher, List.of(events::add));

    @Test
    void successful_task_has_events_from_creation_to_completion() {
        createPushQueue(3);
        create("a");
        timeline.settle();
        assertThat(texts()).containsExactly("queue CREATED", "a created", "a started 1");

        timeline.advance(SECOND);
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(texts().subList(3, 6))
                .containsExactly("a ended 1: 200", "a finished COMPLETED", "a settled 1: Finished[reason=COMPLETED]");
        Event.TaskFinished finished = (Event.TaskFinished) events.get(4);
        assertThat(finished.time()).isEqualTo(Samples.START.plus(SECOND));
        assertThat(finished.queueName()).isEqualTo(Samples.QUEUE);
        assertThat(finished.task().lastAttempt().outcome()).isEqualTo(ManualDispatcher.OK);
        assertThat(finished.task().responseCount()).isEqualTo(1);
    }

    @Test
    void failed_task_has_events_of_each_retry() {
        createPushQueue(2);
        create("a");
        timeline.settle();
        dispatcher.take().complete(ManualDispatcher.FAILED);
        timeline.advance(SECOND);
        dispatcher.take().complete(ManualDispatcher.FAILED);

        assertThat(texts())
                .containsExactly(
                        "queue CREATED",
                        "a created",
                        "a started 1",
                        "a ended 1: 500",
                        "a settled 1: Retried[scheduleTime=2026-01-02T03:04:06Z]",
                        "a started 2",
                        "a ended 2: 500",
                        "a finished RETRIES_EXHAUSTED",
                        "a settled 2: Finished[reason=RETRIES_EXHAUSTED]");
    }

    @Test
    void earlier_attempt_of_a_task_in_flight_twice_is_superseded() {
        createPushQueue(5);
        create("a");
        timeline.settle();
        engine.tasks().runTask(TASK);
        dispatcher.take().complete(ManualDispatcher.FAILED);

        assertThat(texts()).contains("a started 2").endsWith("a ended 1: 500", "a settled 1: Superseded[]");
    }

    @Test
    void outcome_of_a_deleted_or_recreated_task_is_ignored() {
        CloudTasks reusing = new CloudTasks(
                Limits.DEFAULTS.withTaskNameReuse(Duration.ZERO), timeline, dispatcher, List.of(events::add));
        reusing.queues().createQueue(Samples.LOCATION, QUEUE, push(5));
        reusing.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", null));
        timeline.settle();
        reusing.tasks().deleteTask(TASK);
        reusing.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", Samples.START.plusSeconds(9)));
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(texts()).endsWith("a finished DELETED", "a created", "a ended 1: 200", "a settled 1: Ignored[]");
    }

    @Test
    void attempt_of_a_deleted_queue_ends_and_is_ignored() {
        createPushQueue(5);
        create("a");
        timeline.settle();
        engine.queues().deleteQueue(QUEUE);
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(texts())
                .endsWith("1 removed QUEUE_DELETED: [a]", "queue DELETED", "a ended 1: 200", "a settled 1: Ignored[]");
    }

    @Test
    void task_is_finished_by_deletion_and_by_age() {
        createPushQueue(5);
        create("a");
        create("b");
        engine.queues().pauseQueue(QUEUE);
        engine.tasks().deleteTask(TASK);
        timeline.advance(Limits.DEFAULT_TASK_TTL);

        assertThat(texts()).endsWith("queue PAUSED", "a finished DELETED", "b finished EXPIRED");
    }

    @Test
    void leases_have_events() {
        engine.queues()
                .createQueue(
                        Samples.LOCATION,
                        QUEUE,
                        new NewQueue(
                                Samples.pull().target(), RateLimits.UNSET, Samples.every(SECOND, 2), null, null, null));
        createPulled("a");
        Task leased = lease();
        Task renewed = engine.leases().renewLease(TASK, leased.scheduleTime(), Duration.ofSeconds(5));
        engine.leases().cancelLease(TASK, renewed.scheduleTime());
        engine.leases().acknowledgeTask(TASK, lease().scheduleTime());
        createPulled("b");
        lease();
        timeline.advance(SECOND);
        lease();
        timeline.advance(SECOND);
        assertThat(engine.leases().leaseTasks(QUEUE, 1, SECOND, "")).isEmpty();

        assertThat(texts())
                .containsExactly(
                        "queue CREATED",
                        "a created",
                        "a leased until 2026-01-02T03:04:06Z",
                        "a renewed until 2026-01-02T03:04:10Z",
                        "a cancelled",
                        "a leased until 2026-01-02T03:04:06Z",
                        "a finished ACKNOWLEDGED",
                        "b created",
                        "b leased until 2026-01-02T03:04:06Z",
                        "b leased until 2026-01-02T03:04:07Z",
                        "b finished LEASES_EXHAUSTED");
    }

    @Test
    void changes_of_a_queue_have_events() {
        createPushQueue(5);
        engine.queues().updateQueue(QUEUE, current -> push(6));
        engine.queues().pauseQueue(QUEUE);
        engine.queues().pauseQueue(QUEUE);
        engine.queues().resumeQueue(QUEUE);
        engine.queues().restoreQueueState(QUEUE, QueueState.DISABLED);
        engine.queues().purgeQueue(QUEUE);
        engine.queues().deleteQueue(QUEUE);

        assertThat(texts())
                .containsExactly(
                        "queue CREATED",
                        "queue UPDATED",
                        "queue PAUSED",
                        "queue RESUMED",
                        "queue DISABLED",
                        "queue PURGED",
                        "queue DELETED");
        Event.QueueChanged purged = (Event.QueueChanged) events.get(5);
        assertThat(purged.queue().purgeTime()).isEqualTo(Samples.START);
    }

    @Test
    void purge_has_one_event_with_the_latest_tasks() {
        createPushQueue(5);
        engine.queues().pauseQueue(QUEUE);
        for (int i = 0; i < Event.TasksRemoved.MAX_LISTED + 5; i++) {
            create("t" + i);
        }
        engine.queues().purgeQueue(QUEUE);

        Event.TasksRemoved removed = (Event.TasksRemoved) events.get(events.size() - 2);
        assertThat(removed.count()).isEqualTo(1005);
        assertThat(removed.latest()).hasSize(1000);
        assertThat(removed.latest().getFirst().id()).isEqualTo("t1004");
        assertThat(texts()).endsWith("queue PURGED");
    }

    @Test
    void reset_follows_the_events_of_all_queues() {
        createPushQueue(5);
        create("a");
        engine.admin().reset();

        assertThat(texts()).endsWith("1 removed RESET: [a]", "queue DELETED", "reset");
        assertThat(events.getLast().queueName()).isNull();
    }

    @Test
    void restored_queue_has_one_event() {
        createPushQueue(5);
        TaskToRestore task = new TaskToRestore(Samples.newTask(Samples.QUEUE, "a", null), null, 0, 0, null, null);
        engine.admin().restore(List.of(new QueueToRestore(QUEUE, push(5), QueueState.PAUSED, null, List.of(task))));

        assertThat(texts()).containsExactly("queue CREATED", "queue RESTORED");
    }

    @Test
    void attempt_is_started_before_it_is_sent_and_ended_before_the_queue_changes() {
        List<String> seen = new ArrayList<>();
        List<CloudTasks> started = new ArrayList<>();
        Dispatcher immediate = dispatch -> {
            seen.add("sent");
            return CompletableFuture.completedFuture(DeliveryResult.of(ManualDispatcher.OK));
        };
        // No lock is held, and no other thread waits for this one: the call shows the state at the time of the event.
        EventListener looking = event -> {
            if (event instanceof Event.AttemptEvent) {
                seen.add(text(event) + ", tasks: "
                        + started.getFirst().admin().taskCounts().get(QUEUE));
            }
        };
        started.add(engine(immediate, List.of(looking)));
        started.getFirst().queues().createQueue(Samples.LOCATION, QUEUE, push(5));
        started.getFirst().tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", null));
        timeline.settle();

        assertThat(seen)
                .containsExactly(
                        "a started 1, tasks: 1",
                        "sent",
                        "a ended 1: 200, tasks: 1",
                        "a settled 1: Finished[reason=COMPLETED], tasks: 0");
    }

    @Test
    void no_lock_of_a_queue_is_held() {
        List<QueueRegistry> registries = new ArrayList<>();
        List<Boolean> free = new ArrayList<>();
        // The lock of the registry may be held.
        EventListener locking =
                event -> free.add(CompletableFuture.supplyAsync(() -> registries.getFirst().all().stream()
                                .map(LiveQueue::isQuiescent)
                                .toList())
                        .thenApply(locked -> true)
                        .completeOnTimeout(false, 20, TimeUnit.SECONDS)
                        .join());
        registries.add(new QueueRegistry(Limits.DEFAULTS, timeline, dispatcher, Journal.NONE, List.of(locking)));
        CloudTasks observed = new CloudTasks(Limits.DEFAULTS, timeline, registries.getFirst());
        observed.queues().createQueue(Samples.LOCATION, QUEUE, push(5));
        observed.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", null));
        timeline.settle();
        dispatcher.take().complete(ManualDispatcher.FAILED);
        timeline.advance(Limits.DEFAULT_TASK_TTL);
        observed.queues().purgeQueue(QUEUE);
        observed.queues().deleteQueue(QUEUE);
        observed.admin().reset();

        assertThat(free).hasSizeGreaterThan(9).containsOnly(true);
    }

    @Test
    void listener_that_fails_affects_nobody() {
        EventListener failing = event -> {
            throw new IllegalStateException("simulated failure");
        };
        CloudTasks observed = engine(dispatcher, List.of(failing, events::add));
        observed.queues().createQueue(Samples.LOCATION, QUEUE, push(5));
        observed.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, "a", null));
        timeline.settle();
        dispatcher.take().complete(ManualDispatcher.OK);

        assertThat(texts()).endsWith("a settled 1: Finished[reason=COMPLETED]").hasSize(6);
    }

    @Test
    void events_of_concurrent_callers_keep_the_order_and_precede_the_result() {
        createPushQueue(5);
        engine.queues().pauseQueue(QUEUE);
        List<CompletableFuture<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(CompletableFuture.supplyAsync(this::everyCreationIsPublished));
        }

        assertThat(callers)
                .allSatisfy(
                        caller -> assertThat(caller.get(20, TimeUnit.SECONDS)).isTrue());
        List<Long> serials = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.TaskCreated created) {
                serials.add(created.task().serial());
            }
        }
        assertThat(serials).hasSize(800).isSorted();
    }

    private boolean everyCreationIsPublished() {
        for (int i = 0; i < 200; i++) {
            Task task = create("");
            synchronized (events) {
                boolean published = events.stream()
                        .anyMatch(event -> event instanceof Event.TaskCreated created && created.task() == task);
                if (!published) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void queue_is_deleted_before_another_one_with_its_name_is_created() {
        CloudTasks reusing = new CloudTasks(
                Limits.DEFAULTS.withQueueNameReuse(Duration.ZERO), timeline, dispatcher, List.of(events::add));
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 200; j++) {
                    reusing.queues().updateQueue(QUEUE, current -> push(5));
                    reusing.admin().reset();
                }
            }));
        }

        assertThat(callers).allSatisfy(caller -> assertThat(caller).succeedsWithin(Duration.ofSeconds(20)));
        boolean exists = false;
        for (String text : texts()) {
            if (text.equals("queue CREATED")) {
                assertThat(exists).isFalse();
                exists = true;
            } else if (text.equals("queue DELETED")) {
                assertThat(exists).isTrue();
                exists = false;
            }
        }
    }

    private CloudTasks engine(Dispatcher used, List<EventListener> listeners) {
        return new CloudTasks(Limits.DEFAULTS, timeline, used, listeners);
    }

    private void createPushQueue(int attempts) {
        engine.queues().createQueue(Samples.LOCATION, QUEUE, push(attempts));
    }

    private static NewQueue push(int attempts) {
        RetryConfig retries = Samples.every(SECOND, attempts);
        return Samples.push(RateLimits.UNSET, retries);
    }

    private Task create(String id) {
        return engine.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, id, null));
    }

    private void createPulled(String id) {
        engine.tasks().createTask(QUEUE, Samples.newPullTask(Samples.QUEUE, id, "", null));
    }

    private Task lease() {
        return engine.leases().leaseTasks(QUEUE, 1, SECOND, "").getFirst();
    }

    private List<String> texts() {
        return events.stream().map(EventsTest::text).toList();
    }

    private static String text(Event event) {
        return switch (event) {
            case Event.TaskCreated e -> e.task().id() + " created";
            case Event.AttemptStarted e -> attempt("started", e.dispatch());
            case Event.AttemptEnded e ->
                attempt("ended", e.dispatch()) + ": " + e.outcome().httpStatus();
            case Event.AttemptSettled e -> attempt("settled", e.dispatch()) + ": " + effect(e.effect());
            case Event.TaskLeased e ->
                e.task().id() + " leased until " + e.task().scheduleTime();
            case Event.LeaseRenewed e ->
                e.task().id() + " renewed until " + e.task().scheduleTime();
            case Event.LeaseCancelled e -> e.task().id() + " cancelled";
            case Event.TaskFinished e -> e.task().id() + " finished " + e.reason();
            case Event.TasksRemoved e ->
                e.count() + " removed " + e.reason() + ": "
                        + e.latest().stream().map(Task::id).toList();
            case Event.QueueChanged e -> "queue " + e.change();
            case Event.ServiceReset e -> "reset";
        };
    }

    private static String attempt(String what, Dispatch dispatch) {
        return dispatch.task().id() + " " + what + " " + dispatch.task().dispatchCount();
    }

    private static String effect(AttemptEffect effect) {
        return effect.toString();
    }
}
