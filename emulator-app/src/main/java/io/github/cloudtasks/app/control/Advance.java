package io.github.cloudtasks.app.control;

import io.github.cloudtasks.engine.TestControl;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One move of the time, on a thread of its own, since it waits for attempts. */
final class Advance {
  private final TestControl engine;
  private final SystemTimeline timeline;
  private final Duration by;
  private final CompletableFuture<Instant> result = new CompletableFuture<>();
  private boolean abandoned;

  Advance(TestControl engine, SystemTimeline timeline, Duration by) {
    this.engine = engine;
    this.timeline = timeline;
    this.by = by;
  }

  /** The time at the end. */
  CompletableFuture<Instant> result() {
    return result;
  }

  void start() {
    Thread thread = Thread.ofVirtual().name("advance").unstarted(this::run);
    CompletableFuture<Instant> unused = result.whenComplete((moved, failure) -> thread.interrupt());
    if (!result.isDone()) {
      thread.start();
    }
  }

  /** Ends the move, and leaves the time from now on to others. */
  synchronized void abandon() {
    abandoned = true;
    result.cancel(false);
  }

  private void run() {
    boolean ran = !timeline.isFrozen();
    try {
      Instant moved = move();
      end(ran);
      result.complete(moved);
    } catch (InterruptedException e) {
      // Nobody waits for it any more.
      end(ran);
    } catch (ExecutionException | RuntimeException e) {
      end(ran);
      result.completeExceptionally(e);
    }
  }

  private Instant move() throws InterruptedException, ExecutionException {
    stand();
    Instant end = timeline.now().plus(by);
    rest();
    for (Instant next = timeline.nextAlarm(); !next.isAfter(end); next = timeline.nextAlarm()) {
      standAt(next);
      rest();
    }
    standAt(end);
    return end;
  }

  private synchronized void stand() {
    if (!abandoned) {
      timeline.freeze();
    }
  }

  /** An alarm that is due already, and is about to ring, moves no time. */
  private synchronized void standAt(Instant when) {
    if (!abandoned && when.isAfter(timeline.now())) {
      timeline.moveTo(when);
    }
  }

  /** Before anybody learns that the move is over, time is as it was before: running or not. */
  private synchronized void end(boolean ran) {
    if (ran && !abandoned) {
      timeline.resume();
    }
    engine.timeChanged();
  }

  private void rest() throws InterruptedException, ExecutionException {
    CompletableFuture<Void> rest = engine.atRest();
    try {
      rest.get();
    } finally {
      rest.cancel(false);
    }
  }
}
