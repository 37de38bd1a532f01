package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the settings of queues: what is valid, and how the service completes it (recorded unless stated
 * otherwise).
 */
public final class QueueRules {
    private final Dialect dialect;
    private final Limits limits;

    /** Creates the rules of an API version. */
    public QueueRules(Dialect dialect, Limits limits) {
        this.dialect = dialect;
        this.limits = limits;
    }

    /**
     * Returns a new queue with the requested settings, and defaults for what is not set. Its state is RUNNING; a caller
     * cannot choose it (documented).
     *
     * @throws ApiException INVALID_ARGUMENT for a value out of range
     */
    public Queue complete(QueueName name, NewQueue requested) {
        Target target = target(requested.target() == null ? PushTarget.PLAIN : requested.target(), name);
        return new Queue(
                name,
                target,
                rateLimits(requested.rateLimits(), target),
                retryConfig(requested, target),
                QueueState.RUNNING,
                null,
                ttl(requested.taskTtl(), "task_ttl", Limits.DEFAULT_TASK_TTL, Limits.MIN_TASK_TTL, Limits.MAX_TASK_TTL),
                ttl(
                        requested.tombstoneTtl(),
                        "tombstone_ttl",
                        limits.taskNameReuse(),
                        Limits.MIN_TOMBSTONE_TTL,
                        Limits.MAX_TOMBSTONE_TTL),
                samplingRatio(requested.samplingRatio()));
    }

    /**
     * Returns a queue with new settings. State and purge time stay.
     *
     * @throws ApiException INVALID_ARGUMENT for a value out of range, and for another kind of queue or other TTLs,
     *     which are immutable
     */
    public Queue change(Queue current, NewQueue requested) {
        Target target = requested.target() == null ? current.target() : target(requested.target(), current.name());
        if (!kind(target).equals(kind(current.target()))) {
            // The message is documented for v2beta2.
            throw ApiException.invalidArgument("Queue." + dialect.kindField() + " is immutable.")
                    .withFields(dialect.kindField());
        }
        return new Queue(
                current.name(),
                target,
                rateLimits(requested.rateLimits(), target),
                retryConfig(requested, target),
                current.state(),
                current.purgeTime(),
                sameTtl(requested.taskTtl(), current.taskTtl(), "task_ttl"),
                sameTtl(requested.tombstoneTtl(), current.tombstoneTtl(), "tombstone_ttl"),
                samplingRatio(requested.samplingRatio()));
    }

    /**
     * Returns a queue with the settings of a queue.yaml, which sets TTLs of new queues only (code of the gcloud CLI).
     */
    public Queue changeFromFile(Queue current, NewQueue requested) {
        return change(current, requested.withoutTtls());
    }

    /**
     * Returns a queue with another retry config, in which zeros are values.
     *
     * @throws ApiException INVALID_ARGUMENT for a value out of range
     */
    public Queue withRetryConfig(Queue current, RetryConfig exact) {
        return change(
                current,
                new NewQueue(null, current.rateLimits(), exact, null, null, current.samplingRatio())
                        .withExactRetryConfig(exact));
    }

    /**
     * Checks the HTTP target of a request, even if the update mask excludes it (recorded).
     *
     * @throws ApiException INVALID_ARGUMENT for an invalid target
     */
    public void check(NewQueue requested) {
        if (requested.target() instanceof PushTarget push && push.httpTarget() != null) {
            HttpTargetRules.check(push.httpTarget());
        }
    }

    /** Returns the kind of a target. An update cannot change the kind of a queue. */
    private String kind(Target target) {
        return switch (target) {
            case PullTarget pull -> "pull";
            case PushTarget push when dialect.oneTargetPerQueue() && push.httpTarget() != null -> "http";
            case PushTarget push -> "push";
        };
    }

    private static Target target(Target requested, QueueName name) {
        if (!(requested instanceof PushTarget push)) {
            return requested;
        }
        HttpTarget http = push.httpTarget();
        if (http != null) {
            HttpTargetRules.checkMerged(http);
        }
        AppEngineRouting override = push.appEngineRoutingOverride();
        return new PushTarget(
                override == null ? null : override.inProject(name.location().project()), http);
    }

