package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.FlakyDispatcher.Deliveries;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The live engine with real threads and the system clock. Every queue is short of concurrency slots or tokens, and
 * calls, outcomes and wake-ups overlap at random. The order is unpredictable, so the tests check totals.
 */
class StressTest {
    private static final int PRODUCERS = 3;
    private static final int TASKS_EACH = 150;
    private static final int SLOTS = 5;
    private static final NewQueue SETTINGS = Samples.push(
            new RateLimits(500, 500, SLOTS),
            new RetryConfig(RetryConfig.UNLIMITED, null, Duration.ofMillis(1), Duration.ofMillis(8), 3));

    private final SystemTimeline timeline = new SystemTimeline();
    private final FlakyDispatcher target = new FlakyDispatcher();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private final CloudTasks cloudTasks = new CloudTasks(
            Limits.DEFAULTS
                    .withQueueNameReuse(Duration.ZERO)
                    .withTaskNameReuse(Duration.ZERO)
                    .withLeaseCallsPerSecond(0),
            timeline,
            target);

    @AfterEach
    void close() {
        threads.shutdownNow();
        target.close();
        timeline.close();
    }

    @Test
    void every_task_is_delivered_until_it_succeeds_and_not_again() throws Exception {
        List<QueueName> queues = List.of(create("a"), create("b"));
        Set<Task> created = ConcurrentHashMap.newKeySet();
        produce(queues, created);
        disturb(queues.getFirst());

        awaitEnd();
        awaitIdle(queues);

        assertThat(created).hasSize(PRODUCERS * TASKS_EACH);
        assertThat(created).allSatisfy(task -> {
            Deliveries deliveries = target.of(task);
            assertThat(deliveries.successes()).isEqualTo(1);
            assertThat(deliveries.afterSuccess()).isZero();
            assertThat(deliveries.attempts()).isSorted().doesNotHaveDuplicates().startsWith(0);
        });
        assertThat(target.mostInFlight(queues.getLast())).isBetween(1, SLOTS);
    }

    @Test
    void tasks_that_are_run_deleted_or_purged_are_neither_lost_nor_duplicated() throws Exception {
        List<QueueName> queues = List.of(create("run"), create("deleted"), create("purged"));
        Set<Task> created = ConcurrentHashMap.newKeySet();
        Set<String> removed = ConcurrentHashMap.newKeySet();
        produce(queues, created);
        whileProducing(() -> forSome(
                created, "run", task -> cloudTasks.tasks().runTask(task.name().toString())));
        whileProducing(() -> forSome(created, "deleted", task -> {
            cloudTasks.tasks().deleteTask(task.name().toString());
            removed.add(task.id());
        }));
        whileProducing(() -> cloudTasks.queues().purgeQueue(name("purged").toString()));

        awaitEnd();
        awaitIdle(queues);

        assertThat(created).allSatisfy(task -> {
            Deliveries deliveries = target.of(task);
            assertThat(deliveries.attempts()).doesNotHaveDuplicates();
            boolean mayBeDeleted = removed.contains(task.id()) || isIn(task, "purged");
            assertThat(deliveries.successes() > 0 || mayBeDeleted)
                    .as("%s is done", task.name())
                    .isTrue();
        });
    }

    @Test
    void recreated_queue_takes_over_nothing() throws Exception {
        List<QueueName> queues = List.of(create("recreated"));
        Set<Task> created = ConcurrentHashMap.newKeySet();
        produce(queues, created);
        whileProducing(() -> {
            cloudTasks.queues().deleteQueue(name("recreated").toString());
            create("recreated");
        });

        awaitEnd();
        awaitIdle(queues);
        Task last = createTask(name("recreated"), "last");
        awaitIdle(queues);

        assertThat(target.of(last).attempts())
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(0);
        assertThat(target.of(last).successes()).isEqualTo(1);
    }

    @Test
    void every_pull_task_is_leased_by_one_worker_at_a_time_and_acknowledged_once() throws Exception {
        QueueName queue = name("pull");
        cloudTasks.queues().createQueue(Samples.LOCATION, queue.toString(), Samples.pull());
        Map<String, Instant> leasedUntil = new ConcurrentHashMap<>();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<Task> created = ConcurrentHashMap.newKeySet();
        produce(List.of(queue), created);
        for (int i = 0; i < 3; i++) {
            running.add(threads.submit(() -> leaseUntilDone(queue, leasedUntil, acknowledged)));
        }

        awaitEnd();

        assertThat(acknowledged).hasSize(PRODUCERS * TASKS_EACH);
        assertThat(cloudTasks.tasks().listTasks(queue.toString(), 0, "").items())
                .isEmpty();
    }

