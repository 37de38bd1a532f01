package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.engine.queue.QueueContent;
import io.github.cloudtasks.engine.queue.StoredSize;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.time.ClockReading;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that an engine holds, at one point in time. Immutable. It shares the tasks with the engine, so a copy
 * takes little memory until the engine deletes or replaces its tasks.
 *
 * @param clock the time to which all parts belong
 * @param queues in the order of their names
 * @param blockedQueues the names of deleted queues, in the order of blocking, and the ends of the blocks
 * @param keys the encryption keys of locations
 * @param operations the finished operations, in the order of their ends
 */
public record EngineState(
        ClockReading clock,
        List<QueueContent> queues,
        Map<QueueName, Instant> blockedQueues,
        Map<LocationName, String> keys,
        List<Operation> operations) {
    public EngineState {
        queues = List.copyOf(queues);
        blockedQueues = Collections.unmodifiableMap(new LinkedHashMap<>(blockedQueues));
        keys = Map.copyOf(keys);
        operations = List.copyOf(operations);
    }

    /** Passes everything but the clock to a loader. */
    public void passTo(StateLoader loader) {
        blockedQueues.forEach(loader::blockedQueue);
        keys.forEach(loader::key);
        operations.forEach(loader::operation);
        queues.forEach(queue -> queue.passTo(loader));
    }

    /** Returns the number of tasks in all queues. */
    public int taskCount() {
        return queues.stream().mapToInt(queue -> queue.tasks().size()).sum();
    }

    /** Returns the memory that all parts take if the engine shares none of them, in bytes. */
    public long bytes() {
        return StoredSize.of(blockedQueues.keySet(), keys, operations)
                + queues.stream().mapToLong(QueueContent::bytes).sum();
    }
}
