package io.github.cloudtasks.journal;

import io.github.cloudtasks.journal.Change.AllRemoved;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.KeyStored;
import io.github.cloudtasks.journal.Change.OperationRemoved;
import io.github.cloudtasks.journal.Change.OperationStored;
import io.github.cloudtasks.journal.Change.PolicyStored;
import io.github.cloudtasks.journal.Change.QueuePurged;
import io.github.cloudtasks.journal.Change.QueueRemoved;
import io.github.cloudtasks.journal.Change.QueueStored;
import io.github.cloudtasks.journal.Change.TaskRemoved;
import io.github.cloudtasks.journal.Change.TaskStored;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A store in memory that does exactly what the Javadoc of {@link Change} says. Changes are durable when they are
 * appended, unless the test holds them. Not thread-safe.
 */
public final class ModelStore implements Journal {
    private record Blocked(boolean idIsGenerated, Instant until) {}

    private static final class StoredQueue {
        private Queue queue;
        private Policy policy;
        private final Map<String, Task> tasks = new TreeMap<>();
        private final Map<String, Blocked> blocked = new LinkedHashMap<>();
    }

    private final Map<QueueName, StoredQueue> queues = new TreeMap<>();
    private final Map<QueueName, Instant> blockedQueues = new LinkedHashMap<>();
    private final Map<LocationName, String> keys = new LinkedHashMap<>();
    private final Map<OperationName, Operation> operations = new LinkedHashMap<>();
    private final List<Runnable> actions = new ArrayList<>();
    private boolean holding;
    private ApiException failure;
    private Consumer<Change> observer = change -> {};

    /** Passes each change to an observer before it is applied. */
    public void observe(Consumer<Change> with) {
        observer = with;
    }

    /** Makes all later changes wait until {@link #release}. */
    public void hold() {
        holding = true;
    }

    public void release() {
        holding = false;
        releaseWaiting();
    }

    /** Makes the changes durable that wait now. Later ones still wait. */
    public void releaseWaiting() {
        List<Runnable> released = List.copyOf(actions);
        actions.clear();
        released.forEach(Runnable::run);
    }

    /** Makes the store fail; null makes it work again. */
    public void fail(ApiException with) {
        failure = with;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void requireAvailable() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public CompletableFuture<Void> pending() {
        if (!holding) {
            return null;
        }
        CompletableFuture<Void> stored = new CompletableFuture<>();
        actions.add(() -> stored.complete(null));
        return stored;
    }

    @Override
    public void whenStored(Runnable action) {
        if (holding) {
            actions.add(action);
        } else {
            action.run();
        }
    }

    @Override
    public void append(Change change) {
        observer.accept(change);
        switch (change) {
            case QueueStored stored -> {
                queues.computeIfAbsent(stored.queue().name(), name -> new StoredQueue()).queue = stored.queue();
                blockedQueues.remove(stored.queue().name());
            }
            case QueueRemoved removed -> {
                queues.remove(removed.name());
                if (removed.blockedUntil() != null) {
                    blockedQueues.put(removed.name(), removed.blockedUntil());
                }
            }
            case PolicyStored stored -> queues.get(stored.name()).policy = stored.policy();
            case TaskStored stored -> {
                StoredQueue queue = queues.get(stored.task().name().queue());
                Task replaced = queue.tasks.put(stored.task().id(), stored.task());
                if (stored.isNew() != (replaced == null)
                        || (replaced != null
                                && replaced.serial() != stored.task().serial())) {
                    throw new IllegalStateException(stored + " replaces " + replaced);
                }
                queue.blocked.remove(stored.task().id());
            }
            case TaskRemoved removed -> {
                StoredQueue queue = queues.get(removed.task().name().queue());
                Task task = queue.tasks.remove(removed.task().id());
                if (task == null || task.serial() != removed.task().serial()) {
                    throw new IllegalStateException(removed + " removes " + task);
                }
                block(queue, task.id(), task.idIsGenerated(), removed.blockedUntil());
            }
            case QueuePurged purged -> purge(queues.get(purged.name()), purged);
            case KeyStored stored -> {
                keys.remove(stored.location());
                if (!stored.key().isEmpty()) {
                    keys.put(stored.location(), stored.key());
                }
            }
            case OperationStored stored -> operations.put(stored.operation().name(), stored.operation());
            case OperationRemoved removed -> operations.remove(removed.name());
            case AllRemoved removed -> clear();
            case AllReplaced replaced -> {
                clear();
                replaced.content().accept(new Loader());
            }
        }
    }

    private void clear() {
        queues.clear();
        blockedQueues.clear();
        keys.clear();
        operations.clear();
    }

    /** Stores what it receives. */
    private final class Loader implements StateLoader {
        private StoredQueue current;

        @Override
        public void queue(Queue queue) {
            current = new StoredQueue();
            current.queue = queue;
            queues.put(queue.name(), current);
        }

        @Override
        public void policy(Policy policy) {
            current.policy = policy;
        }

        @Override
        public void task(Task task) {
            current.tasks.put(task.id(), task);
        }

        @Override
        public void blockedTask(String id, boolean idIsGenerated, Instant until) {
            current.blocked.put(id, new Blocked(idIsGenerated, until));
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
            operations.put(operation.name(), operation);
        }
    }

    private static void purge(StoredQueue queue, QueuePurged purged) {
        if (purged.releasesNames()) {
            queue.blocked.clear();
        }
        queue.tasks.values().stream()
                .sorted((one, other) -> Long.compare(one.serial(), other.serial()))
                .forEach(task -> block(queue, task.id(), task.idIsGenerated(), purged.blockedUntil()));
        queue.tasks.clear();
    }

    private static void block(StoredQueue queue, String id, boolean idIsGenerated, Instant until) {
        if (until != null) {
            queue.blocked.put(id, new Blocked(idIsGenerated, until));
        }
    }

    /** Passes everything to a loader. */
    public void loadInto(StateLoader loader) {
        blockedQueues.forEach(loader::blockedQueue);
        keys.forEach(loader::key);
        operations.values().forEach(loader::operation);
        for (StoredQueue stored : queues.values()) {
            loader.queue(stored.queue);
            if (stored.policy != null) {
                loader.policy(stored.policy);
            }
            stored.tasks.values().forEach(loader::task);
            stored.blocked.forEach((id, blocked) -> loader.blockedTask(id, blocked.idIsGenerated(), blocked.until()));
        }
    }
}
