package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One move of the time, on a thread of its own, since it waits for attempts. What touches the time locks the timeline.
 */
final class TimeAdvance {
    private final EngineAdmin engine;
    private final SystemTimeline timeline;
    private final Duration by;
    private final CompletableFuture<Instant> result = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private boolean moving;
    private boolean runsThen;
    private boolean abandoned;

    TimeAdvance(EngineAdmin engine, SystemTimeline timeline, Duration by) {
        this.engine = engine;
        this.timeline = timeline;
        this.by = by;
    }

    /** The time at the end; cancel it to stop on the way. */
    CompletableFuture<Instant> result() {
        return result;
    }

    /**
     * Done when it leaves the time alone for good, which is a little later than that its {@link #result} was cancelled.
     */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Called once, when the moves before are over. */
    void start() {
        Thread thread = Thread.ofVirtual().name("advance").unstarted(this::run);
        CompletableFuture<Instant> unused = result.whenComplete((moved, failure) -> thread.interrupt());
        if (result.isDone()) {
            over.complete(null);
        } else {
            thread.start();
        }
    }

    /** Ends the move, and leaves the time from now on to others. */
    void abandon() {
        synchronized (timeline) {
            abandoned = true;
            moving = false;
        }
        result.cancel(false);
    }

    /**
     * Says whether time runs when the move is over.
     *
     * @return whether the move is under way: otherwise it does what it finds
     */
    boolean thenRuns(boolean runs) {
        synchronized (timeline) {
            if (moving) {
                runsThen = runs;
            }
            return moving;
        }
    }

    private void run() {
        try {
            Instant moved = move();
            end();
            result.complete(moved);
        } catch (InterruptedException e) {
            // Nobody waits for it any more.
            end();
        } catch (ExecutionException | RuntimeException e) {
            end();
            result.completeExceptionally(e);
        } finally {
            over.complete(null);
        }
    }

    private Instant move() throws InterruptedException, ExecutionException {
        stand();
        Instant end = engine.nowPlus(by);
        rest();
        for (Instant next = timeline.nextAlarm(); !next.isAfter(end); next = timeline.nextAlarm()) {
            standAt(next);
            rest();
        }
        standAt(end);
        return end;
    }

    private void stand() {
        synchronized (timeline) {
            if (!abandoned) {
                moving = true;
                runsThen = !timeline.isFrozen();
                timeline.freeze();
            }
        }
    }

    /** An alarm that is due already, and is about to ring, moves no time. */
    private void standAt(Instant when) {
        synchronized (timeline) {
            if (!abandoned && when.isAfter(timeline.now())) {
                timeline.moveTo(when);
            }
        }
    }

    /** Before anybody learns that the move is over, time is as it was before, or as it was asked to be meanwhile. */
    private void end() {
        synchronized (timeline) {
            if (moving && runsThen) {
                timeline.resume();
            }
            moving = false;
        }
        engine.timeChanged();
    }

    private void rest() throws InterruptedException, ExecutionException {
        if (result.isDone()) {
            throw new InterruptedException("given up");
        }
        CompletableFuture<Void> rest = engine.whenQuiescent();
        try {
            rest.get();
        } finally {
            rest.cancel(false);
        }
    }
}
