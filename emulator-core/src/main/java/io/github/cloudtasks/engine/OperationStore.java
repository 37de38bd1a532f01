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
 * The operations that are remembered: the latest, as far as {@link Limits#MAX_OPERATIONS_BYTES} go, and the very latest
 * whatever its size. While one is remembered, no other may have its name.
 */
final class OperationStore {
    /** What an operation without tasks and failures costs, about. */
    private static final long BYTES_OF_AN_EMPTY_ONE = 512;

    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they began; empty while they run. */
    private final Map<OperationName, Optional<Operation>> known = new LinkedHashMap<>();

    private long bytes;

    /** Runs {@code work} as the operation {@code name}; the name must be free (recorded). */
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

    /** The operation, done. */
    Operation get(OperationName name) {
        lock.lock();
        try {
            return known.getOrDefault(name, Optional.empty()).orElseThrow(ApiException::notFound);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that are done. */
    void clear() {
        lock.lock();
        try {
            known.values().removeIf(Optional::isPresent);
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    private void begin(OperationName name) {
        lock.lock();
        try {
            if (known.putIfAbsent(name, Optional.empty()) != null) {
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
            known.put(done.name(), Optional.of(done));
            bytes += size(done);
            forgetTheOldest(done.name());
        } finally {
            lock.unlock();
        }
    }

    private void forget(OperationName name) {
        lock.lock();
        try {
            known.remove(name);
        } finally {
            lock.unlock();
        }
    }

    private void forgetTheOldest(OperationName latest) {
        Iterator<Map.Entry<OperationName, Optional<Operation>>> oldestFirst =
                known.entrySet().iterator();
        while (bytes > Limits.MAX_OPERATIONS_BYTES && oldestFirst.hasNext()) {
            Map.Entry<OperationName, Optional<Operation>> oldest = oldestFirst.next();
            if (oldest.getValue().isPresent() && !oldest.getKey().equals(latest)) {
                bytes -= size(oldest.getValue().get());
                oldestFirst.remove();
            }
        }
    }

    private static long size(Operation operation) {
        long size = BYTES_OF_AN_EMPTY_ONE + 2L * operation.name().toString().length();
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
