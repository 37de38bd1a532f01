package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.event.Event.ServiceReset;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.journal.Change.AllRemoved;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.QueueRemoved;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.QueueName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations on all queues of a {@link QueueRegistry} at once. Thread-safe. */
public final class RegistryContent {
    private static final Logger log = LoggerFactory.getLogger(RegistryContent.class);

    private final QueueRegistry registry;

    RegistryContent(QueueRegistry registry) {
        this.registry = registry;
    }

    /**
     * Runs {@code operation} while no queue can be used, added or removed.
     *
     * @param operation must not block or call foreign code
     */
    public <T> T whileLocked(Supplier<T> operation) {
        List<LiveQueue> locked = new ArrayList<>();
        registry.lock.lock();
        try {
            for (LiveQueue queue : registry.live.values()) {
                queue.lock().lock();
                locked.add(queue);
            }
            return operation.get();
        } finally {
            locked.forEach(queue -> queue.lock().unlock());
            registry.lock.unlock();
        }
    }

    /** Runs {@code operation} while no queue is added or removed. It may lock one queue after the other. */
    public <T> T whileUnchanged(Supplier<T> operation) {
        registry.lock.lock();
        try {
            return operation.get();
        } finally {
            registry.lock.unlock();
        }
    }

    /**
     * Returns all queues with everything that belongs to them, in the order of their names. Must be called by an
     * operation that is passed to {@link #whileLocked}.
     */
    public List<QueueContent> queues() {
        return registry.live.values().stream().map(LiveQueue::content).toList();
    }

    /** Returns the blocked names of deleted queues, in the order of blocking, and the ends of the blocks. */
    public Map<QueueName, Instant> blockedNames() {
        registry.lock.lock();
        try {
            return registry.blocked.all();
        } finally {
            registry.lock.unlock();
        }
    }

    /**
     * Adds restored queues with their tasks, all or none. They replace empty queues of the same names.
     *
     * @param saved are counted in {@link QueueRegistry#stored} already, and still are if this method fails
     * @throws ApiException ALREADY_EXISTS if a queue of the same name is not empty
     */
    public void restoreAll(List<TaskQueue> saved) {
        List<LiveQueue> added = saved.stream()
                .map(queue -> registry.live(queue, QueueChange.RESTORED))
                .toList();
        List<LiveQueue> replaced = new ArrayList<>();
        registry.lock.lock();
        try {
            registry.journal.requireAvailable();
            for (LiveQueue queue : added) {
                LiveQueue present = registry.live.get(queue.queue().name());
                if (present != null && !present.closeIfEmpty()) {
                    replaced.forEach(LiveQueue::reopen);
                    throw new ApiException(
                            Code.ALREADY_EXISTS,
                            queue.queue().name()
                                    + ": A queue of this name exists and is not empty. Delete or purge it first.");
                }
                if (present != null) {
                    replaced.add(present);
                }
            }
            // The blocked names of their tasks are forgotten, as in memory.
            replaced.forEach(queue ->
                    registry.journal.append(new QueueRemoved(queue.queue().name(), null)));
            added.forEach(LiveQueue::appendAll);
            added.forEach(queue -> registry.live.put(queue.queue().name(), queue));
            added.forEach(queue -> registry.blocked.release(queue.queue().name()));
            added.forEach(LiveQueue::publishEvents);
        } finally {
            registry.lock.unlock();
        }
        for (LiveQueue queue : added) {
            if (queue.start()) {
                log.info("{} restored", queue.queue().name());
            }
        }
        registry.idleMonitor.changed();
    }

    /** Adds the content of the store. Called before the registry is shared. */
    public void load(List<TaskQueue> queues, Map<QueueName, Instant> blockedNames) {
        blockedNames.forEach(registry.blocked::block);
        queues.forEach(queue -> add(queue).start());
    }

    /** Adds a queue that was saved, in the place of one with its name. The caller starts it. */
    private LiveQueue add(TaskQueue saved) {
        LiveQueue added = registry.live(saved, QueueChange.RESTORED);
        added.retryLost();
        registry.live.put(saved.queue().name(), added);
        added.publishEvents();
        return added;
    }

    /** Deletes all queues, including hidden ones, and releases all blocked names. */
    public void clear() {
        registry.lock.lock();
        try {
            registry.journal.requireAvailable();
            closeAll();
            // Ends the waits for single queues while these can be found: nothing is left of them.
            registry.idleMonitor.changed();
            registry.live.clear();
            registry.blocked.clear();
            tellOthers(() -> registry.journal.append(new AllRemoved()));
        } finally {
            registry.lock.unlock();
        }
    }

    /**
     * Replaces all queues and blocked names. Attempts that were in flight when the queues were copied are retried.
     * Waits for idle queues and calls that have found an old queue go on with the new one of its name.
     *
     * @param queues are counted in {@link QueueRegistry#stored} already, and still are if this method fails
     * @param tellJournal appends the {@link AllReplaced} with the whole new state to the journal; is called under the
     *     lock that orders changes of queues
     * @param whenEmpty runs when the old queues are gone, and before a task of the new ones can be dispatched. Must not
     *     block or call the engine
     * @throws ApiException if the journal does not accept changes. Then nothing is replaced
     */
    public void replace(
            List<TaskQueue> queues, Map<QueueName, Instant> blockedNames, Runnable tellJournal, Runnable whenEmpty) {
        registry.lock.lock();
        try {
            registry.journal.requireAvailable();
            closeAll();
            registry.blocked.clear();
            tellOthers(tellJournal);
            whenEmpty.run();
            blockedNames.forEach(registry.blocked::block);
            List<LiveQueue> added = queues.stream().map(this::add).toList();
            registry.live.keySet().retainAll(names(queues));
            // Under the lock, so that nobody who waits for quiescence passes over these alarms.
            added.forEach(LiveQueue::start);
        } finally {
            registry.lock.unlock();
        }
        registry.idleMonitor.changed();
    }

    private void closeAll() {
        registry.live.values().forEach(queue -> queue.close(FinishReason.RESET));
    }

    private void tellOthers(Runnable tellJournal) {
        tellJournal.run();
        if (registry.publisher.hasListeners()) {
            registry.publisher.publish(new ServiceReset(registry.timeline.now()));
        }
    }

    private static Set<QueueName> names(List<TaskQueue> queues) {
        return queues.stream().map(queue -> queue.queue().name()).collect(Collectors.toSet());
    }
}
