package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parser of one queue in the file. Its defaults are those of queue.yaml, which differ from those of CreateQueue. */
final class QueueEntry {
    private static final String BUCKET_SIZE = "bucket_size";
    private static final int MAX_RATE = 500;
    /** The number of decimals to which rates per minute, hour or day are rounded. */
    private static final int RATE_DECIMALS = 9;

    private static final int DEFAULT_BUCKET_SIZE = 5;
    private static final int MAX_BUCKET_SIZE = 500;
    private static final int DEFAULT_CONCURRENT_REQUESTS = 1000;
    private static final int MAX_CONCURRENT_REQUESTS = 5000;
    private static final Duration TASK_TTL = Duration.ofDays(3650);
    private static final Duration TOMBSTONE_TTL = Duration.ofDays(9);

    private QueueEntry() {}

    static UploadedQueue read(String name, YamlMap entry) {
        // Access lists were for App Engine. Cloud Tasks uses IAM instead.
        entry.ignore("acl");
        String mode = entry.text("mode");
        UploadedQueue queue = switch (mode == null ? "push" : mode) {
            case "push" -> push(name, entry);
            case "pull" -> pull(entry);
            default -> throw entry.invalid("mode", "Mode must be push or pull (is " + mode + ").");
        };
        entry.requireNothingElse();
        return queue;
    }

    private static UploadedQueue push(String name, YamlMap entry) {
        BigDecimal rate = rate(entry);
        RateLimits limits = new RateLimits(rate.doubleValue(), bucketSize(name, entry), concurrentRequests(entry));
        RetryConfig retry = RetryParameters.ofPush(entry.map("retry_parameters"));
        Target target = new Target.PushTarget(routing(entry), null);
        NewQueue settings = settings(target, limits, retry).withExactRetryConfig(retry);
        return new UploadedQueue(settings, rate.signum() == 0);
    }

    private static UploadedQueue pull(YamlMap entry) {
        refuse(entry, "rate", "Refill rate");
        RetryConfig retry = RetryParameters.ofPull(entry.map("retry_parameters"));
        refuse(entry, "max_concurrent_requests", "Max concurrent requests");
        refuse(entry, BUCKET_SIZE, "Bucket size");
        refuse(entry, "target", "Target");
        return new UploadedQueue(settings(new Target.PullTarget(), RateLimits.UNSET, retry), false);
    }

    private static NewQueue settings(Target target, RateLimits limits, RetryConfig retry) {
        return new NewQueue(target, limits, retry, TASK_TTL, TOMBSTONE_TTL, null);
    }

    private static void refuse(YamlMap entry, String key, String label) {
        if (entry.has(key)) {
            throw entry.invalid(key, label + " must not be specified for pull-based queue.");
        }
    }

    /** Returns the dispatches per second. 0 pauses the queue. */
    private static BigDecimal rate(YamlMap entry) {
        String text = entry.text("rate");
        if (text == null) {
            throw entry.invalid("rate", "Refill rate must be specified for push-based queue.");
        }
        if (text.equals("0")) {
            return BigDecimal.ZERO;
        }
        Quantity quantity = Quantity.parse(text, "/");
        if (quantity == null || quantity.number().signum() < 0) {
            throw entry.invalid("rate", "Refill rate must be 0 or a number with /s, /m, /h or /d (is " + text + ").");
        }
        BigDecimal rate = quantity.number().divide(quantity.unitSeconds(), RATE_DECIMALS, RoundingMode.HALF_EVEN);
        if (rate.compareTo(BigDecimal.valueOf(MAX_RATE)) > 0) {
            throw entry.invalid("rate", "Refill rate must not exceed 500 per second (is " + rate.doubleValue() + ").");
        }
        return rate;
    }

    private static int bucketSize(String name, YamlMap entry) {
        Integer size = entry.integer(BUCKET_SIZE);
        if (size == null || size == 0) {
            // 0 would dispatch nothing. The App Engine SDK reads it as the default too.
            return DEFAULT_BUCKET_SIZE;
        }
        if (size < 0) {
            throw InvalidQueueYamlException.update(
                    entry.line(BUCKET_SIZE), BUCKET_SIZE, name, "The queue rate is invalid.");
        }
        if (size > MAX_BUCKET_SIZE) {
            throw InvalidQueueYamlException.update(
                    entry.line(BUCKET_SIZE), BUCKET_SIZE, name, "Maximum bucket size is 500.");
        }
        return size;
    }

    private static int concurrentRequests(YamlMap entry) {
        Integer requests = entry.integer("max_concurrent_requests");
        return requests == null
                ? DEFAULT_CONCURRENT_REQUESTS
                : Math.clamp(requests.longValue(), 1, MAX_CONCURRENT_REQUESTS);
    }

    /**
     * Returns the routing for a target of the form {@code service} or {@code version.service}; null if there is none.
     */
    private static @Nullable AppEngineRouting routing(YamlMap entry) {
        String target = entry.text("target");
        if (target == null) {
            return null;
        }
        List<String> parts = List.of(target.split("\\.", -1));
        if (parts.size() > 2 || parts.contains("")) {
            throw entry.invalid("target", "Target must be a service or version.service (is " + target + ").");
        }
        String version = parts.size() == 2 ? parts.get(0) : "";
        return new AppEngineRouting(parts.get(parts.size() - 1), version, "", "");
    }
}
