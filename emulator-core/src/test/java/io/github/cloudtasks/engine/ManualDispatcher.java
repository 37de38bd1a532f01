package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.task.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A dispatcher whose attempts stay in flight until the test completes them, in any order. */
public final class ManualDispatcher implements Dispatcher {
    public static final Outcome OK = new Outcome.Responded(200);
    public static final Outcome FAILED = new Outcome.Responded(500);

    /** An attempt in flight. */
    public record Attempt(Dispatch dispatch, CompletableFuture<Outcome> outcome) {
        public String id() {
            return dispatch.task().id();
        }

        public void complete(Outcome result) {
            outcome.complete(result);
        }
    }

    private final List<Attempt> inFlight = new ArrayList<>();

    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        inFlight.add(new Attempt(dispatch, outcome));
        return outcome.thenApply(DeliveryResult::of);
    }

    /** Returns the ids of the tasks in flight, in order of dispatch. */
    public List<String> taskIds() {
        return inFlight.stream().map(Attempt::id).toList();
    }

    public List<Attempt> inFlight() {
        return inFlight;
    }

    /** Removes and returns the attempt that was dispatched first. */
    public Attempt take() {
        return inFlight.removeFirst();
    }
}
