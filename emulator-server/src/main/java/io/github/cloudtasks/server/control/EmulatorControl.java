package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.history.History;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.snapshot.Snapshots;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The control of a running emulator for tests. {@link #reset}, {@link #save} and {@link #restore} can take long and use
 * files, so they must not be called on an event loop. No other method blocks: long operations return a future that the
 * caller may cancel. Thread-safe.
 */
public final class EmulatorControl {
    private final CloudTasks cloudTasks;
    private final EngineAdmin engine;
    private final SystemTimeline timeline;
    private final History history;
    private final FaultInjector faults;
    private final Snapshots snapshots;
    private final Runnable createInitialQueues;

    /** Held while the whole state is saved or replaced, so that no snapshot has a part of the initial queues. */
    private final ReentrantLock wholeState = new ReentrantLock();

    /**
     * Advances that are not over, the latest last. They run one after the other. Guarded by the monitor of this object,
     * as the clock is. It is taken while the locks of the engine are held, so the engine is not called under it.
     */
    private final Deque<TimeAdvance> advances = new ArrayDeque<>();

    /**
     * Creates the control of one emulator.
     *
     * @param createInitialQueues called after a reset
     */
    public EmulatorControl(
            CloudTasks cloudTasks,
            SystemTimeline timeline,
            History history,
            FaultInjector faults,
            Snapshots snapshots,
            Runnable createInitialQueues) {
        this.cloudTasks = cloudTasks;
        this.engine = cloudTasks.admin();
        this.timeline = timeline;
        this.history = history;
        this.faults = faults;
        this.snapshots = snapshots;
        this.createInitialQueues = createInitialQueues;
    }

    /** Returns the engine. */
    CloudTasks cloudTasks() {
        return cloudTasks;
    }

    /** Returns the administrative view of the engine. */
    public EngineAdmin engine() {
        return engine;
    }

    /** Returns the attempt log. */
    public AttemptLog attempts() {
        return history.attempts();
    }

    /** Returns everything that is kept of the past. */
    public History history() {
        return history;
    }

    /** Returns the faults that are caused on purpose. */
    public FaultInjector faults() {
        return faults;
    }

    /** Returns the snapshots. Call {@link #save} and {@link #restore} to save one and to return to it. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Returns a text about the work that remains. */
    public String remaining() {
        List<String> queues = engine.remaining();
        return queues.isEmpty() ? "nothing is left to do" : String.join("; ", queues);
    }

    /** Returns the time of the emulator's clock, in whole microseconds. */
    public Instant now() {
        return timeline.now();
    }

    /** Returns whether the clock is stopped. */
    public boolean isFrozen() {
        return timeline.isFrozen();
    }

    /**
     * Stops the clock, after the advance in progress, if any. Tasks that are due are still dispatched. Tasks that are
     * scheduled later wait until the clock is moved.
     */
    public void freeze() {
        changeClock(false, timeline::freeze);
    }

    /** Lets the clock run again from its current time, after the advance in progress, if any. */
    public void resume() {
        changeClock(true, timeline::resume);
    }

    private void changeClock(boolean runs, Runnable change) {
        synchronized (this) {
            synchronized (timeline) {
                if (advances.stream().noneMatch(advance -> advance.setRunsAfterwards(runs))) {
                    change.run();
                }
            }
        }
        engine.timeChanged();
    }

    /**
     * Moves the clock forward, from alarm to alarm. Everything that is due on the way happens at its own time, and the
     * clock advances only while no attempt is in flight. Afterwards the clock is running or frozen as before.
     * Concurrent advances run one after the other.
     *
     * @param by not negative
     * @return the future time at the end; cancelling it stops the clock on the way
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public synchronized CompletableFuture<Instant> advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the duration must not be negative: " + by);
        }
        TimeAdvance last = advances.peekLast();
        TimeAdvance next = new TimeAdvance(engine, timeline, by);
        advances.addLast(next);
        CompletableFuture<Void> unused = next.over().thenRun(() -> forget(next));
        if (last == null) {
            next.start();
        } else {
            CompletableFuture<Void> unusedToo = last.over().thenRun(next::start);
        }
        return next.result();
    }

    private synchronized void forget(TimeAdvance advance) {
        advances.remove(advance);
    }

    /**
     * Restores the state right after the start: deletes all queues and tasks, forgets all attempts, sets the clock to
     * system time, and restores the initial faults and queues. Attempts in flight end without effect.
     */
    public void reset() {
        wholeState.lock();
        try {
            cancelAdvances();
            engine.reset();
            forgetPast();
            replaceClock(timeline::followClock);
            createInitialQueues.run();
        } finally {
            wholeState.unlock();
        }
    }

    /**
     * Saves the state under a name. Other threads may use the engine meanwhile, and change it as soon as it is copied.
     *
     * @param replaces whether a snapshot of the same name is replaced
     * @throws ApiException as for {@link Snapshots#save}
     */
    public SnapshotInfo save(String snapshot, boolean replaces) {
        wholeState.lock();
        try {
            return snapshots.save(snapshot, replaces);
        } finally {
            wholeState.unlock();
        }
    }

    /**
     * Returns to a snapshot: replaces all queues and tasks, forgets all attempts, and restores the initial faults.
     * Attempts in flight end without effect. The clock is frozen at the same time again if it was frozen when the
     * snapshot was saved; otherwise it runs, as far ahead of the system clock as it was then.
     *
     * @param continuesTime whether the clock continues from the time of the snapshot if it runs, so that nothing that
     *     is scheduled has come closer since then
     * @throws ApiException as for {@link Snapshots#restore}. Then nothing is replaced
     */
    public SnapshotInfo restore(String snapshot, boolean continuesTime) {
        wholeState.lock();
        try {
            SnapshotInfo restored = snapshots.restore(snapshot, info -> {
                forgetPast();
                replaceClock(
                        continuesTime ? () -> timeline.continueFrom(info.clock()) : () -> timeline.setTo(info.clock()));
            });
            engine.timeChanged();
            return restored;
        } finally {
            wholeState.unlock();
        }
    }

    /** Changes the clock whatever it shows. An advance that is in progress does not touch it afterwards. */
    private synchronized void replaceClock(Runnable change) {
        cancelAdvances();
        change.run();
    }

    private synchronized void cancelAdvances() {
        List.copyOf(advances).forEach(TimeAdvance::cancel);
    }

    private void forgetPast() {
        history.attempts().clear();
        faults.reset();
    }

    /**
     * Waits until everything that this thread has changed is stored.
     *
     * @throws ApiException if the store fails; it is stored as soon as the store works again
     */
    public void awaitStored() {
        CompletableFuture<Void> pending = cloudTasks.journal().pending();
        if (pending == null) {
            return;
        }
        try {
            pending.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ApiException refused ? refused : e;
        }
    }

    /** Cancels all advances and all waits. */
    public void close() {
        engine.close();
        cancelAdvances();
    }
}
