package io.github.cloudtasks.server.control;

import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The test verbs of a running emulator, none of which blocks: what takes time is a stage that whoever loses patience
 * cancels. Safe for use by many threads.
 */
public final class EmulatorControl {
    private final EngineAdmin engine;
    private final SystemTimeline timeline;
    private final AttemptLog attempts;
    private final Runnable startOver;

    /** Those that are not over, the latest last; they follow one another. */
    private final Deque<TimeAdvance> moves = new ArrayDeque<>();

    /**
     * Control of one emulator.
     *
     * @param startOver does after a reset what was done at the start: queues that shall exist from the start are made
     */
    public EmulatorControl(EngineAdmin engine, SystemTimeline timeline, AttemptLog attempts, Runnable startOver) {
        this.engine = engine;
        this.timeline = timeline;
        this.attempts = attempts;
        this.startOver = startOver;
    }

    /** The emulator's queues, as a test sees them. */
    public EngineAdmin engine() {
        return engine;
    }

    /** The latest attempts. */
    public AttemptLog attempts() {
        return attempts;
    }

    /** What is left to do, in words. */
    public String remaining() {
        List<String> queues = engine.remaining();
        return queues.isEmpty() ? "nothing is left to do" : String.join("; ", queues);
    }

    /** The emulator's time, in whole microseconds. */
    public Instant now() {
        return timeline.now();
    }

    /** Whether time stands still until it is moved. */
    public boolean isFrozen() {
        return timeline.isFrozen();
    }

    /**
     * Stops the time, after the move that is under way if there is one. What is due is still dispatched; what is
     * scheduled later waits until time is moved.
     */
    public synchronized void freeze() {
        synchronized (timeline) {
            if (moves.stream().noneMatch(move -> move.thenRuns(false))) {
                timeline.freeze();
            }
        }
        engine.timeChanged();
    }

    /** Lets time run on from where it stands, or will stand after the move that is under way. */
    public synchronized void resume() {
        synchronized (timeline) {
            if (moves.stream().noneMatch(move -> move.thenRuns(true))) {
                timeline.resume();
            }
        }
        engine.timeChanged();
    }

    /**
     * Moves the time on, from alarm to alarm: what is due on the way happens at its own time, and time moves on only
     * when no attempt is under way. Time that ran before runs on then. Moves that are asked for at once follow one
     * another.
     *
     * @param by not negative
     * @return the time then; cancel it to stop on the way
     */
    public synchronized CompletableFuture<Instant> advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time moves on, not back: " + by);
        }
        TimeAdvance last = moves.peekLast();
        TimeAdvance next = new TimeAdvance(engine, timeline, by);
        moves.addLast(next);
        CompletableFuture<Void> unused = next.over().thenRun(() -> forget(next));
        if (last == null) {
            next.start();
        } else {
            CompletableFuture<Void> unusedToo = last.over().thenRun(next::start);
        }
        return next.result();
    }

    private synchronized void forget(TimeAdvance move) {
        moves.remove(move);
    }

    /**
     * As after the start: what was created since is gone, attempts are forgotten, queues from the start are there
     * again, and time is the system's. Attempts in flight end without effect.
     */
    public synchronized void reset() {
        List.copyOf(moves).forEach(TimeAdvance::abandon);
        engine.reset();
        attempts.clear();
        timeline.followClock();
        startOver.run();
    }

    /** Ends moves, and tells those who wait that nothing will happen any more. */
    public synchronized void close() {
        engine.close();
        List.copyOf(moves).forEach(TimeAdvance::abandon);
    }
}
