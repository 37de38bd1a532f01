package io.github.cloudtasks.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.queue.QueueContent;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.ClockReading;
import io.github.cloudtasks.time.SystemTimeline;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Saves and restores with real threads, while others use the engine in every other way. The order is unpredictable, so
 * the test checks what holds in every order.
 */
class SnapshotStressTest {
    private static final int ROUNDS = 150;
    private static final int QUEUES = 5;
    private static final int TASKS = 7;
    private static final String CMEK = Samples.LOCATION + "/cmekConfig";
    private static final Duration YEAR = Duration.ofDays(365);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Dispatcher target = dispatch -> CompletableFuture.supplyAsync(
            () -> DeliveryResult.of(
                    new Outcome.Responded(ThreadLocalRandom.current().nextBoolean() ? 200 : 500)),
            threads);
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final SystemTimeline system = new SystemTimeline();
    private final VirtualTimeline virtual = new VirtualTimeline(Samples.START);
    private boolean isVirtual;
    private CloudTasks engine;
    private Snapshots snapshots;

    @AfterEach
    void close() {
        ends.set(true);
        threads.shutdownNow();
        system.close();
    }

    private void start(boolean usesVirtualTime) {
        isVirtual = usesVirtualTime;
        engine = new CloudTasks(
                Limits.DEFAULTS.withLeaseCallsPerSecond(0), isVirtual ? virtual : system, target, List.of(this::count));
        snapshots = new Snapshots(engine.admin(), new MemorySnapshots(engine.admin()), InstantSource.system());
    }

    private void count(Event event) {
        if (event instanceof Event.ServiceReset) {
            resets.incrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_state_is_whole_and_every_call_ends(boolean usesVirtualTime) throws Exception {
        start(usesVirtualTime);
        seed("one");
        ClockReading one = snapshots.save("one", false).clock();
        engine.admin().reset();
        system.freeze();
        system.moveTo(system.now().plus(YEAR));
        seed("two");
        ClockReading two = snapshots.save("two", false).clock();
        long perSnapshot =
                snapshots.list().stream().mapToLong(SnapshotInfo::bytes).sum();

        List<Future<?>> rounds = new ArrayList<>();
        rounds.add(repeat(() -> restore("one")));
        rounds.add(repeat(() -> restore("two")));
        rounds.add(repeat(() -> check(engine.admin().copy(), one, two)));
        rounds.add(repeat(() -> snapshots.save("other", true)));
        rounds.add(repeat(() -> restore("other")));
        rounds.add(repeat(() -> snapshots.delete("other")));
        List<Future<?>> disturbances = disturb();
        for (Future<?> round : rounds) {
            round.get(60, TimeUnit.SECONDS);
        }
        ends.set(true);
        for (Future<?> disturbance : disturbances) {
            disturbance.get(60, TimeUnit.SECONDS);
        }

        assertThat(resets.get()).isGreaterThan(2 * ROUNDS);
        restore("one");
        assertThat(snapshots.get("one").clock()).isEqualTo(one);
        check(engine.admin().copy(), one, two);
        engine.admin().reset();
        allowed(() -> snapshots.delete("other"));
        assertThat(engine.admin().storedBytes()).isEqualTo(perSnapshot);
        snapshots.delete("one");
        snapshots.delete("two");
        assertThat(engine.admin().storedBytes()).isZero();
    }

    /** Creates queues and a key that only a restoration changes, and queues with which others do what they like. */
    private void seed(String kind) {
        for (int i = 0; i < QUEUES; i++) {
            String queue = create(kind + i, NewQueue.DEFAULT);
            engine.queues().pauseQueue(queue);
            for (int j = 0; j < TASKS; j++) {
                engine.tasks().createTask(queue, Samples.newTask(name(kind + i), "t" + j, null));
            }
        }
        engine.locations().updateCmekConfig(CMEK, key -> key(kind));
        String push = create("push", NewQueue.DEFAULT);
        create("deleted", NewQueue.DEFAULT);
        create("pull", Samples.pull());
        engine.tasks().createTask(push, Samples.newTask(name("push"), "seeded", null));
        engine.tasks().createTask(full("pull"), Samples.newPullTask(name("pull"), "seeded", "", null));
    }

    private List<Future<?>> disturb() {
        AtomicInteger ids = new AtomicInteger();
        return List.of(
                disturb(() -> virtual.advance(Duration.ofMillis(100))),
                disturb(() -> engine.tasks()
                        .createTask(full("push"), Samples.newTask(name("push"), "n" + ids.incrementAndGet(), null))),
                disturb(() -> engine.tasks()
                        .createTask(full("pull"), Samples.newPullTask(name("pull"), "n" + ids.get(), "", null))),
                disturb(() -> {
                    for (Task task : engine.leases().leaseTasks(full("pull"), 5, Duration.ofSeconds(1), "")) {
                        engine.leases().acknowledgeTask(task.name().toString(), task.scheduleTime());
                    }
                }),
                disturb(() -> {
                    engine.queues().deleteQueue(full("deleted"));
                }),
                disturb(() -> {
                    engine.queues().purgeQueue(full("push"));
                    engine.tasks().runTask(full("push") + "/tasks/seeded");
                }),
                disturb(() -> engine.tasks()
                        .batchDeleteTasks(
                                full("push"), List.of(full("push") + "/tasks/seeded"), "op" + ids.incrementAndGet())),
                disturb(() -> {
                    engine.queues().pauseQueue(full("push"));
                    engine.queues().resumeQueue(full("push"));
                }),
                disturb(() -> {
                    CompletableFuture<Void> idle = engine.admin().whenIdle(full("push"));
                    Thread.yield();
                    idle.cancel(false);
                    engine.admin().overviews();
                    engine.admin().export();
                }));
    }

    private Future<?> repeat(Runnable step) {
        return threads.submit(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                allowed(step);
            }
        });
    }

