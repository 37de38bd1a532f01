package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.task.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A dispatcher whose attempts stay in flight until the test ends them, in whatever order. */
public final class ManualDispatcher implements Dispatcher {
    public static final Outcome OK = new Outcome.Responded(200);
    public static final Outcome FAILED = new Outcome.Responded(500);

    /** An attempt that has left the engine. */
    public record Attempt(Dispatch dispatch, CompletableFuture<Outcome> outcome) {
        public String id() {
            return dispatch.task().id();
        }

        public void end(Outcome how) {
            outcome.complete(how);
        }
    }

    private final List<Attempt> inFlight = new ArrayList<>();

    @Override
    public CompletionStage<Outcome> deliver(Dispatch dispatch) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        inFlight.add(new Attempt(dispatch, outcome));
        return outcome;
    }

    /** Ids of the tasks in flight, in the order in which they left. */
    public List<String> ids() {
        return inFlight.stream().map(Attempt::id).toList();
    }

    public List<Attempt> inFlight() {
        return inFlight;
    }

    /** Takes the attempt that left first. */
    public Attempt take() {
        return inFlight.removeFirst();
    }
}
