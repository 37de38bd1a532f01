package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.StoredBytes;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.rules.TaskRules;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** Validates saved queues and tasks by the rules for new ones, and converts them to queues with their history. */
final class StateRestorer {
    private final QueueRules queueRules;
    private final TaskRules taskRules;
    private final CmekConfigs cmekConfigs;
    private final Limits limits;
    private final StoredBytes stored;

    /** Creates a restorer that follows the rules of {@code dialect}. */
    StateRestorer(Dialect dialect, Limits limits, CmekConfigs cmekConfigs, StoredBytes stored) {
        this.queueRules = new QueueRules(dialect, limits);
        this.taskRules = new TaskRules(dialect, limits);
        this.cmekConfigs = cmekConfigs;
        this.limits = limits;
        this.stored = stored;
    }

    /**
     * Returns an empty queue with the saved settings. It is not in a registry yet, but its memory is counted.
     *
     * @throws ApiException if the queue is invalid; the message starts with its name
     */
    TaskQueue queue(QueueToRestore saved) {
        return naming(saved.name(), () -> TaskQueue.of(record(saved), limits, stored));
    }

    /**
     * Returns the task with its history.
     *
     * @throws ApiException if the task is invalid; the message starts with its name
     */
    Task task(TaskToRestore saved, Queue queue, Instant now) {
        return naming(nameOf(queue, saved), () -> restored(saved, queue, now));
    }

    private Queue record(QueueToRestore saved) {
        QueueName name = ResourceNames.queue(saved.name(), Permission.QUEUES_CREATE);
        NewQueue settings = settings(saved);
        queueRules.check(settings);
        Queue queue = queueRules.complete(name, settings).withState(saved.state());
        cmekConfigs.check(queue);
        return saved.purgeTime() == null ? queue : queue.purgedAt(saved.purgeTime());
    }

    /** Drops a tombstone TTL that comes from the settings of the emulator and is out of range for a request. */
    private NewQueue settings(QueueToRestore saved) {
        NewQueue settings = saved.settings();
        return limits.taskNameReuse().equals(settings.tombstoneTtl()) ? settings.withTombstoneTtl(null) : settings;
    }

    private Task restored(TaskToRestore saved, Queue queue, Instant now) {
        NewTask requested = saved.requested();
        if (requested.name().isEmpty()) {
            throw ApiException.invalidArgument("Task.name is required.");
        }
        TaskName name = queue.name()
                .task(ResourceNames.taskIn(queue.name(), requested.name()).taskId());
        taskRules.check(requested, now);
        checkCounts(saved);
        Task task = taskRules.complete(name, false, requested, queue, now);
        Instant scheduleTime = requested.scheduleTime() == null
                ? now
                : requested.scheduleTime().truncatedTo(ChronoUnit.MICROS);
        return task.withHistory(
                saved.createTime() == null ? now : saved.createTime().truncatedTo(ChronoUnit.MICROS),
                scheduleTime,
                saved.dispatchCount(),
                saved.responseCount(),
                saved.firstAttempt(),
                saved.lastAttempt());
    }

    private static void checkCounts(TaskToRestore saved) {
        if (saved.responseCount() < 0 || saved.dispatchCount() < saved.responseCount()) {
            throw ApiException.invalidArgument("Task.responseCount must be between 0 and Task.dispatchCount.");
        }
    }

    private static String nameOf(Queue queue, TaskToRestore task) {
        return task.requested().name().isEmpty()
                ? "A task of " + queue.name()
                : task.requested().name();
    }

    private static <T> T naming(String name, Supplier<T> part) {
        try {
            return part.get();
        } catch (ApiException e) {
            throw new ApiException(e.code(), name + ": " + e.text()).relaxedBy(e.relaxation());
        }
    }
}
