package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A builder of queue settings. Settings that are not set are not sent. */
public final class QueueBuilder {
    private final @Nullable Target target;
    private double rate;
    private int burst;
    private int concurrency;
    private int attempts;
    private @Nullable Duration retryFor;
    private @Nullable Duration minBackoff;
    private @Nullable Duration maxBackoff;
    private int doublings;
    private @Nullable Duration taskTtl;
    private @Nullable Duration tombstoneTtl;
    private @Nullable Double samplingRatio;

    private QueueBuilder(@Nullable Target target) {
        this.target = target;
    }

    /** Returns a builder without a target. */
    public static QueueBuilder unspecified() {
        return new QueueBuilder(null);
    }

    /** Returns a builder of a push queue. */
    public static QueueBuilder push() {
        return to(Target.PushTarget.PLAIN);
    }

    /** Returns a builder of a push queue in which no rate or retry setting has its default. */
    public static QueueBuilder slow() {
        return push().rate(10)
                .concurrency(5)
                .attempts(5)
                .retryFor(Duration.ofSeconds(60))
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);
    }

    /** Returns a builder of a pull queue. */
    public static QueueBuilder pull() {
        return to(new Target.PullTarget());
    }

    /** Returns a builder of a queue with this target. */
    public static QueueBuilder to(Target target) {
        return new QueueBuilder(target);
    }

    /** Returns a builder of a push queue with an HTTP target. */
    public static QueueBuilder over(HttpTarget http) {
        return to(new Target.PushTarget(null, http));
    }

    /** Sets the maximum number of dispatches per second. */
    public QueueBuilder rate(double perSecond) {
        rate = perSecond;
        return this;
    }

    public QueueBuilder burst(int tokens) {
        burst = tokens;
        return this;
    }

    public QueueBuilder concurrency(int dispatches) {
        concurrency = dispatches;
        return this;
    }

    public QueueBuilder attempts(int max) {
        attempts = max;
        return this;
    }

    public QueueBuilder retryFor(Duration max) {
        retryFor = max;
        return this;
    }

    public QueueBuilder backoff(@Nullable Duration min, @Nullable Duration max, int maxDoublings) {
        minBackoff = min;
        maxBackoff = max;
        doublings = maxDoublings;
        return this;
    }

    public QueueBuilder taskTtl(Duration ttl) {
        taskTtl = ttl;
        return this;
    }

    public QueueBuilder tombstoneTtl(Duration ttl) {
        tombstoneTtl = ttl;
        return this;
    }

    public QueueBuilder sampling(double ratio) {
        samplingRatio = ratio;
        return this;
    }

    public NewQueue build() {
        return new NewQueue(
                target,
                new RateLimits(rate, burst, concurrency),
                new RetryConfig(attempts, retryFor, minBackoff, maxBackoff, doublings),
                taskTtl,
                tombstoneTtl,
                samplingRatio);
    }

    @Override
    public String toString() {
        return build().toString();
    }
}
