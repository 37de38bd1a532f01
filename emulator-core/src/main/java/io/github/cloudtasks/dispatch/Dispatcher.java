package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.task.Outcome;
import java.util.concurrent.CompletionStage;

/** Delivers attempts. It decides nothing: what follows from an outcome is the engine's. */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Sends one attempt and reports how it ended. Must return at once and must not throw; the stage completes normally,
     * on any thread, exactly once, within the task's dispatch deadline.
     */
    CompletionStage<Outcome> deliver(Dispatch dispatch);
}
