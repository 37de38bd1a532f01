package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the stored state, and adds it to the engine at the end. Not thread-safe. */
final class EngineLoader implements StateLoader {
    private final Limits limits;
    private final QueueRegistry registry;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;
    private final List<TaskQueue> queues = new ArrayList<>();
    private @Nullable TaskQueue current;

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
        registry.loadBlockedName(name, until);
    }

    @Override
    public void key(LocationName location, String key) {
        cmekConfigs.load(location, key);
    }

    @Override
    public void operation(Operation operation) {
        operations.load(operation);
    }

    /** Adds the queues to the engine. Their tasks are dispatched from now on. */
    void finish() {
        queues.forEach(registry::load);
    }

    private TaskQueue current() {
        if (current == null) {
            throw new IllegalStateException("no queue was passed before");
        }
        return current;
    }
}
