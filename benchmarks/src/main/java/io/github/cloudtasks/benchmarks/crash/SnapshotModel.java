package io.github.cloudtasks.benchmarks.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The contents that the emulator and its snapshots may have after the calls so far. Several clients change queues and
 * tasks at the same time; one client makes the snapshot calls, one after the other: it saves, restores and deletes
 * snapshots, and resets. Thread-safe.
 */
final class SnapshotModel {
    private PossibleState state = new PossibleState();
    private final SortedMap<String, StoredValue<PossibleState>> snapshots = new TreeMap<>();
    private final Set<Change> open = new HashSet<>();
    /** The content of the snapshot that is being saved; null if none is. */
    private @Nullable PossibleState saved;
    /** The content of the snapshot that is being restored; null if none is. A reset restores an empty one. */
    private @Nullable PossibleState restored;
    /** The values that queues and tasks may have because of changes that were open during the restore. */
    private final Map<String, Set<String>> changedMeanwhile = new HashMap<>();

    private final AtomicInteger snapshotCalls = new AtomicInteger();
    private String underWay = "";

    /** A call that gives one queue or task another value. */
    static final class Change {
        private final String name;
        private final String value;
        private final String needed;
        private final boolean mayNotFind;
        private boolean overlapsRestore;
        private boolean isRestored;

        private Change(String name, String value, String needed, boolean mayNotFind, boolean overlapsRestore) {
            this.name = name;
            this.value = value;
            this.needed = needed;
            this.mayNotFind = mayNotFind;
            this.overlapsRestore = overlapsRestore;
        }
    }

    /**
     * Notes that a change is about to be requested.
     *
     * @param name the full name of the queue or task that it changes
     * @param value the value that it gives
     * @param needed the full name of the queue or task that it needs
     */
    synchronized Change changing(String name, String value, String needed) {
        Change change = new Change(name, value, needed, state.mayBeAbsent(needed), restored != null);
        open.add(change);
        state.add(name, value);
        if (saved != null) {
            saved.add(name, value);
        }
        if (restored != null) {
            changedMeanwhile.computeIfAbsent(name, first -> new HashSet<>()).add(value);
        }
        return change;
    }

    /** Notes that a change was answered. */
    synchronized void changed(Change change) {
        open.remove(change);
        if (restored != null) {
            changedMeanwhile.put(change.name, new HashSet<>(Set.of(change.value)));
        }
        // A restore that was answered meanwhile may have come before or after the change.
        if (!change.isRestored) {
            state.set(change.name, change.value);
        }
    }

    /**
     * Notes that a change was answered with NOT_FOUND.
     *
     * @return whether this is possible
     */
    synchronized boolean notFound(Change change) {
        open.remove(change);
        if (!change.needed.equals(change.name)) {
            // The name of a task is not used twice: if its creation has failed, it never exists.
            state.set(change.name, PossibleState.ABSENT);
            changedMeanwhile.remove(change.name);
            return change.mayNotFind || change.overlapsRestore || state.mayBeAbsent(change.needed);
        }
        if (change.overlapsRestore) {
            // If the restore is not stored, neither is what this call has found.
            return true;
        }
        state.set(change.name, PossibleState.ABSENT);
        return change.mayNotFind;
    }

    /** Returns one of the tasks of a queue that may exist; null if there is none. */
    synchronized @Nullable String pickTask(String queue, Random random) {
        List<String> tasks = state.names(queue + "/tasks/");
        return tasks.isEmpty() ? null : tasks.get(random.nextInt(tasks.size()));
    }

    /** Returns the number of tasks of a queue that may exist. */
    synchronized int taskCount(String queue) {
        return state.names(queue + "/tasks/").size();
    }

    /** Returns whether a queue may be missing. */
    synchronized boolean mayBeAbsent(String queue) {
        return state.mayBeAbsent(queue);
    }

    /** Notes that the state is about to be saved, perhaps in the place of an older snapshot. */
    synchronized void saving(String snapshot) {
        PossibleState content = state.copy();
        boolean replaces = snapshots.containsKey(snapshot);
        snapshots.computeIfAbsent(snapshot, name -> new StoredValue<>(null)).request(content);
        saved = content;
        begin(replaces ? "replace" : "save");
    }

    /** Notes that the state was saved. */
    synchronized void saved(String snapshot) {
        record(snapshot).confirm();
        saved = null;
        underWay = "";
    }