    private Future<?> disturb(Runnable step) {
        return threads.submit(() -> {
            while (!ends.get()) {
                allowed(step);
                Thread.yield();
            }
        });
    }

    /** Runs a call that may meet a state in which something is missing or there already. */
    private static void allowed(Runnable step) {
        try {
            step.run();
        } catch (ApiException e) {
            assertThat(e.code())
                    .as(e.text())
                    .isIn(
                            ApiException.Code.NOT_FOUND,
                            ApiException.Code.ALREADY_EXISTS,
                            ApiException.Code.FAILED_PRECONDITION);
        }
    }

    private void restore(String kind) {
        snapshots.restore(kind, info -> system.setTo(info.clock()));
    }

    private void check(EngineState state, ClockReading one, ClockReading two) {
        Map<String, Integer> counts = new TreeMap<>();
        for (QueueContent queue : state.queues()) {
            counts.put(queue.queue().name().queueId(), queue.tasks().size());
        }
        boolean isOne = counts.containsKey("one0");
        for (int i = 0; i < QUEUES; i++) {
            assertThat(counts.get((isOne ? "one" : "two") + i)).isEqualTo(TASKS);
            assertThat(counts).doesNotContainKey((isOne ? "two" : "one") + i);
        }
        assertThat(state.keys()).containsValue(key(isOne ? "one" : "two"));
        if (isVirtual) {
            return;
        }
        assertThat(state.clock().isFrozen()).isEqualTo(!isOne);
        if (isOne) {
            assertThat(state.clock().time()).isBetween(one.time(), one.time().plus(YEAR.dividedBy(2)));
        } else {
            assertThat(state.clock().time()).isEqualTo(two.time());
        }
    }

    private String create(String id, NewQueue settings) {
        engine.queues().createQueue(Samples.LOCATION, full(id), settings);
        return full(id);
    }

    private static String key(String kind) {
        return "projects/p/locations/l/keyRings/r/cryptoKeys/" + kind;
    }

    private static String full(String id) {
        return name(id).toString();
    }

    private static QueueName name(String id) {
        return QueueName.of("p", "l", id);
    }
}
