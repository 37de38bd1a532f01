package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored queue: its settings and its state, without its tasks. All values are complete and valid.
 *
 * @param purgeTime the time of the last purge, in whole microseconds; null if the queue was never purged
 * @param taskTtl the age at which tasks expire
 * @param tombstoneTtl how long the names of deleted tasks are blocked; zero if they are not
 * @param samplingRatio the fraction of operations to log, above 0.0 and at most 1.0; null if not set
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

    /** Returns whether this is a pull queue. */
    public boolean isPull() {
        return target instanceof Target.PullTarget;
    }

    /** Returns the same queue in another state. */
    public Queue withState(QueueState newState) {
        return new Queue(
                name, target, rateLimits, retryConfig, newState, purgeTime, taskTtl, tombstoneTtl, samplingRatio);
    }

    /** Returns the same queue with another purge time. */
    public Queue purgedAt(Instant when) {
        return new Queue(name, target, rateLimits, retryConfig, state, when, taskTtl, tombstoneTtl, samplingRatio);
    }
}