    /** Notes that a snapshot is about to be deleted. */
    synchronized void deleting(String snapshot) {
        record(snapshot).request(null);
        begin("delete");
    }

    /** Notes that a snapshot was deleted. */
    synchronized void deleted(String snapshot) {
        snapshots.remove(snapshot);
        underWay = "";
    }

    /** Notes that a snapshot, of which the content is known, is about to be restored. */
    synchronized void restoring(String snapshot) {
        PossibleState content = record(snapshot).get();
        if (content == null) {
            throw new IllegalArgumentException(snapshot);
        }
        beginRestore(content, "restore");
    }

    /** Notes that a reset is about to be requested. */
    synchronized void resetting() {
        beginRestore(new PossibleState(), "reset");
    }

    private void beginRestore(PossibleState content, String call) {
        restored = content;
        changedMeanwhile.clear();
        for (Change change : open) {
            change.overlapsRestore = true;
            changedMeanwhile.put(change.name, new HashSet<>(Set.of(change.value)));
        }
        begin(call);
    }

    private void begin(String call) {
        underWay = call;
        snapshotCalls.incrementAndGet();
    }

    /** Notes that the restore or the reset was answered. */
    synchronized void restored() {
        state = afterRestore();
        restored = null;
        open.forEach(change -> change.isRestored = true);
        underWay = "";
    }

    /** Notes that the snapshot call that was under way was answered with an error, so that nothing has changed. */
    synchronized void failed(String snapshot) {
        StoredValue<PossibleState> record = snapshots.get(snapshot);
        if (record != null && record.get() == null) {
            snapshots.remove(snapshot);
        } else if (record != null) {
            record.request(record.get());
            record.confirm();
        }
        saved = null;
        restored = null;
        underWay = "";
    }

    private PossibleState afterRestore() {
        PossibleState after = restored == null ? new PossibleState() : restored.copy();
        changedMeanwhile.forEach((name, values) -> values.forEach(value -> after.add(name, value)));
        return after;
    }

    private StoredValue<PossibleState> record(String snapshot) {
        StoredValue<PossibleState> record = snapshots.get(snapshot);
        if (record == null) {
            throw new IllegalArgumentException(snapshot);
        }
        return record;
    }

    /** Returns the names of the snapshots that may exist. */
    synchronized List<String> snapshots() {
        return List.copyOf(snapshots.keySet());
    }

    /** Returns whether the snapshot certainly does not exist. */
    synchronized boolean isSnapshotGone(String snapshot) {
        return !snapshots.containsKey(snapshot);
    }

    /** Returns whether the snapshot may be missing. */
    synchronized boolean maySnapshotBeAbsent(String snapshot) {
        return isSnapshotGone(snapshot) || record(snapshot).possible().contains(null);
    }

    /** Returns the number of snapshot calls that were begun. */
    int snapshotCalls() {
        return snapshotCalls.get();
    }

    /** Returns the snapshot call that is under way, or was when the process was killed; empty if none was. */
    synchronized String underWay() {
        return underWay;
    }

    /**
     * Takes the state after a start as the present one. Calls that were under way at the kill have no effect any more.
     *
     * @return why the state is not possible, for the reader; empty if it is
     */
    synchronized String observe(Map<String, String> found) {
        String differences = state.differences(found);
        if (restored != null && !differences.isEmpty()) {
            String afterwards = afterRestore().differences(found);
            differences = afterwards.isEmpty()
                    ? ""
                    : "compared with the state before the " + underWay + ", " + differences + "; compared with the"
                            + " state after it, " + afterwards;
        }
        state = PossibleState.exactly(found);
        saved = null;
        restored = null;
        open.clear();
        changedMeanwhile.clear();
        underWay = "";
        return differences;
    }

    /**
     * Takes the content of a restored snapshot as its content, and as the state.
     *
     * @return why the content is not possible, for the reader; empty if it is
     */
    synchronized String observeSnapshot(String snapshot, Map<String, String> found) {
        List<String> differences = new ArrayList<>();
        boolean possible = false;
        for (PossibleState content : record(snapshot).possible()) {
            if (content != null) {
                String difference = content.differences(found);
                possible |= difference.isEmpty();
                differences.add(difference);
            }
        }
        state = PossibleState.exactly(found);
        snapshots.put(snapshot, new StoredValue<>(state.copy()));
        return possible ? "" : String.join("; or: ", differences);
    }

    /** Notes that a snapshot was not found after a start. */
    synchronized void observeMissing(String snapshot) {
        snapshots.remove(snapshot);
    }
}
