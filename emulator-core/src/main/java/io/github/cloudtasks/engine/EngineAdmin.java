package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.IdleState.Busy;
import io.github.cloudtasks.engine.queue.IdleState.Idle;
import io.github.cloudtasks.engine.queue.IdleState.Stuck;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.QueueInspector;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.StoredSize;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.engine.state.QueueToRestore;
import io.github.cloudtasks.engine.state.Restoration;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.QueueOverview;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.ListedTask;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.TaskState;
import io.github.cloudtasks.model.task.WaitReason;
import io.github.cloudtasks.time.TimeArithmetic;
import io.github.cloudtasks.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Operations for tests and administrators that the API of the service does not have: reset, wait until idle, export and
 * restore queues. Thread-safe and non-blocking.
 */
public final class EngineAdmin {
    private final Limits limits;
    private final Timeline timeline;
    private final QueueRegistry queues;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;
    private final RefusalLog refusals;

    EngineAdmin(
            Limits limits,
            Timeline timeline,
            QueueRegistry queues,
            OperationStore operations,
            CmekConfigs cmekConfigs,
            RefusalLog refusals) {
        this.limits = limits;
        this.timeline = timeline;
        this.queues = queues;
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
        this.refusals = refusals;
    }

    /**
     * Deletes all queues, tasks, blocked names, operations and encryption keys. The outcomes of attempts in flight are
     * ignored.
     */
    public void reset() {
        // A copy has all of this or nothing.
        cmekConfigs.whileLocked(() -> queues.content().whileUnchanged(() -> {
            queues.content().clear();
            operations.clear();
            cmekConfigs.clear();
            return true;
        }));
        queues.idleMonitor().changed();
    }

    /**
     * Waits until every push queue is idle: it has neither tasks nor attempts in flight. Pull queues are ignored,
     * because their tasks wait for workers.
     *
     * @return a future that completes when the queues are idle, and fails with {@link NeverIdleException} if they make
     *     no progress by themselves. Cancel it to stop waiting
     */
    public CompletableFuture<Void> whenIdle() {
        return queues.idleMonitor()
                .until(whileUnchanged(() -> isIdle(
                        queues.all().stream().filter(queue -> !queue.queue().isPull()))));
    }

    /**
     * Waits until one queue is idle. A pull queue is idle when it has no tasks.
     *
     * @param name the full name of the queue
     * @return as {@link #whenIdle()}; fails with {@link ApiException} NOT_FOUND if the queue is deleted meanwhile
     * @throws ApiException if the name is invalid or the queue does not exist
     */
    public CompletableFuture<Void> whenIdle(String name) {
        QueueName queue = ResourceNames.queue(name, Permission.QUEUES_GET);
        queues.get(queue);
        return queues.idleMonitor().until(whileUnchanged(() -> isIdle(Stream.of(queues.get(queue)))));
    }

    /**
     * Waits until no attempt is in flight and none is due, in any queue. Then nothing happens until time passes.
     *
     * @return a future that completes when all queues are quiescent. Cancel it to stop waiting
     */
    public CompletableFuture<Void> whenQuiescent() {
        return queues.idleMonitor()
                .until(whileUnchanged(() -> queues.all().stream().allMatch(LiveQueue::isQuiescent)));
    }

    /** Returns a condition that is not checked while some queues are replaced already and others are not. */
    private BooleanSupplier whileUnchanged(BooleanSupplier condition) {
        return () -> queues.content().whileUnchanged(condition::getAsBoolean);
    }

    /** Fails all current and future waits with a {@link java.util.concurrent.CancellationException}. */
    public void close() {
        queues.idleMonitor().close("The emulator was closed.");
    }

    /** Checks the conditions of all waits again. Call this after the time was frozen, moved or resumed. */
    public void timeChanged() {
        queues.idleMonitor().changed();
    }

    /** Returns the instant {@code wait} from now, at most the last timestamp of the API. */
    public Instant nowPlus(Duration wait) {
        return TimeArithmetic.saturatedPlus(timeline.now(), wait);
    }

    /** Returns a sentence for each queue that is not idle, including pull queues. */
    public List<String> remaining() {
        return remaining(queues.all().stream());
    }

    /**
     * Returns a sentence about a queue that is not idle. Empty if it is idle or does not exist.
     *
     * @param name the full name of the queue
     */
    public List<String> remaining(String name) {
        return remaining(Stream.ofNullable(queues.find(ResourceNames.queue(name, Permission.QUEUES_GET))));
    }

    private static List<String> remaining(Stream<LiveQueue> queues) {
        return queues.flatMap(EngineAdmin::remainder).map(Remainder::text).toList();
    }

    /** Returns the number of tasks of each queue, by the full name of the queue. */
    public Map<String, Long> taskCounts() {
        Map<String, Long> counts = new TreeMap<>();
        for (LiveQueue live : queues.all()) {
            QueueStats stats = live.stats();
            if (stats != null) {
                counts.put(live.queue().name().toString(), stats.tasksCount());
            }
        }
        return counts;
    }

    /**
     * A task with the reasons why it is not dispatched at the moment.
     *
     * @param waitReasons see {@link TaskQueue#waitReasons}
     */
    public record InspectedTask(Task task, TaskState state, List<WaitReason> waitReasons) {}

