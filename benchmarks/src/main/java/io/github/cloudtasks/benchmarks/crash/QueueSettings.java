package io.github.cloudtasks.benchmarks.crash;

import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.RetryConfig;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;

/** The settings of push queues, which are computed from a number that grows with each change. */
final class QueueSettings {
    /** The settings that a change of them replaces. */
    static final FieldMask MASK = FieldMask.newBuilder()
            .addPaths("rate_limits.max_concurrent_dispatches")
            .addPaths("retry_config.max_doublings")
            .addPaths("retry_config.max_retry_duration")
            .build();

    private static final int CONCURRENT = 20;
    private static final int VERSIONS = 1000;

    private QueueSettings() {}

    /** Returns a queue with the settings of a version. Its tasks are retried soon, and without an end. */
    static Queue queue(String name, int version) {
        return Queue.newBuilder()
                .setName(name)
                .setRateLimits(RateLimits.newBuilder()
                        .setMaxDispatchesPerSecond(500)
                        .setMaxConcurrentDispatches(CONCURRENT + version % VERSIONS))
                .setRetryConfig(RetryConfig.newBuilder()
                        .setMaxAttempts(-1)
                        .setMinBackoff(Duration.newBuilder().setNanos(100_000_000))
                        .setMaxBackoff(Duration.newBuilder().setSeconds(1))
                        .setMaxDoublings(1 + version % 15)
                        .setMaxRetryDuration(Duration.newBuilder().setSeconds(100_000 + version)))
                .build();
    }

    /** Returns the version that a queue has; -1 if its settings are not those of one version. */
    static int version(Queue queue) {
        int version = (int) (queue.getRetryConfig().getMaxRetryDuration().getSeconds() - 100_000);
        Queue expected = queue(queue.getName(), Math.max(0, version));
        boolean same = version >= 0
                && queue.getRetryConfig().equals(expected.getRetryConfig())
                && queue.getRateLimits().getMaxConcurrentDispatches()
                        == expected.getRateLimits().getMaxConcurrentDispatches()
                && queue.getRateLimits().getMaxDispatchesPerSecond()
                        == expected.getRateLimits().getMaxDispatchesPerSecond();
        return same ? version : -1;
    }
}
