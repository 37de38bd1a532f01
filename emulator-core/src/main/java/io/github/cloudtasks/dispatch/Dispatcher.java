package io.github.cloudtasks.dispatch;

import java.util.concurrent.CompletionStage;

/** Delivers attempts to their targets. The engine decides what follows from an outcome. Must be thread-safe. */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Delivers one attempt. Must not block and must not throw.
     *
     * @return a stage that completes with the result, normally and within the dispatch deadline of the task. It can
     *     complete on any thread; the engine settles the outcome on that thread
     */
    CompletionStage<DeliveryResult> deliver(Dispatch dispatch);

    /** Returns the faults that queues cause for this dispatcher. */
    default DeliveryFaults faults() {
        return DeliveryFaults.NONE;
    }
}