    /** Leases tasks and acknowledges them, cancels the leases or lets them expire, until all tasks are done. */
    private Void leaseUntilDone(QueueName queue, Map<String, Instant> leasedUntil, Set<String> acknowledged) {
        long deadline = deadline();
        while (acknowledged.size() < PRODUCERS * TASKS_EACH) {
            assertThat(System.nanoTime())
                    .as("in time; %d are done", acknowledged.size())
                    .isLessThan(deadline);
            for (Task task : cloudTasks.leases().leaseTasks(queue.toString(), 10, Duration.ofSeconds(1), "")) {
                Instant before = leasedUntil.put(task.id(), task.scheduleTime());
                assertThat(before == null || !before.isAfter(task.lastAttempt().dispatchTime()))
                        .as("one at a time")
                        .isTrue();
                int chance = ThreadLocalRandom.current().nextInt(100);
                if (chance < 80) {
                    cloudTasks.leases().acknowledgeTask(task.name().toString(), task.scheduleTime());
                    assertThat(acknowledged.add(task.id()))
                            .as("acknowledged once")
                            .isTrue();
                } else if (chance < 95) {
                    leasedUntil.remove(task.id());
                    cloudTasks.leases().cancelLease(task.name().toString(), task.scheduleTime());
                }
            }
        }
        return null;
    }

    private void produce(List<QueueName> queues, Set<Task> created) {
        for (int p = 0; p < PRODUCERS; p++) {
            String prefix = "p" + p + "-";
            Callable<?> producer = () -> {
                for (int i = 0; i < TASKS_EACH; i++) {
                    createIn(queues.get(i % queues.size()), prefix + i, created);
                }
                return null;
            };
            running.add(threads.submit(producer));
        }
    }

    private void createIn(QueueName queue, String id, Set<Task> created) {
        try {
            created.add(createTask(queue, id));
        } catch (ApiException e) {
            assertThat(e.code()).as("the queue was deleted").isEqualTo(Code.NOT_FOUND);
        }
    }

    private Task createTask(QueueName queue, String id) {
        boolean pull = queue.queueId().equals("pull");
        return cloudTasks
                .tasks()
                .createTask(
                        queue.toString(),
                        pull ? Samples.newPullTask(queue, id, "", null) : Samples.newTask(queue, id, null));
    }

    /** Pauses, resumes, updates, lists and counts, and leaves the queue running. */
    private void disturb(QueueName queue) {
        String name = queue.toString();
        whileProducing(() -> {
            cloudTasks.queues().pauseQueue(name);
            cloudTasks.tasks().listTasks(name, 7, "");
            cloudTasks
                    .queues()
                    .updateQueue(
                            name, current -> Samples.push(new RateLimits(400, 100, 2 * SLOTS), SETTINGS.retryConfig()));
            cloudTasks.queues().stats(cloudTasks.queues().getQueue(name));
            cloudTasks.queues().updateQueue(name, current -> SETTINGS);
            cloudTasks.queues().resumeQueue(name);
        });
    }

    /** Repeats {@code action} while producers are running. */
    private void whileProducing(Runnable action) {
        List<Future<?>> producers = List.copyOf(running.subList(0, PRODUCERS));
        Runnable loop = () -> {
            do {
                action.run();
                Thread.yield();
            } while (!producers.stream().allMatch(Future::isDone));
        };
        running.add(threads.submit(loop));
    }

    /** Runs {@code action} for some tasks of a queue. The tasks may no longer exist. */
    private static void forSome(Set<Task> tasks, String queueId, Consumer<Task> action) {
        tasks.stream()
                .filter(task -> isIn(task, queueId))
                .skip(ThreadLocalRandom.current().nextInt(20))
                .limit(5)
                .forEach(task -> {
                    try {
                        action.accept(task);
                    } catch (ApiException e) {
                        assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
                    }
                });
    }

    private void awaitEnd() throws Exception {
        for (Future<?> future : running) {
            future.get(30, TimeUnit.SECONDS);
        }
    }

    /** Waits until no task is waiting or in flight. */
    private void awaitIdle(List<QueueName> queues) {
        long deadline = deadline();
        for (QueueName name : queues) {
            Queue queue = cloudTasks.queues().getQueue(name.toString());
            QueueStats stats = cloudTasks.queues().stats(queue);
            while (stats.tasksCount() > 0 || stats.concurrentDispatchesCount() > 0) {
                assertThat(System.nanoTime()).as("idle in time: %s", stats).isLessThan(deadline);
                Thread.yield();
                stats = cloudTasks.queues().stats(queue);
            }
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    }

    private QueueName create(String id) {
        cloudTasks.queues().createQueue(Samples.LOCATION, name(id).toString(), SETTINGS);
        return name(id);
    }

    private static boolean isIn(Task task, String queueId) {
        return task.name().queue().queueId().equals(queueId);
    }

    private static QueueName name(String id) {
        return QueueName.of("p", "l", id);
    }
}
