package io.github.cloudtasks.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.event.Event.QueueChanged;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Calls, attempts and waits that meet a snapshot which is being saved or restored. */
class SnapshotRacesTest {
    private static final String PUSH = Samples.LOCATION + "/queues/push";
    private static final String OTHER = Samples.LOCATION + "/queues/other";

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher);
    private Snapshots snapshots = snapshotsOf(engine);

    @Test
    void attempt_that_starts_as_soon_as_its_queue_is_found_is_not_repeated() {
        String second = Samples.LOCATION + "/queues/second";
        engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher, List.of(event -> {
            if (event instanceof QueueChanged changed
                    && changed.change() == QueueChange.RESTORED
                    && changed.queueName().toString().equals(second)) {
                // What a call and the alarm that it sets do meanwhile.
                engine.tasks().getTask(PUSH + "/tasks/a");
                timeline.settle();
            }
        }));
        snapshots = snapshotsOf(engine);
        createPush();
        engine.queues().createQueue(Samples.LOCATION, second, NewQueue.DEFAULT);
        createTask("a", null);
        snapshots.save("due", false);

        snapshots.restore("due", info -> {});

        timeline.advance(Duration.ofMinutes(30));
        assertThat(dispatcher.taskIds()).containsExactly("a");
    }

    @Test
    void wait_for_an_idle_queue_goes_on_with_the_restored_one() {
        createPush();
        createTask("a", timeline.now().plusSeconds(60));
        snapshots.save("seeded", false);
        timeline.advance(Duration.ofMinutes(1));
        CompletableFuture<Void> one = engine.admin().whenIdle(PUSH);
        CompletableFuture<Void> all = engine.admin().whenIdle();
        assertThat(one).isNotDone();

        snapshots.restore("seeded", info -> {});

        assertThat(dispatcher.taskIds()).containsExactly("a");
        timeline.settle();
        assertThat(dispatcher.taskIds()).containsExactly("a", "a");
        dispatcher.take().complete(ManualDispatcher.OK);
        assertThat(Stream.of(one, all)).noneMatch(CompletableFuture::isDone);
        dispatcher.take().complete(ManualDispatcher.OK);
        assertThat(one).succeedsWithin(Duration.ofSeconds(10));
        assertThat(all).succeedsWithin(Duration.ofSeconds(10));
    }

    /** Queues of the snapshot can always be found, by single calls and in lists. */
    @Test
    void calls_during_a_restoration_find_the_queues_before_or_after_it() throws Exception {
        createPush();
        engine.queues().createQueue(Samples.LOCATION, OTHER, NewQueue.DEFAULT);
        engine.queues().pauseQueue(PUSH);
        createTask("a", null);
        snapshots.save("seeded", false);
        AtomicBoolean ends = new AtomicBoolean();
        List<Callable<?>> calls = List.of(
                () -> engine.tasks().getTask(PUSH + "/tasks/a"),
                () -> engine.queues().pauseQueue(PUSH),
                () -> engine.tasks().createTask(OTHER, Samples.newTask(QueueName.of("p", "l", "other"), "", null)),
                () -> {
                    assertThat(engine.queues()
                                    .listQueues(Samples.LOCATION, queue -> true, "", 10, "")
                                    .items())
                            .hasSize(2);
                    return null;
                });
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Future<?>> results = new ArrayList<>();
            for (Callable<?> call : calls) {
                results.add(threads.submit(() -> {
                    while (!ends.get()) {
                        call.call();
                    }
                    return null;
                }));
            }
            for (int i = 0; i < 300; i++) {
                snapshots.restore("seeded", info -> {});
            }
            ends.set(true);
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    @Test
    void snapshot_has_all_queues_at_one_point_in_time() throws Exception {
        engine.queues().createQueue(Samples.LOCATION, OTHER, NewQueue.DEFAULT);
        createPush();
        engine.queues().pauseQueue(PUSH);
        engine.queues().pauseQueue(OTHER);
        AtomicBoolean ends = new AtomicBoolean();
        // In every state, the first queue has as many tasks as the second, or one more.
        Thread creating = Thread.ofPlatform().start(() -> {
            for (int i = 0; !ends.get(); i++) {
                engine.tasks().createTask(OTHER, Samples.newTask(QueueName.of("p", "l", "other"), "t" + i, null));
                createTask("t" + i, null);
            }
        });
        try {
            for (int i = 0; i < 300; i++) {
                EngineState state = engine.admin().copy();
                int first = state.queues().getFirst().tasks().size();
                int second = state.queues().getLast().tasks().size();
                assertThat(first - second).isBetween(0, 1);
            }
        } finally {
            ends.set(true);
            creating.join();
        }
    }

    private static Snapshots snapshotsOf(CloudTasks of) {
        return new Snapshots(of.admin(), new MemorySnapshots(of.admin()), InstantSource.system());
    }

    private void createPush() {
        engine.queues().createQueue(Samples.LOCATION, PUSH, NewQueue.DEFAULT);
    }

    private void createTask(String id, Instant scheduleTime) {
        engine.tasks().createTask(PUSH, Samples.newTask(QueueName.of("p", "l", "push"), id, scheduleTime));
    }
}
