package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids of deleted tasks or queues that are blocked for some time. Ids that a caller chose are kept as long as they
 * are blocked. Of generated ids only the latest {@link Limits#REMEMBERED_GENERATED_IDS} are kept. Not thread-safe.
 */
final class Tombstones {
    private record Tombstone(String id, Instant until) {}

    private final Map<String, Instant> blockedUntil = new HashMap<>();
    /** The names in the order of blocking, which is also the order of release unless the clock was set back. */
    private final ArrayDeque<Tombstone> chosen = new ArrayDeque<>();

    private final ArrayDeque<Tombstone> generated = new ArrayDeque<>();

    /** Blocks {@code id} until {@code until}, exclusive. */
    void block(String id, boolean idWasGenerated, Instant until) {
        blockedUntil.put(id, until);
        ArrayDeque<Tombstone> row = idWasGenerated ? generated : chosen;
        row.add(new Tombstone(id, until));
        if (idWasGenerated && row.size() > Limits.REMEMBERED_GENERATED_IDS) {
            forget(row.remove());
        }
    }

    /** Returns whether {@code id} is blocked. */
    boolean contains(String id, Instant now) {
        removeExpired(chosen, now);
        removeExpired(generated, now);
        Instant until = blockedUntil.get(id);
        return until != null && until.isAfter(now);
    }

    /** Makes {@code id} available again. */
    void release(String id) {
        blockedUntil.remove(id);
    }

    /** Makes all ids available again. */
    void clear() {
        blockedUntil.clear();
        chosen.clear();
        generated.clear();
    }

    /** Removes expired entries. Every entry is removed once, so the amortized cost is constant. */
    private void removeExpired(ArrayDeque<Tombstone> row, Instant now) {
        while (!row.isEmpty() && !row.element().until().isAfter(now)) {
            forget(row.remove());
        }
    }

    private void forget(Tombstone tombstone) {
        // If the same id was blocked again, its later entry stays.
        blockedUntil.remove(tombstone.id(), tombstone.until());
    }
}
