package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The ids of deleted tasks or queues that are blocked for some time. Ids that a caller chose are kept as long as they
 * are blocked. Of generated ids only the latest {@link Limits#REMEMBERED_GENERATED_IDS} are kept. Not thread-safe.
 */
final class Tombstones {
    private record Tombstone(String id, Instant until) {}

    private final QueueBytes bytes;
    private Map<String, Instant> blockedUntil = new HashMap<>();
    /** The names in the order of blocking, which is also the order of release unless the clock was set back. */
    private ArrayDeque<Tombstone> chosen = new ArrayDeque<>();

    private ArrayDeque<Tombstone> generated = new ArrayDeque<>();

    /** Creates an empty collection whose memory is added to {@code bytes}. */
    Tombstones(QueueBytes bytes) {
        this.bytes = bytes;
    }

    /** Blocks {@code id} until {@code until}, exclusive. */
    void block(String id, boolean idWasGenerated, Instant until) {
        blockedUntil.put(id, until);
        ArrayDeque<Tombstone> row = idWasGenerated ? generated : chosen;
        row.add(new Tombstone(id, until));
        bytes.addName(StoredSize.ofBlockedName(id));
        if (idWasGenerated && row.size() > Limits.REMEMBERED_GENERATED_IDS) {
            forget(row.remove());
        }
    }

    /**
     * Returns a consumer that blocks the ids of tasks, the oldest task first. It leaves out generated ids that would be
     * forgotten for later ones: a million of them would take most of the time of a purge.
     *
     * @param generatedIds the number of those tasks whose id was generated
     */
    Consumer<Task> blockAll(int generatedIds, Instant until) {
        return new Consumer<>() {
            private int forgotten = generatedIds - Limits.REMEMBERED_GENERATED_IDS;

            @Override
            public void accept(Task task) {
                if (!task.idIsGenerated() || --forgotten < 0) {
                    block(task.id(), task.idIsGenerated(), until);
                }
            }
        };
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

    /** Makes all ids available again, and frees the tables, which would otherwise keep their size. */
    void clear() {
        blockedUntil = new HashMap<>();
        chosen = new ArrayDeque<>();
        generated = new ArrayDeque<>();
        bytes.removeNames();
    }

    /** Removes expired entries. Every entry is removed once, so the amortized cost is constant. */
    private void removeExpired(ArrayDeque<Tombstone> row, Instant now) {
        boolean removed = false;
        while (!row.isEmpty() && !row.element().until().isAfter(now)) {
            forget(row.remove());
            removed = true;
        }
        if (removed && chosen.isEmpty() && generated.isEmpty()) {
            clear();
        }
    }

    private void forget(Tombstone tombstone) {
        // If the same id was blocked again, its later entry stays.
        blockedUntil.remove(tombstone.id(), tombstone.until());
        bytes.removeName(StoredSize.ofBlockedName(tombstone.id()));
    }
}
