package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.QueueContent;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.EngineState;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.ClockReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects a state, whose memory is counted as it arrives, and makes it the state of the engine at the end: all of it,
 * or nothing. Not thread-safe; other threads may use the engine meanwhile.
 */
final class EngineLoader implements StateLoader, AutoCloseable {
    private final Limits limits;
    private final QueueRegistry registry;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;

    private final List<TaskQueue> queues = new ArrayList<>();
    private final Map<QueueName, Instant> blockedQueues = new LinkedHashMap<>();
    private final Map<LocationName, String> keys = new LinkedHashMap<>();
    private final List<Operation> finished = new ArrayList<>();
    private @Nullable TaskQueue current;
    private boolean isUsed;

    EngineLoader(Limits limits, QueueRegistry registry, OperationStore operations, CmekConfigs cmekConfigs) {
        this.limits = limits;
        this.registry = registry;
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
    }

    @Override
    public void queue(Queue queue) {
        current = TaskQueue.of(queue, limits, registry.stored());
        queues.add(current);
    }

    @Override
    public void policy(Policy policy) {
        current().load(policy);
    }

    @Override
    public void task(Task task) {
        current().load(task);
    }

    @Override
    public void blockedTask(String id, boolean idIsGenerated, Instant until) {
        current().loadBlockedName(id, idIsGenerated, until);
    }

    @Override
    public void blockedQueue(QueueName name, Instant until) {
        blockedQueues.put(name, until);
    }

    @Override
    public void key(LocationName location, String key) {
        keys.put(location, key);
    }

    @Override
    public void operation(Operation operation) {
        finished.add(operation);
    }

    /** Adds everything to an engine that is empty and not used yet. Its tasks are dispatched from now on. */
    void addToEmptyEngine() {
        cmekConfigs.load(keys);
        operations.load(finished);
        registry.content().load(queues, blockedQueues);
        isUsed = true;
    }

    /**
     * Replaces everything that the engine holds. The tasks are dispatched from now on.
     *
     * @param snapshot the name of the snapshot that has arrived
     * @param saveTime when it was saved
     * @param whenEmpty as for {@link io.github.cloudtasks.engine.queue.RegistryContent#replace}
     * @throws io.github.cloudtasks.model.ApiException if the journal does not accept changes. Then nothing is replaced
     */
    void replaceEngine(String snapshot, Instant saveTime, ClockReading clock, Runnable whenEmpty) {
        List<QueueContent> contents = queues.stream().map(TaskQueue::content).toList();
        EngineState state = new EngineState(clock, contents, blockedQueues, keys, finished);
        AllReplaced change = new AllReplaced(snapshot, saveTime, state::passTo);
        cmekConfigs.whileLocked(() -> {
            registry.content().replace(queues, blockedQueues, () -> operations.replace(finished, change), () -> {
                whenEmpty.run();
                cmekConfigs.replace(keys);
            });
            return true;
        });
        isUsed = true;
    }

    private TaskQueue current() {
        if (current == null) {
            throw new IllegalStateException("no queue was passed before");
        }
        return current;
    }

    /** Drops what has arrived, unless it is the state of the engine. */
    @Override
    public void close() {
        if (!isUsed) {
            isUsed = true;
            queues.forEach(TaskQueue::release);
        }
    }
}
