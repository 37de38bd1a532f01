package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.event.Event.AttemptSettled;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the attempts of a queue and settles their outcomes, on the threads on which the dispatcher reports them. All
 * methods are called without the lock of the queue. Thread-safe.
 */
final class AttemptDelivery {
    private static final Logger log = LoggerFactory.getLogger(AttemptDelivery.class);

    private final LiveQueue queue;
    private final Timeline timeline;
    private final Dispatcher dispatcher;
    private final Journal journal;

    AttemptDelivery(LiveQueue queue, Timeline timeline, Dispatcher dispatcher, Journal journal) {
        this.queue = queue;
        this.timeline = timeline;
        this.dispatcher = dispatcher;
        this.journal = journal;
    }

    /**
     * Delivers attempts that were taken from the queue once their starts are stored, and the further attempts that are
     * due when one of them has ended immediately. This is a loop and not a recursion, so that the stack does not grow
     * with the number of attempts.
     */
    void deliver(List<Dispatch> attempts) {
        List<Dispatch> due = attempts;
        while (!due.isEmpty()) {
            WaitingAttempts waiting = new WaitingAttempts(due);
            // The store counts an attempt before the target can receive it.
            journal.whenStored(waiting);
            due = waiting.takeDue();
        }
    }

    /** Attempts that are delivered when their starts are stored: before {@link #takeDue} is called, or later. */
    private final class WaitingAttempts implements Runnable {
        private final List<Dispatch> attempts;
        private final AtomicBoolean isFirstStepDone = new AtomicBoolean();
        private List<Dispatch> due = List.of();

        WaitingAttempts(List<Dispatch> attempts) {
            this.attempts = attempts;
        }

        @Override
        public void run() {
            due = deliverStored(attempts);
            if (isFirstStepDone.getAndSet(true)) {
                deliver(due);
            }
        }

        /** Returns the attempts that are due now. None if the attempts are delivered later. */
        List<Dispatch> takeDue() {
            return isFirstStepDone.getAndSet(true) ? due : List.of();
        }
    }

    /** Delivers attempts, and returns those that are due because one of them has ended immediately. */
    private List<Dispatch> deliverStored(List<Dispatch> attempts) {
        List<Dispatch> due = new ArrayList<>();
        for (Dispatch dispatch : attempts) {
            CompletableFuture<DeliveryResult> result = send(dispatch);
            if (result.isDone()) {
                due.addAll(settle(
                        dispatch, result.handle(AttemptDelivery::resultOf).join()));
            } else {
                // Thousands of attempts may be in flight, so each has one dependent stage only.
                CompletableFuture<DeliveryResult> unused = result.whenComplete(
                        (arrived, failure) -> deliver(settle(dispatch, resultOf(arrived, failure))));
            }
        }
        return due;
    }

    /** Delivers an attempt. A dispatcher must not fail; if it does, the attempt counts as failed and is retried. */
    private CompletableFuture<DeliveryResult> send(Dispatch dispatch) {
        try {
            return dispatcher.deliver(dispatch).toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static DeliveryResult resultOf(@Nullable DeliveryResult result, @Nullable Throwable failure) {
        return result != null
                ? result
                : DeliveryResult.of(new Outcome.Unreachable("the dispatcher failed: " + failure));
    }

    /**
     * Applies an outcome and returns the attempts that are due now. An outcome for a deleted queue is ignored; see
     * {@link PushQueue#settle} for deleted and recreated tasks.
     */
    private List<Dispatch> settle(Dispatch dispatch, DeliveryResult result) {
        Outcome outcome = result.outcome();
        try {
            queue.publish(new AttemptEnded(timeline.now(), dispatch, outcome, result.exchange()));
            List<Dispatch> next = queue.withLockIfOpen(
                    (settled, now) -> ((PushQueue) settled).settleAndTakeDue(dispatch, outcome, now));
            if (next == null) {
                queue.publish(new AttemptSettled(timeline.now(), dispatch, new AttemptEffect.Ignored()));
                return List.of();
            }
            return next;
        } catch (RuntimeException e) {
            // The dispatcher that reports the outcome cannot handle the exception.
            log.error(
                    "{}: the outcome of an attempt could not be applied. This is a bug in the emulator: please report it.",
                    dispatch.task().name(),
                    e);
            return List.of();
        }
    }
}
