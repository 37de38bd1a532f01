package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue, complete.
 *
 * @param purgeTime when it was last purged, in microseconds; null if never
 * @param samplingRatio the share of operations to log; null for none
 */
public record Queue(
        QueueName name,
        Target target,
        RateLimits rateLimits,
        RetryConfig retryConfig,
        QueueState state,
        @Nullable Instant purgeTime,
        Duration taskTtl,
        Duration tombstoneTtl,
        @Nullable Double samplingRatio) {

    public boolean isPull() {
        return target instanceof Target.PullTarget;
    }

    public Queue withState(QueueState newState) {
        return new Queue(
                name, target, rateLimits, retryConfig, newState, purgeTime, taskTtl, tombstoneTtl, samplingRatio);
    }

    public Queue purgedAt(Instant when) {
        return new Queue(name, target, rateLimits, retryConfig, state, when, taskTtl, tombstoneTtl, samplingRatio);
    }
}
