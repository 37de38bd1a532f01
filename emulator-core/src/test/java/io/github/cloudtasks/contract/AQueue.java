package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.HttpTarget;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of a queue, said in a sentence. What is not said is not sent. */
public final class AQueue {
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

    private AQueue(@Nullable Target target) {
        this.target = target;
    }

    /** A queue without a word about its target. */
    public static AQueue plain() {
        return new AQueue(null);
    }

    /** A push queue. */
    public static AQueue push() {
        return to(Target.PushTarget.PLAIN);
    }

    /** A push queue that is slow in everything: no setting has its default. */
    public static AQueue slow() {
        return push().rate(10)
                .concurrency(5)
                .attempts(5)
                .retryFor(Duration.ofSeconds(60))
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);
    }

    /** A pull queue. */
    public static AQueue pull() {
        return to(new Target.PullTarget());
    }

    /** A queue with this target. */
    public static AQueue to(Target target) {
        return new AQueue(target);
    }

    /** A push queue that overrides HTTP requests. */
    public static AQueue over(HttpTarget http) {
        return to(new Target.PushTarget(null, http));
    }

    /** Dispatches per second. */
    public AQueue rate(double perSecond) {
        rate = perSecond;
        return this;
    }

    public AQueue burst(int tokens) {
        burst = tokens;
        return this;
    }

    public AQueue concurrency(int dispatches) {
        concurrency = dispatches;
        return this;
    }

    public AQueue attempts(int max) {
        attempts = max;
        return this;
    }

    public AQueue retryFor(Duration max) {
        retryFor = max;
        return this;
    }

    public AQueue backoff(@Nullable Duration min, @Nullable Duration max, int maxDoublings) {
        minBackoff = min;
        maxBackoff = max;
        doublings = maxDoublings;
        return this;
    }

    public AQueue taskTtl(Duration ttl) {
        taskTtl = ttl;
        return this;
    }

    public AQueue tombstoneTtl(Duration ttl) {
        tombstoneTtl = ttl;
        return this;
    }

    public AQueue sampling(double ratio) {
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
