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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Validates saved queues and tasks by the rules for new ones, and converts them to queues with their history. */
public final class StateRestorer {
    private final QueueRules queueRules;
    private final TaskRules taskRules;
    private final CmekConfigs cmekConfigs;
    private final Limits limits;
    private final StoredBytes stored;

    /** Creates a restorer that follows the rules of {@code dialect}. */
    public StateRestorer(Dialect dialect, Limits limits, CmekConfigs cmekConfigs, StoredBytes stored) {
        this.queueRules = new QueueRules(dialect, limits);
        this.taskRules = new TaskRules(dialect, limits);
        this.cmekConfigs = cmekConfigs;
        this.limits = limits;
        this.stored = stored;
    }

    /**
     * Returns the restored queues. They are not in a registry yet, but what they store is counted.
     *
     * @throws ApiException for the first invalid queue or task; its message starts with the name. RESOURCE_EXHAUSTED if
     *     they do not fit. Then nothing is counted
     */
    public List<TaskQueue> restored(List<QueueToRestore> saved, Instant now) {
        Set<String> names = new HashSet<>();
        List<TaskQueue> restored = new ArrayList<>();
        try {
            for (QueueToRestore queue : saved) {
                if (queue.name().isEmpty()) {
                    throw ApiException.invalidArgument("queues[" + names.size() + "]: Queue.name is required.");
                }
                if (!names.add(queue.name())) {
                    throw ApiException.invalidArgument(queue.name() + ": The state has two queues of this name.");
                }
                TaskQueue empty = naming(queue.name(), () -> TaskQueue.of(record(queue), limits, stored));
                restored.add(empty);
                addTasks(queue, empty, now);
            }
            return restored;
        } catch (RuntimeException e) {
            restored.forEach(TaskQueue::release);
            throw e;
        }
    }

    private void addTasks(QueueToRestore saved, TaskQueue queue, Instant now) {
        List<Task> tasks = saved.tasks().stream()
                .map(task -> naming(nameOf(saved, task), () -> restored(task, queue.queue(), now)))
                .toList();
        Set<String> ids = new HashSet<>();
        for (Task task : tasks) {
            if (!ids.add(task.id())) {
                throw ApiException.invalidArgument(task.name() + ": The state has two tasks of this name.");
            }
        }
        queue.restore(tasks, now);
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

    private static String nameOf(QueueToRestore queue, TaskToRestore task) {
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