    /**
     * Returns complete rate limits. Those of pull queues are fixed: a concurrency of -1 means unlimited (documented).
     */
    private RateLimits rateLimits(RateLimits requested, Target target) {
        if (target instanceof PullTarget) {
            return new RateLimits(
                    Limits.MAX_DISPATCHES_PER_SECOND,
                    derivedBurst(Limits.MAX_DISPATCHES_PER_SECOND),
                    Limits.PULL_QUEUE_CONCURRENCY);
        }
        double rate = requested.maxDispatchesPerSecond();
        if (rate < 0 || Double.isNaN(rate)) {
            throw ApiException.invalidArgument("RateLimits." + dialect.rateField() + " cannot be negative.")
                    .withFields("rate_limits." + dialect.rateField());
        }
        if (rate > Limits.MAX_DISPATCHES_PER_SECOND) {
            throw ApiException.invalidArgument(
                            "RateLimits." + dialect.rateField() + " must be less than or equal to 500.")
                    .withFields("rate_limits." + dialect.rateField());
        }
        double effectiveRate = rate == 0 ? Limits.MAX_DISPATCHES_PER_SECOND : rate;
        return new RateLimits(effectiveRate, burst(requested, effectiveRate), concurrency(requested));
    }

    private int burst(RateLimits requested, double rate) {
        int burst = requested.maxBurstSize();
        if (!dialect.burstIsSettable() || burst == 0) {
            return derivedBurst(rate);
        }
        if (burst < 0 || burst > Limits.MAX_BURST_SIZE) {
            // The range is documented, the message is inferred.
            throw ApiException.invalidArgument("RateLimits.maxBurstSize must be between 1 and 500.")
                    .withFields("rate_limits.max_burst_size");
        }
        return burst;
    }

    private static int derivedBurst(double rate) {
        return Math.max(Limits.MIN_DERIVED_BURST, (int) Math.floor(rate / Limits.DERIVED_BURST_DIVISOR));
    }

    private int concurrency(RateLimits requested) {
        int concurrency = requested.maxConcurrentDispatches();
        if (concurrency < 0) {
            throw ApiException.invalidArgument("RateLimits." + dialect.concurrencyField() + " cannot be negative.")
                    .withFields("rate_limits." + dialect.concurrencyField());
        }
        if (concurrency > Limits.MAX_CONCURRENT_DISPATCHES) {
            throw ApiException.invalidArgument(
                            "RateLimits." + dialect.concurrencyField() + " must be less than or equal to 5000.")
                    .withFields("rate_limits." + dialect.concurrencyField());
        }
        return concurrency == 0 ? Limits.DEFAULT_CONCURRENT_DISPATCHES : concurrency;
    }

    private RetryConfig retryConfig(NewQueue requested, Target target) {
        RetryConfig config = requested.retryConfig();
        if (target instanceof PullTarget) {
            return RetryRules.completeForPull(config, dialect);
        }
        return requested.zerosAreValues()
                ? RetryRules.completeExact(config, dialect)
                : RetryRules.complete(config, dialect);
    }

    /** Returns a valid TTL. The ranges are documented, the message is inferred. */
    private static Duration ttl(
            @Nullable Duration requested, String field, Duration defaultValue, Duration shortest, Duration longest) {
        if (requested == null) {
            return defaultValue;
        }
        if (requested.compareTo(shortest) < 0 || requested.compareTo(longest) > 0) {
            throw ApiException.invalidArgument("Queue.%s must be between [%ds, %ds]."
                            .formatted(field, shortest.toSeconds(), longest.toSeconds()))
                    .withFields(field);
        }
        return requested;
    }

    /** Returns the current TTL. TTLs are immutable (help texts of the gcloud CLI); the message is inferred. */
    private static Duration sameTtl(@Nullable Duration requested, Duration current, String field) {
        if (requested != null && !requested.equals(current)) {
            throw ApiException.invalidArgument("Queue." + field + " is immutable.")
                    .withFields(field);
        }
        return current;
    }

    private static @Nullable Double samplingRatio(@Nullable Double requested) {
        if (requested == null || requested == 0) {
            return null;
        }
        if (!(requested > 0 && requested <= 1)) {
            throw ApiException.invalidArgument("sampling_ratio must be between 0.0 and 1.0.")
                    .withFields("stackdriver_logging_config.sampling_ratio");
        }
        return requested;
    }
}
