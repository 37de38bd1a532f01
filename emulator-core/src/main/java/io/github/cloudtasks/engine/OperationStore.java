package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.StoredBytes;
import io.github.cloudtasks.engine.queue.StoredSize;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.OperationRemoved;
import io.github.cloudtasks.journal.Change.OperationStored;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.task.Operation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest operations, up to a total size of {@link Limits#MAX_OPERATIONS_BYTES}. The latest one is kept whatever its
 * size. If the memory for stored data is full, all of them are given up before a request is refused. A stored operation
 * reserves its name. Thread-safe.
 */
final class OperationStore {
    private final ReentrantLock lock = new ReentrantLock();
    /** The operations in the order of their start; empty for a running operation. */
    private final Map<OperationName, Optional<Operation>> operations = new LinkedHashMap<>();

    private final StoredBytes stored;
    private final Journal journal;
    private long bytes;

    /** Creates an empty store whose memory is added to {@code stored}, and whose changes go to a journal. */
    OperationStore(StoredBytes stored, Journal journal) {
        this.stored = stored;
        this.journal = journal;
        stored.setDispensable(this::free);
    }

    /**
     * Runs an operation on the calling thread and stores its result.
     *
     * @throws ApiException INVALID_ARGUMENT if the name is in use (recorded)
     */
    Operation run(OperationName name, Supplier<Operation> work) {
        journal.requireAvailable();
        begin(name);
        try {
            Operation done = work.get();
            end(done);
            return done;
        } catch (RuntimeException e) {
            forget(name);
            throw e;
        }
    }

    /**
     * Returns a finished operation.
     *
     * @throws ApiException NOT_FOUND
     */
    Operation get(OperationName name) {
        lock.lock();
        try {
            return operations.getOrDefault(name, Optional.empty()).orElseThrow(ApiException::notFound);
        } finally {
            lock.unlock();
        }
    }

    /** Removes all finished operations. */
    void clear() {
        lock.lock();
        try {
            removeOldest(-1, null);
        } finally {
            lock.unlock();
        }
    }

    private void begin(OperationName name) {
        lock.lock();
        try {
            if (operations.putIfAbsent(name, Optional.empty()) != null) {
                throw ApiException.invalidArgument(
                        "Duplicate operation id in the batch request: " + name.operationId());
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Operation done) {
        lock.lock();
        try {
            if (journal.isOpen()) {
                journal.append(new OperationStored(done));
            }
            add(done);
            removeOldest(Limits.MAX_OPERATIONS_BYTES, done.name());
        } finally {
            lock.unlock();
        }
    }

    /** Returns the finished operations in the order of their ends. */
    List<Operation> finished() {
        lock.lock();
        try {
            return operations.values().stream().flatMap(Optional::stream).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Adds finished operations from the store. Called before the engine is used, in the order of their ends. */
    void load(List<Operation> stored) {
        lock.lock();
        try {
            stored.forEach(this::add);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces all finished operations.
     *
     * @param change tells the journal the new state of the engine; an operation that ends meanwhile is told before and
     *     replaced too, or is told after it and stays
     */
    void replace(List<Operation> replacement, AllReplaced change) {
        lock.lock();
        try {
            journal.append(change);
            operations.values().removeIf(Optional::isPresent);
            resize(-bytes);
            load(replacement);
        } finally {
            lock.unlock();
        }
    }

    private void add(Operation done) {
        Optional<Operation> replaced = operations.put(done.name(), Optional.of(done));
        if (replaced != null && replaced.isPresent()) {
            resize(-StoredSize.of(replaced.get()));
        }
        resize(StoredSize.of(done));
    }

    private void forget(OperationName name) {
        lock.lock();
        try {
            // A finished one of this name has been restored meanwhile.
            operations.remove(name, Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    /** Makes room for other data. */
    private void free(long needed) {
        lock.lock();
        try {
            removeOldest(Math.max(0, bytes - needed), null);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the oldest operations until the others take at most {@code most} bytes, except {@code kept}. */
    private void removeOldest(long most, @Nullable OperationName kept) {
        Iterator<Map.Entry<OperationName, Optional<Operation>>> oldestFirst =
                operations.entrySet().iterator();
        while (bytes > most && oldestFirst.hasNext()) {
            Map.Entry<OperationName, Optional<Operation>> oldest = oldestFirst.next();
            if (oldest.getValue().isPresent() && !oldest.getKey().equals(kept)) {
                resize(-StoredSize.of(oldest.getValue().get()));
                oldestFirst.remove();
                if (journal.isOpen()) {
                    journal.append(new OperationRemoved(oldest.getKey()));
                }
            }
        }
    }

    private void resize(long growth) {
        bytes += growth;
        stored.add(growth);
    }
}
