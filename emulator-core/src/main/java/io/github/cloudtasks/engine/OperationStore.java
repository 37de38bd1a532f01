package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.rules.EncodedSize;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.Failure;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The latest operations, up to a total size of {@link Limits#MAX_OPERATIONS_BYTES}. The latest one is always kept. A
 * stored operation reserves its name. Thread-safe.
 */
final class OperationStore {
    /** The approximate size in memory of an operation without tasks and failures. */
    private static final long EMPTY_OPERATION_BYTES = 512;

    private final ReentrantLock lock = new ReentrantLock();
    /** The operations in the order of their start; empty for a running operation. */
    private final Map<OperationName, Optional<Operation>> operations = new LinkedHashMap<>();

    private long bytes;

    /**
     * Runs an operation on the calling thread and stores its result.
     *
     * @throws ApiException INVALID_ARGUMENT if the name is in use (recorded)
     */
    Operation run(OperationName name, Supplier<Operation> work) {
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
            operations.values().removeIf(Optional::isPresent);
            bytes = 0;
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
            operations.put(done.name(), Optional.of(done));
            bytes += size(done);
            removeOldest(done.name());
        } finally {
            lock.unlock();
        }
    }

    private void forget(OperationName name) {
        lock.lock();
        try {
            operations.remove(name);
        } finally {
            lock.unlock();
        }
    }

    private void removeOldest(OperationName latest) {
        Iterator<Map.Entry<OperationName, Optional<Operation>>> oldestFirst =
                operations.entrySet().iterator();
        while (bytes > Limits.MAX_OPERATIONS_BYTES && oldestFirst.hasNext()) {
            Map.Entry<OperationName, Optional<Operation>> oldest = oldestFirst.next();
            if (oldest.getValue().isPresent() && !oldest.getKey().equals(latest)) {
                bytes -= size(oldest.getValue().get());
                oldestFirst.remove();
            }
        }
    }

    private static long size(Operation operation) {
        long size = EMPTY_OPERATION_BYTES + 2L * operation.name().toString().length();
        if (operation.kind() instanceof BatchCreate create) {
            size += create.created().stream()
                    .mapToLong(created -> EncodedSize.of(created.task()))
                    .sum();
        }
        for (Failure failure : operation.failedRequests().values()) {
            size += failure.message().length();
        }
        return size;
    }
}
