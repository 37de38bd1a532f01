package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The ids of deleted tasks or queues that are blocked for some time. Ids that a caller chose are kept as long as they
 * are blocked. Of generated ids only the latest {@link Limits#REMEMBERED_GENERATED_IDS} are kept. Not thread-safe.
 */
final class Tombstones {
    private final QueueBytes bytes;
    private Map<String, Instant> blockedUntil = new HashMap<>();
    /** The names in the order of blocking, which is also the order of release unless the clock was set back. */
    private ArrayDeque<BlockedName> chosen = new ArrayDeque<>();

    private ArrayDeque<BlockedName> generated = new ArrayDeque<>();

    /** Creates an empty collection whose memory is added to {@code bytes}. */
    Tombstones(QueueBytes bytes) {
        this.bytes = bytes;
    }

    /** Blocks {@code id} until {@code until}, exclusive. */
    void block(String id, boolean idWasGenerated, Instant until) {
        blockedUntil.put(id, until);
        ArrayDeque<BlockedName> row = idWasGenerated ? generated : chosen;
        row.add(new BlockedName(id, idWasGenerated, until));
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

    /** Returns the blocked ids in the order of blocking: first those that callers chose, then the generated ones. */
    List<BlockedName> all() {
        return Stream.of(chosen, generated)
                .flatMap(Collection::stream)
                .filter(name -> name.until().equals(blockedUntil.get(name.id())))
                .toList();
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
    private void removeExpired(ArrayDeque<BlockedName> row, Instant now) {
        boolean removed = false;
        while (!row.isEmpty() && !row.element().until().isAfter(now)) {
            forget(row.remove());
            removed = true;
        }
        if (removed && chosen.isEmpty() && generated.isEmpty()) {
            clear();
        }
    }

    private void forget(BlockedName forgotten) {
        // If the same id was blocked again, its later entry stays.
        blockedUntil.remove(forgotten.id(), forgotten.until());
        bytes.removeName(StoredSize.ofBlockedName(forgotten.id()));
    }
}
