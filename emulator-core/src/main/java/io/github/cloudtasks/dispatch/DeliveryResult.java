package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.task.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The end of a delivery.
 *
 * @param outcome decides what the engine does with the task
 * @param exchange the request and the response, which only listeners use; null if the dispatcher has no record of them
 */
public record DeliveryResult(Outcome outcome, @Nullable AttemptExchange exchange) {

    /** Returns a result without an exchange. */
    public static DeliveryResult of(Outcome outcome) {
        return new DeliveryResult(outcome, null);
    }
}
