package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.Outcome;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueStats;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The live shell of a passive queue: the only lock and the only alarm. Nothing waits, calls back or does I/O under the lock:
 * attempts leave it first and are delivered then, and outcomes come back through it.
 */
final class LiveQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final TaskQueue queue;
  private final Timeline timeline;
  private final Dispatcher dispatcher;
  private final Timeline.Alarm alarm;
  private boolean closed;

  LiveQueue(TaskQueue queue, Timeline timeline, Dispatcher dispatcher) {
    this.queue = queue;
    this.timeline = timeline;
    this.dispatcher = dispatcher;
    this.alarm = timeline.alarm(this::wake);
  }

  /**
   * Runs {@code operation} on the queue, alone, and sets the alarm to what is to be done next. A queue that was deleted since
   * it was looked up does not exist, so that no task is added to it and lost.
   */
  <T extends @Nullable Object> T with(BiFunction<TaskQueue, Instant, T> operation) {
    lock.lock();
    try {
      if (closed) {
        throw Queues.doesNotExist();
      }
      Instant now = timeline.now();
      try {
        return operation.apply(queue, now);
      } finally {
        alarm.at(queue.nextWakeUp(now));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The queue's record, without its tasks; it is read without the lock. */
  Queue record() {
    return queue.queue();
  }

  /** Null when the queue has been deleted. */
  @Nullable QueueStats stats() {
    return unlessClosed(TaskQueue::stats);
  }

  /** Changes the queue, if it is still the one that the change was made for. */
  boolean replace(Queue expected, Queue changed) {
    return with(
        (live, now) -> {
          boolean unchanged = live.queue().equals(expected);
          if (unchanged) {
            live.change(changed, now);
          }
          return unchanged;
        });
  }

  /** As {@link #with}, for what need not happen any more when the queue has been deleted: null then. */
  <T> @Nullable T unlessClosed(BiFunction<TaskQueue, Instant, T> operation) {
    lock.lock();
    try {
      return closed ? null : with(operation);
    } finally {
      lock.unlock();
    }
  }

  /** Stops waking: the queue has been deleted. Attempts in flight end without effect. */
  void close() {
    lock.lock();
    try {
      closed = true;
      alarm.at(Instant.MAX);
    } finally {
      lock.unlock();
    }
  }

  /** Sends an attempt that has left the queue; its outcome is settled on whatever thread it arrives. */
  void deliver(Dispatch dispatch) {
    dispatcher.deliver(dispatch).whenComplete((outcome, failure) -> settle(dispatch, outcomeOf(outcome, failure)));
  }

  private void wake() {
    deliverAll(unlessClosed(LiveQueue::takeDue));
  }

  private static List<Dispatch> takeDue(TaskQueue woken, Instant now) {
    woken.expire(now);
    return woken instanceof PushQueue push ? push.takeDue(now) : List.of();
  }

  private void settle(Dispatch dispatch, Outcome outcome) {
    deliverAll(unlessClosed((settled, now) -> ((PushQueue) settled).settleAndTakeDue(dispatch, outcome, now)));
  }

  private void deliverAll(@Nullable List<Dispatch> left) {
    if (left != null) {
      left.forEach(this::deliver);
    }
  }

  /** A dispatcher must not fail; if it does, the task is not lost. */
  private static Outcome outcomeOf(@Nullable Outcome outcome, @Nullable Throwable failure) {
    return outcome != null ? outcome : new Outcome.Unreachable("the dispatcher failed: " + failure);
  }
}
