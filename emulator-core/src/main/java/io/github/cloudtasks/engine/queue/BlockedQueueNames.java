package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.Relaxation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names of deleted queues that are blocked for some time. Guarded by the lock of the registry. */
final class BlockedQueueNames {
    private final Tombstones names;

    /** Creates an empty collection whose memory is added to {@code stored}. */
    BlockedQueueNames(StoredBytes stored) {
        names = new Tombstones(new QueueBytes(stored));
    }

    /** Blocks a name until {@code until}, exclusive. */
    void block(QueueName name, Instant until) {
        names.block(name.toString(), false, until);
    }

    void release(QueueName name) {
        names.release(name.toString());
    }

    /** Returns the blocked names in the order of blocking, and the ends of the blocks. */
    Map<QueueName, Instant> all() {
        Map<QueueName, Instant> all = new LinkedHashMap<>();
        for (BlockedName name : names.all()) {
            String[] parts = name.id().split("/", -1);
            all.put(QueueName.of(parts[1], parts[3], parts[5]), name.until());
        }
        return all;
    }

    void clear() {
        names.clear();
    }

    /**
     * Checks that a name is not blocked.
     *
     * @throws ApiException FAILED_PRECONDITION for the name of a recently deleted queue (recorded)
     */
    void check(QueueName name, Instant now) {
        if (names.contains(name.toString(), now)) {
            throw ApiException.failedPrecondition(
                            "The queue cannot be created because a queue with this name existed too recently.")
                    .relaxedBy(Relaxation.QUEUE_NAME_REUSE);
        }
    }
}
