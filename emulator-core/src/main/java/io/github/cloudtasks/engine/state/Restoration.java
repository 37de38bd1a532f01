package io.github.cloudtasks.engine.state;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.StoredBytes;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.state.QueueToRestore.TaskToRestore;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds saved queues with their tasks, all or none. They are validated, and their memory is counted, as they arrive.
 * Nobody sees them before {@link #finish}. Not thread-safe; other threads may use the engine meanwhile.
 *
 * <pre>{@code
 * admin.restore(restoration -> {
 *   restoration.add(queue);
 *   restoration.add(taskOfThatQueue);
 * });
 * }</pre>
 */
public final class Restoration implements AutoCloseable {
    private final QueueRegistry registry;
    private final StateRestorer restorer;
    private final StoredBytes stored;
    private final Instant now;

    private final Set<String> names = new HashSet<>();
    private final List<TaskQueue> queues = new ArrayList<>();
    /** The queue to which tasks are added; null before the first one. */
    private @Nullable TaskQueue current;
    /** The tasks of the current queue. */
    private List<Task> tasks = new ArrayList<>();

    private Set<String> taskIds = new HashSet<>();
    private long reserved;
    private boolean finished;

    /** Starts a restoration at {@code now}. */
    public Restoration(Limits limits, QueueRegistry registry, CmekConfigs cmekConfigs, Instant now) {
        this.registry = registry;
        this.stored = registry.stored();
        this.restorer = new StateRestorer(Dialect.SAVED_STATE, limits, cmekConfigs, stored);
        this.now = now;
    }

    /**
     * Adds a queue with the tasks that it has. Further tasks can be added to it until the next queue.
     *
     * @throws ApiException if the queue or one of its tasks is invalid, with a message that starts with the name;
     *     RESOURCE_EXHAUSTED if it does not fit
     */
    public void add(QueueToRestore queue) {
        endQueue();
        if (queue.name().isEmpty()) {
            throw ApiException.invalidArgument("queues[" + names.size() + "]: Queue.name is required.");
        }
        if (!names.add(queue.name())) {
            throw ApiException.invalidArgument(queue.name() + ": The state has two queues of this name.");
        }
        current = restorer.queue(queue);
        queues.add(current);
        queue.tasks().forEach(this::add);
    }

    /**
     * Adds a task to the queue that was added last.
     *
     * @throws ApiException as {@link #add(QueueToRestore)}
     * @throws IllegalStateException if no queue was added
     */
    public void add(TaskToRestore saved) {
        if (current == null) {
            throw new IllegalStateException("a task without a queue");
        }
        Task task = restorer.task(saved, current.queue(), now);
        if (!taskIds.add(task.id())) {
            throw ApiException.invalidArgument(task.name() + ": The state has two tasks of this name.");
        }
        current.count(task);
        tasks.add(task);
    }

    /**
     * Counts memory of the caller, for example for tasks whose queue is not known yet, until {@link #freeReserved}.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit
     */
    public void reserve(long bytes) {
        stored.reserve(bytes);
        reserved += bytes;
    }

    /** Undoes every {@link #reserve}. */
    public void freeReserved() {
        stored.add(-reserved);
        reserved = 0;
    }

    /**
     * Makes the queues and tasks visible. They replace empty queues of the same names.
     *
     * @throws ApiException ALREADY_EXISTS if a queue of the same name is not empty. Then nothing is restored
     */
    public void finish() {
        endQueue();
        registry.content().restoreAll(queues);
        finished = true;
    }

    private void endQueue() {
        if (current != null) {
            current.restore(tasks, now);
            current = null;
            tasks = new ArrayList<>();
            taskIds = new HashSet<>();
        }
    }

    /** Drops everything that was added, unless {@link #finish} has succeeded. */
    @Override
    public void close() {
        freeReserved();
        if (!finished) {
            finished = true;
            queues.forEach(TaskQueue::release);
        }
    }
}
