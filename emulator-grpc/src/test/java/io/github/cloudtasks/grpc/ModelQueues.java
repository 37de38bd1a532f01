package io.github.cloudtasks.grpc;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import java.time.Duration;

/** Queues of the model for tests of converters. */
public final class ModelQueues {

    private ModelQueues() {}

    /** Returns a queue with this target and a sampling ratio of 0.5. */
    public static Queue withTarget(Target target) {
        return new Queue(
                QueueName.of("p", "l", "q"),
                target,
                new RateLimits(10, 33, 5),
                RetryConfig.UNSET,
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ofHours(1),
                0.5);
    }
}
