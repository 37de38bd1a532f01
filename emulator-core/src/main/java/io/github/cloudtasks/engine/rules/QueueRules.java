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

/** What a queue's settings must be, and what the service makes of them (recorded, but for what says otherwise). */
public final class QueueRules {
    private final Dialect dialect;
    private final Limits limits;

    public QueueRules(Dialect dialect, Limits limits) {
        this.dialect = dialect;
        this.limits = limits;
    }

    /** A new queue, which runs whatever the caller thinks (documented). */
    public Queue complete(QueueName name, NewQueue asked) {
        Target target = target(asked.target() == null ? PushTarget.PLAIN : asked.target(), name);
        return new Queue(
                name,
                target,
                rateLimits(asked.rateLimits(), target),
                retryConfig(asked.retryConfig(), target),
                QueueState.RUNNING,
                null,
                ttl(asked.taskTtl(), "task_ttl", Limits.DEFAULT_TASK_TTL, Limits.MIN_TASK_TTL, Limits.MAX_TASK_TTL),
                ttl(
                        asked.tombstoneTtl(),
                        "tombstone_ttl",
                        limits.taskNameReuse(),
                        Limits.MIN_TOMBSTONE_TTL,
                        Limits.MAX_TOMBSTONE_TTL),
                samplingRatio(asked.samplingRatio()));
    }

    /**
     * The queue with new settings. What a caller cannot change stays; the kind of queue and its TTLs cannot change
     * either.
     */
    public Queue change(Queue current, NewQueue asked) {
        Target target = asked.target() == null ? current.target() : target(asked.target(), current.name());
        if (!kind(target).equals(kind(current.target()))) {
            // The words are documented for v2beta2.
            throw ApiException.invalidArgument("Queue." + dialect.kindField() + " is immutable.");
        }
        return new Queue(
                current.name(),
                target,
                rateLimits(asked.rateLimits(), target),
                retryConfig(asked.retryConfig(), target),
                current.state(),
                current.purgeTime(),
                sameTtl(asked.taskTtl(), current.taskTtl(), "task_ttl"),
                sameTtl(asked.tombstoneTtl(), current.tombstoneTtl(), "tombstone_ttl"),
                samplingRatio(asked.samplingRatio()));
    }

    /**
     * The queue with the settings of an uploaded file, which sets TTLs for new queues only (the cloud CLI's own code).
     */
    public Queue changeFromFile(Queue current, NewQueue asked) {
        return change(
                current,
                new NewQueue(
                        asked.target(), asked.rateLimits(), asked.retryConfig(), null, null, asked.samplingRatio()));
    }

    /** Checks the HTTP target that a caller asks for, also where a mask then leaves it out (recorded). */
    public void check(NewQueue asked) {
        if (asked.target() instanceof PushTarget push && push.httpTarget() != null) {
            HttpTargetRules.check(push.httpTarget());
        }
    }

    /** Two targets of one kind may stand for each other. */
    private String kind(Target target) {
        return switch (target) {
            case PullTarget pull -> "pull";
            case PushTarget push when dialect.oneTargetPerQueue() && push.httpTarget() != null -> "http";
            case PushTarget push -> "push";
        };
    }

    private static Target target(Target asked, QueueName name) {
        if (!(asked instanceof PushTarget push)) {
            return asked;
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
     * The rates of pull queues are the service's own, whatever a caller sends; unlimited concurrency shows as -1
     * (documented).
     */
    private RateLimits rateLimits(RateLimits asked, Target target) {
        if (target instanceof PullTarget) {
            return new RateLimits(Limits.MAX_DISPATCHES_PER_SECOND, derivedBurst(Limits.MAX_DISPATCHES_PER_SECOND), -1);
        }
        double rate = asked.maxDispatchesPerSecond();
        if (rate < 0 || Double.isNaN(rate)) {
            throw ApiException.invalidArgument("RateLimits." + dialect.rateField() + " cannot be negative.");
        }
        if (rate > Limits.MAX_DISPATCHES_PER_SECOND) {
            throw ApiException.invalidArgument(
                    "RateLimits." + dialect.rateField() + " must be less than or equal to 500.");
        }
        double effectiveRate = rate == 0 ? Limits.MAX_DISPATCHES_PER_SECOND : rate;
        return new RateLimits(effectiveRate, burst(asked, effectiveRate), concurrency(asked));
    }

    private int burst(RateLimits asked, double rate) {
        int burst = asked.maxBurstSize();
        if (!dialect.burstIsSettable() || burst == 0) {
            return derivedBurst(rate);
        }
        if (burst < 0 || burst > Limits.MAX_BURST_SIZE) {
            // The range is documented, the words are ours.
            throw ApiException.invalidArgument("RateLimits.maxBurstSize must be between 1 and 500.");
        }
        return burst;
    }

    private static int derivedBurst(double rate) {
        return Math.max(Limits.SMALLEST_DERIVED_BURST, (int) Math.floor(rate / 5));
    }

    private int concurrency(RateLimits asked) {
        int concurrency = asked.maxConcurrentDispatches();
        if (concurrency < 0) {
            throw ApiException.invalidArgument("RateLimits." + dialect.concurrencyField() + " cannot be negative.");
        }
        if (concurrency > Limits.MAX_CONCURRENT_DISPATCHES) {
            throw ApiException.invalidArgument(
                    "RateLimits." + dialect.concurrencyField() + " must be less than or equal to 5000.");
        }
        return concurrency == 0 ? Limits.DEFAULT_CONCURRENT_DISPATCHES : concurrency;
    }

    private RetryConfig retryConfig(RetryConfig asked, Target target) {
        return target instanceof PullTarget
                ? RetryRules.completeForPull(asked, dialect)
                : RetryRules.complete(asked, dialect);
    }

    /** The ranges are documented, the words are ours. */
    private static Duration ttl(
            @Nullable Duration asked, String field, Duration theDefault, Duration shortest, Duration longest) {
        if (asked == null) {
            return theDefault;
        }
        if (asked.compareTo(shortest) < 0 || asked.compareTo(longest) > 0) {
            throw ApiException.invalidArgument(
                    "Queue.%s must be between [%ds, %ds].".formatted(field, shortest.toSeconds(), longest.toSeconds()));
        }
        return asked;
    }

    /** That TTLs cannot change is what the cloud CLI says of them; the words are ours. */
    private static Duration sameTtl(@Nullable Duration asked, Duration current, String field) {
        if (asked != null && !asked.equals(current)) {
            throw ApiException.invalidArgument("Queue." + field + " is immutable.");
        }
        return current;
    }

    private static @Nullable Double samplingRatio(@Nullable Double asked) {
        if (asked == null || asked == 0) {
            return null;
        }
        if (!(asked > 0 && asked <= 1)) {
            throw ApiException.invalidArgument("sampling_ratio must be between 0.0 and 1.0.");
        }
        return asked;
    }
}
