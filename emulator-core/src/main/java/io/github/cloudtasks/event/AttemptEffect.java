package io.github.cloudtasks.event;

import java.time.Instant;

/** The effect of the outcome of an attempt on its task. */
public sealed interface AttemptEffect {
    /** The attempt has failed, and the task is retried at {@code scheduleTime}. */
    record Retried(Instant scheduleTime) implements AttemptEffect {}

    /** The task was finished: COMPLETED or RETRIES_EXHAUSTED. */
    record Finished(FinishReason reason) implements AttemptEffect {}

    /** The attempt has failed, but a later attempt of the task decides about retries. */
    record Superseded() implements AttemptEffect {}

    /** None: the task was deleted or created again, or its queue was deleted. */
    record Ignored() implements AttemptEffect {}
}
