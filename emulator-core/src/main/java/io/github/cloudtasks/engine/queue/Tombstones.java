package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of what is gone that may not return yet: of a queue's tasks, or of queues. Those that a caller chose are
 * remembered for as long as they are blocked; of those that the service chose only the latest are.
 */
final class Tombstones {
    private record Tombstone(String id, Instant until) {}

    private final Map<String, Instant> blockedUntil = new HashMap<>();
    /**
     * In the order of burial, which is the order of their ends: all last equally long. (Unless the clock was set back.)
     */
    private final ArrayDeque<Tombstone> chosen = new ArrayDeque<>();

    private final ArrayDeque<Tombstone> generated = new ArrayDeque<>();

    /** Blocks {@code id} until {@code until}, exclusively. */
    void block(String id, boolean idWasGenerated, Instant until) {
        blockedUntil.put(id, until);
        ArrayDeque<Tombstone> row = idWasGenerated ? generated : chosen;
        row.add(new Tombstone(id, until));
        if (idWasGenerated && row.size() > Limits.REMEMBERED_GENERATED_IDS) {
            forget(row.remove());
        }
    }

    /** Whether {@code id} is blocked. */
    boolean contains(String id, Instant now) {
        forgetThoseEnded(chosen, now);
        forgetThoseEnded(generated, now);
        Instant until = blockedUntil.get(id);
        return until != null && until.isAfter(now);
    }

    /** Unblocks {@code id}. */
    void release(String id) {
        blockedUntil.remove(id);
    }

    /** Forgets all. */
    void clear() {
        blockedUntil.clear();
        chosen.clear();
        generated.clear();
    }

    /** Each is forgotten once, so this costs next to nothing per burial. */
    private void forgetThoseEnded(ArrayDeque<Tombstone> row, Instant now) {
        while (!row.isEmpty() && !row.element().until().isAfter(now)) {
            forget(row.remove());
        }
    }

    private void forget(Tombstone tombstone) {
        // A later burial of the same id has a later end and stays.
        blockedUntil.remove(tombstone.id(), tombstone.until());
    }
}
