package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.task.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Shortcuts for delivering and waiting. */
final class Deliveries {
    private Deliveries() {}

    static CompletableFuture<Outcome> start(Dispatcher dispatcher, DispatchBuilder dispatch) {
        return dispatcher
                .deliver(dispatch.build())
                .thenApply(DeliveryResult::outcome)
                .toCompletableFuture();
    }

    static Outcome deliver(Dispatcher dispatcher, DispatchBuilder dispatch) throws Exception {
        return await(start(dispatcher, dispatch));
    }

    static Outcome await(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(20, TimeUnit.SECONDS);
    }
}
