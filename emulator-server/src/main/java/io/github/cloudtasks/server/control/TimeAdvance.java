package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One advance of the clock. It runs on its own virtual thread, because it waits for attempts. All access to the clock
 * is guarded by the lock of the timeline.
 */
final class TimeAdvance {
    private final EngineAdmin engine;
    private final SystemTimeline timeline;
    private final Duration by;
    private final CompletableFuture<Instant> result = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private boolean inProgress;
    private boolean cancelled;

    TimeAdvance(EngineAdmin engine, SystemTimeline timeline, Duration by) {
        this.engine = engine;
        this.timeline = timeline;
        this.by = by;
    }

    /** Returns the future time at the end. Cancelling it stops the clock on the way. */
    CompletableFuture<Instant> result() {
        return result;
    }

    /**
     * Returns a future that completes when this advance no longer touches the clock, shortly after the {@link #result}.
     */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Starts the advance. Call once, after the previous advances are over. */
    void start() {
        Thread thread = Thread.ofVirtual().name("advance").unstarted(this::run);
        CompletableFuture<Instant> unused = result.whenComplete((moved, failure) -> thread.interrupt());
        if (result.isDone()) {
            over.complete(null);
        } else {
            thread.start();
        }
    }

    /** Cancels the advance. It does not touch the clock from now on. */
    void cancel() {
        synchronized (timeline) {
            cancelled = true;
            inProgress = false;
        }
        result.cancel(false);
    }

    /**
     * Sets whether the clock runs after this advance.
     *
     * @return false, without effect, if the advance is not in progress
     */
    boolean setRunsAfterwards(boolean runs) {
        synchronized (timeline) {
            if (inProgress && runs) {
                timeline.runAfterPause();
            } else if (inProgress) {
                timeline.freeze();
            }
            return inProgress;
        }
    }

    private void run() {
        try {
            Instant moved = move();
            end();
            result.complete(moved);
        } catch (InterruptedException e) {
            // Cancelled.
            end();
        } catch (ExecutionException | RuntimeException e) {
            end();
            result.completeExceptionally(e);
        } finally {
            over.complete(null);
        }
    }

    private Instant move() throws InterruptedException, ExecutionException {
        freeze();
        Instant end = engine.nowPlus(by);
        awaitQuiescence();
        for (Instant next = timeline.nextAlarm(); !next.isAfter(end); next = timeline.nextAlarm()) {
            moveTo(next);
            awaitQuiescence();
        }
        moveTo(end);
        return end;
    }

    private void freeze() {
        synchronized (timeline) {
            if (!cancelled) {
                inProgress = true;
                timeline.pause();
            }
        }
    }

    /** Moves the clock forward. An alarm that is due already does not move it. */
    private void moveTo(Instant when) {
        synchronized (timeline) {
            if (!cancelled && when.isAfter(timeline.now())) {
                timeline.moveTo(when);
            }
        }
    }

    /** Restores the running clock before the result is published. */
    private void end() {
        synchronized (timeline) {
            if (inProgress) {
                timeline.endPause();
            }
            inProgress = false;
        }
        engine.timeChanged();
    }

    private void awaitQuiescence() throws InterruptedException, ExecutionException {
        if (result.isDone()) {
            throw new InterruptedException("cancelled");
        }
        CompletableFuture<Void> quiescent = engine.whenQuiescent();
        try {
            quiescent.get();
        } finally {
            quiescent.cancel(false);
        }
    }
}
