package io.github.cloudtasks.engine;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.engine.Idleness.Busy;
import io.github.cloudtasks.engine.Idleness.Idle;
import io.github.cloudtasks.engine.Idleness.Stuck;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.QueueStats;
import io.github.cloudtasks.model.Task;
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
public final class TestControl {
    private final Limits limits;
    private final Timeline timeline;
    private final Queues queues;
    private final Operations operations;
    private final CmekConfigs cmekConfigs;

    TestControl(Limits limits, Timeline timeline, Queues queues, Operations operations, CmekConfigs cmekConfigs) {
        this.limits = limits;
        this.timeline = timeline;
        this.queues = queues;
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
    }

    /**
     * A queue as it stands.
     *
     * @param tasks the oldest first; those in flight are among them
     */
    public record Standing(Queue queue, List<Task> tasks) {}

    /** Forgets everything: queues, tasks, blocked names, operations and keys. Attempts in flight end without effect. */
    public void reset() {
        queues.clear();
        operations.clear();
        cmekConfigs.clear();
        queues.watch().changed();
    }

    /**
     * Completes when every push queue is idle. The tasks of pull queues wait for workers and are not counted. Cancel it
     * when nobody wants to know any more.
     *
     * @return fails with {@link StuckException} when that will not happen by itself
     */
    public CompletableFuture<Void> idle() {
        return queues.watch()
                .until(() -> isIdle(
                        queues.all().stream().filter(queue -> !queue.record().isPull())));
    }

    /**
     * Completes when one queue is idle; cancel it when nobody wants to know any more.
     *
     * @param name its full name
     * @return fails with {@link StuckException} when that will not happen by itself, and with {@link ApiException}
     *     NOT_FOUND when the queue is deleted meanwhile
     * @throws ApiException INVALID_ARGUMENT or NOT_FOUND for a name of no queue
     */
    public CompletableFuture<Void> idle(String name) {
        QueueName queue = ResourceNames.queue(name, Permission.QUEUES_GET);
        queues.get(queue);
        return queues.watch().until(() -> isIdle(Stream.of(queues.get(queue))));
    }

    /**
     * Completes when no attempt is under way and none is due, in any queue: nothing will happen before time moves on.
     * Cancel it when nobody wants to know any more.
     */
    public CompletableFuture<Void> atRest() {
        return queues.watch().until(() -> queues.all().stream().allMatch(LiveQueue::rests));
    }

    /**
     * Tells those who wait, now or later, that nothing will happen any more; their stages fail with a
     * CancellationException.
     */
    public void close() {
        queues.watch().close("The emulator was closed.");
    }

    /** Lets those who wait look again, after time was stopped or moved. */
    public void timeChanged() {
        queues.watch().changed();
    }

    /** The time {@code wait} from now, but no later than the API can tell, however long the wait. */
    public Instant after(Duration wait) {
        return Horizon.after(timeline.now(), wait);
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
        return queues.flatMap(TestControl::remainder).map(Remainder::text).toList();
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
    public List<Standing> standing() {
        return queues.all().stream()
                .flatMap(live -> {
                    Standing standing =
                            live.unlessClosed((queue, now) -> new Standing(queue.queue(), List.copyOf(queue.all(now))));
                    return standing == null ? Stream.empty() : Stream.of(standing);
                })
                .toList();
    }

    /**
     * Adds queues with their tasks, all or none, in place of empty queues of the same names. They must be such as the
     * service would have made, but for their histories.
     *
     * @throws ApiException for the first that cannot be; the text begins with the name of the queue or the task
     */
    public void restore(List<SavedQueue> saved) {
        queues.addAll(new Restoring(Dialect.OF_SAVED_STATE, limits, cmekConfigs).restored(saved, timeline.now()));
    }

    /** Where some queues are stuck, the others come first: what they do may be what the stuck ones wait for. */
    private static boolean isIdle(Stream<LiveQueue> queues) {
        List<Remainder> remainders = queues.flatMap(TestControl::remainder).toList();
        if (!remainders.isEmpty() && remainders.stream().allMatch(Remainder::isStuck)) {
            throw new StuckException(remainders.stream().map(Remainder::text).collect(Collectors.joining("; ")));
        }
        return remainders.isEmpty();
    }

    private record Remainder(String text, boolean isStuck) {}

    private static Stream<Remainder> remainder(LiveQueue live) {
        String name = live.record().name().toString();
        return switch (live.idleness()) {
            case Idle idle -> Stream.empty();
            case Busy busy -> Stream.of(new Remainder(name + " " + busy.remains(), false));
            case Stuck stuck -> Stream.of(new Remainder(name + " " + stuck.reason(), true));
        };
    }
}
