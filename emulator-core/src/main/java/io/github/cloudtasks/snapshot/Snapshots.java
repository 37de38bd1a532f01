package io.github.cloudtasks.snapshot;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Saves the state of an engine under names, and returns to it. A snapshot has all queues with their settings, states,
 * policies and tasks, leases, counters, blocked names, operations and encryption keys at one point in time, and the
 * reading of the clock. It has neither ended tasks, events and lists of attempts, nor the tokens of rate limits. The
 * real service has no snapshots.
 *
 * <p>Thread-safe. The methods run one at a time, and block while the store reads or writes. The engine is blocked only
 * while its state is copied or replaced.
 */
public final class Snapshots {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final EngineAdmin engine;
    private final SnapshotStore store;
    private final InstantSource systemClock;
    private final ReentrantLock lock = new ReentrantLock();

    /** Creates the snapshots of an engine, which are kept in a store. */
    public Snapshots(EngineAdmin engine, SnapshotStore store, InstantSource systemClock) {
        this.engine = engine;
        this.store = store;
        this.systemClock = systemClock;
    }

    /** Returns all snapshots in the order of their names. */
    public List<SnapshotInfo> list() {
        lock.lock();
        try {
            return store.list();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns a snapshot.
     *
     * @throws ApiException INVALID_ARGUMENT if the name is invalid, NOT_FOUND if there is no such snapshot,
     *     FAILED_PRECONDITION if it is damaged
     */
    public SnapshotInfo get(String name) {
        checkName(name);
        lock.lock();
        try {
            SnapshotInfo found = store.find(name);
            if (found == null) {
                throw notFound(name);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Saves the state of the engine.
     *
     * @param replaces whether a snapshot of the same name is replaced
     * @param name 1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit
     * @throws ApiException INVALID_ARGUMENT if the name is invalid, ALREADY_EXISTS if it is in use, RESOURCE_EXHAUSTED
     *     if the snapshot does not fit, UNAVAILABLE if it cannot be written. Then nothing is changed
     */
    public SnapshotInfo save(String name, boolean replaces) {
        checkName(name);
        lock.lock();
        try {
            if (!replaces && store.contains(name)) {
                throw new ApiException(
                        Code.ALREADY_EXISTS,
                        "There is a snapshot \"" + name
                                + "\" already. Save with \"replace\" to replace it, or choose another name.");
            }
            return store.save(name, engine.copy(), systemClock.instant().truncatedTo(ChronoUnit.MICROS));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces everything that the engine holds by a snapshot. Attempts in flight end without effect. Those that were
     * in flight when the snapshot was saved are retried, and count. The caller sets the clock.
     *
     * @param whenEmpty runs when the old queues are gone, and before a task of the new ones can be dispatched. Must not
     *     block or call the engine
     * @throws ApiException as {@link #get}; RESOURCE_EXHAUSTED if the snapshot does not fit beside what the engine
     *     holds; UNAVAILABLE if changes cannot be stored. Then nothing is changed
     */
    public SnapshotInfo restore(String name, Consumer<SnapshotInfo> whenEmpty) {
        lock.lock();
        try {
            SnapshotInfo info = get(name);
            engine.replace(name, info.saveTime(), loader -> store.load(name, loader), () -> whenEmpty.accept(info));
            return info;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deletes a snapshot.
     *
     * @throws ApiException INVALID_ARGUMENT if the name is invalid, NOT_FOUND if there is no such snapshot, UNAVAILABLE
     *     if it cannot be deleted
     */
    public void delete(String name) {
        checkName(name);
        lock.lock();
        try {
            if (!store.delete(name)) {
                throw notFound(name);
            }
        } finally {
            lock.unlock();
        }
    }

    private ApiException notFound(String name) {
        List<String> names = store.list().stream().map(SnapshotInfo::name).toList();
        return new ApiException(
                Code.NOT_FOUND,
                "There is no snapshot \"" + name + "\". "
                        + (names.isEmpty() ? "None has been saved." : "There are: " + String.join(", ", names) + "."));
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ApiException.invalidArgument(
                    "The name of a snapshot has 1 to 63 letters, digits, hyphens, underscores or dots, and starts with a"
                            + " letter or a digit, such as \"seeded\". It cannot be \"" + name + "\".");
        }
    }
}
