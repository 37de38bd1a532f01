package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.IdleState.Busy;
import io.github.cloudtasks.engine.queue.IdleState.Idle;
import io.github.cloudtasks.engine.queue.IdleState.Stuck;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.engine.state.QueueSnapshot;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.StateRestorer;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.time.TimeArithmetic;
import io.github.cloudtasks.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a test may do with the engine and no client of the service can: start over, wait until there is nothing left to
 * do, save and restore. Safe for use by many threads; nothing here blocks.
 */
public final class EngineAdmin {
    private final Limits limits;
    private final Timeline timeline;
    private final QueueRegistry queues;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;

    EngineAdmin(
            Limits limits,
            Timeline timeline,
            QueueRegistry queues,
            OperationStore operations,
            CmekConfigs cmekConfigs) {
        this.limits = limits;
        this.timeline = timeline;
        this.queues = queues;
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
    }

    /** Forgets everything: queues, tasks, blocked names, operations and keys. Attempts in flight end without effect. */
    public void reset() {
        queues.clear();
        operations.clear();
        cmekConfigs.clear();
        queues.idleMonitor().changed();
    }

    /**
     * Completes when every push queue is idle. The tasks of pull queues wait for workers and are not counted. Cancel it
     * when nobody wants to know any more.
     *
     * @return fails with {@link NeverIdleException} when that will not happen by itself
     */
    public CompletableFuture<Void> whenIdle() {
        return queues.idleMonitor()
                .until(() -> isIdle(
                        queues.all().stream().filter(queue -> !queue.record().isPull())));
    }

    /**
     * Completes when one queue is idle; cancel it when nobody wants to know any more.
     *
     * @param name its full name
     * @return fails with {@link NeverIdleException} when that will not happen by itself, and with {@link ApiException}
     *     NOT_FOUND when the queue is deleted meanwhile
     * @throws ApiException INVALID_ARGUMENT or NOT_FOUND for a name of no queue
     */
    public CompletableFuture<Void> whenIdle(String name) {
        QueueName queue = ResourceNames.queue(name, Permission.QUEUES_GET);
        queues.get(queue);
        return queues.idleMonitor().until(() -> isIdle(Stream.of(queues.get(queue))));
    }

    /**
     * Completes when no attempt is under way and none is due, in any queue: nothing will happen before time moves on.
     * Cancel it when nobody wants to know any more.
     */
    public CompletableFuture<Void> whenQuiescent() {
        return queues.idleMonitor().until(() -> queues.all().stream().allMatch(LiveQueue::isQuiescent));
    }

    /**
     * Tells those who wait, now or later, that nothing will happen any more; their stages fail with a
     * CancellationException.
     */
    public void close() {
        queues.idleMonitor().close("The emulator was closed.");
    }

    /** Lets those who wait look again, after time was stopped or moved. */
    public void timeChanged() {
        queues.idleMonitor().changed();
    }

    /** The time {@code wait} from now, but no later than the API can tell, however long the wait. */
    public Instant nowPlus(Duration wait) {
        return TimeArithmetic.saturatedPlus(timeline.now(), wait);
    }

    /** What is left to do, a sentence for each queue that is not idle, pull queues too. */
    public List<String> remaining() {
        return remaining(queues.all().stream());
    }

    /**
     * What is left to do in one queue: a sentence, or none if it is idle or gone.
     *
     * @param name its full name
     */
    public List<String> remaining(String name) {
        return remaining(Stream.ofNullable(queues.find(ResourceNames.queue(name, Permission.QUEUES_GET))));
    }

    private static List<String> remaining(Stream<LiveQueue> queues) {
        return queues.flatMap(EngineAdmin::remainder).map(Remainder::text).toList();
    }

    /** How many tasks there are in each queue, by the queue's full name. */
    public Map<String, Long> taskCounts() {
        Map<String, Long> counts = new TreeMap<>();
        for (LiveQueue live : queues.all()) {
            QueueStats stats = live.stats();
            if (stats != null) {
                counts.put(live.record().name().toString(), stats.tasksCount());
            }
        }
        return counts;
    }

    /** All queues in the order of their names, with all their tasks. */
    public List<QueueSnapshot> snapshots() {
        return queues.all().stream()
                .flatMap(live -> {
                    QueueSnapshot snapshot = live.withLockIfOpen(
                            (queue, now) -> new QueueSnapshot(queue.queue(), List.copyOf(queue.all(now))));
                    return snapshot == null ? Stream.empty() : Stream.of(snapshot);
                })
                .toList();
    }

    /**
     * Adds queues with their tasks, all or none, in place of empty queues of the same names. They must be such as the
     * service would have made, but for their histories.
     *
     * @throws ApiException for the first that cannot be; the text begins with the name of the queue or the task
     */
    public void restore(List<QueueToRestore> saved) {
        queues.restoreAll(new StateRestorer(Dialect.SAVED_STATE, limits, cmekConfigs).restored(saved, timeline.now()));
    }

    /** Where some queues are stuck, the others come first: what they do may be what the stuck ones wait for. */
    private static boolean isIdle(Stream<LiveQueue> queues) {
        List<Remainder> remainders = queues.flatMap(EngineAdmin::remainder).toList();
        if (!remainders.isEmpty() && remainders.stream().allMatch(Remainder::isStuck)) {
            throw new NeverIdleException(
                    remainders.stream().map(Remainder::text).collect(Collectors.joining("; ")));
        }
        return remainders.isEmpty();
    }

    private record Remainder(String text, boolean isStuck) {}

    private static Stream<Remainder> remainder(LiveQueue live) {
        String name = live.record().name().toString();
        return switch (live.idleState()) {
            case Idle idle -> Stream.empty();
            case Busy busy -> Stream.of(new Remainder(name + " " + busy.remains(), false));
            case Stuck stuck -> Stream.of(new Remainder(name + " " + stuck.reason(), true));
        };
    }
}