    /**
     * Returns a task with the reasons why it is not dispatched at the moment.
     *
     * @param name the full name of the task
     * @throws ApiException if the name is invalid, or the queue or the task does not exist
     */
    public InspectedTask inspect(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_GET);
        return queues.get(task.queue()).withLock((queue, now) -> {
            Task found = queue.get(task.taskId(), now);
            return new InspectedTask(found, QueueInspector.state(queue, found, now), queue.waitReasons(found, now));
        });
    }

    /** Returns the names of all queues. */
    public List<QueueName> queueNames() {
        return queues.all().stream().map(live -> live.queue().name()).toList();
    }

    /** Returns an overview of each queue, in the order of their names. The queues are read one after the other. */
    public List<QueueOverview> overviews() {
        return queues.all().stream()
                .map(live -> live.withLockIfOpen(QueueInspector::overview))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Returns tasks of a queue with their states, in the order of their ids. The queue is blocked meanwhile, so pass a
     * small {@code max}, and continue after the last id.
     *
     * @param after the id after which the list starts; need not exist
     * @param max the most tasks to return
     * @return empty if there is no such queue
     */
    public List<ListedTask> tasks(QueueName queue, String after, int max) {
        LiveQueue live = queues.find(queue);
        List<ListedTask> listed =
                live == null ? null : live.withLockIfOpen((open, now) -> QueueInspector.list(open, after, max, now));
        return listed == null ? List.of() : listed;
    }

    /**
     * Returns the memory that queues, tasks, blocked names, policies and snapshots in memory take, in bytes; see
     * {@link Limits#storedBytes}.
     */
    public long storedBytes() {
        return queues.stored().used();
    }

    /** Returns the memory that a task takes, in bytes, as {@link #storedBytes()} counts it. */
    public static long storedBytes(Task task) {
        return StoredSize.of(task);
    }

    /** Returns all queues with all their tasks, in the order of their names. */
    public List<ExportedQueue> export() {
        return exportOneByOne().toList();
    }

    /**
     * Does the same as {@link #export}, but exports a queue when the caller asks for it. So only the tasks of one queue
     * are kept in memory, even if they are deleted meanwhile.
     */
    public Stream<ExportedQueue> exportOneByOne() {
        return queues.all().stream()
                .map(live -> live.withLockIfOpen(
                        (queue, now) -> new ExportedQueue(queue.queue(), List.copyOf(queue.all(now)))))
                .filter(Objects::nonNull);
    }

    /**
     * Adds queues with their tasks, all or none. They replace empty queues of the same names. Settings and tasks are
     * validated like those of requests.
     *
     * @throws ApiException for the first invalid queue or task; its message starts with the name. RESOURCE_EXHAUSTED if
     *     they do not fit
     */
    public void restore(List<QueueToRestore> saved) {
        restore(restoration -> saved.forEach(restoration::add));
    }

    /**
     * Adds the queues and tasks that {@code source} passes to the restoration, all or none. Nothing is restored if it
     * throws an exception.
     *
     * @throws ApiException as {@link #restore(List)}
     */
    public void restore(Consumer<Restoration> source) {
        try (Restoration restoration = new Restoration(limits, queues, cmekConfigs, timeline.now())) {
            source.accept(restoration);
            restoration.finish();
        } catch (ApiException e) {
            refusals.record(e);
            throw e;
        }
    }

    /**
     * Returns everything that the engine holds at one point in time. No queue can be used meanwhile, which takes about
     * a millisecond for 100,000 tasks.
     */
    public EngineState copy() {
        return cmekConfigs.whileLocked(() -> queues.content()
                .whileLocked(() -> new EngineState(
                        timeline.read(),
                        queues.content().queues(),
                        queues.content().blockedNames(),
                        cmekConfigs.all(),
                        operations.finished())));
    }

    /**
     * Replaces everything that the engine holds by a snapshot, which {@code source} passes to the loader. Nothing is
     * replaced if it throws an exception. Attempts that are in flight end without effect. Those that were in flight
     * when the state was copied are retried.
     *
     * @param snapshot the name of the snapshot
     * @param saveTime when it was saved
     * @param whenEmpty runs when the old queues are gone, and before a task of the new ones can be dispatched. Must not
     *     block or call the engine
     * @throws ApiException RESOURCE_EXHAUSTED if the new state does not fit beside the old one; if the journal does not
     *     accept changes
     */
    public void replace(String snapshot, Instant saveTime, Consumer<StateLoader> source, Runnable whenEmpty) {
        try (EngineLoader loader = new EngineLoader(limits, queues, operations, cmekConfigs)) {
            source.accept(loader);
            loader.replaceEngine(snapshot, saveTime, timeline.read(), whenEmpty);
        }
    }

    /**
     * Counts memory that is kept outside of the engine for a while as stored data.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit. Then nothing was added
     */
    public void reserve(long bytes) {
        queues.stored().reserve(bytes);
    }

    /** Undoes {@link #reserve}. */
    public void free(long bytes) {
        queues.stored().add(-bytes);
    }

    /**
     * Counts the memory of a snapshot as stored data until it is deleted.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit. Then nothing was added
     */
    public void reserveForSnapshot(long bytes) {
        queues.stored().reserveForSnapshot(bytes);
    }

    /** Undoes {@link #reserveForSnapshot}. */
    public void freeFromSnapshot(long bytes) {
        queues.stored().freeFromSnapshot(bytes);
    }

    /**
     * Returns whether the queues are idle. Throws only if all others are stuck, because a busy one can resolve that.
     */
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
        String name = live.queue().name().toString();
        return switch (live.idleState()) {
            case Idle idle -> Stream.empty();
            case Busy busy -> Stream.of(new Remainder(name + " " + busy.remains(), false));
            case Stuck stuck -> Stream.of(new Remainder(name + " " + stuck.reason(), true));
        };
    }
}
