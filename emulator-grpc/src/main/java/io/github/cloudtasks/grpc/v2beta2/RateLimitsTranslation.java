package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.proto.v2beta2.RateLimits;

/** Rate limits, whose fields have older names. */
final class RateLimitsTranslation {

    private RateLimitsTranslation() {}

    static RateLimits toV2beta2(io.github.cloudtasks.proto.v2beta3.RateLimits limits) {
        return RateLimits.newBuilder()
                .setMaxTasksDispatchedPerSecond(limits.getMaxDispatchesPerSecond())
                .setMaxBurstSize(limits.getMaxBurstSize())
                .setMaxConcurrentTasks(limits.getMaxConcurrentDispatches())
                .build();
    }

    static io.github.cloudtasks.proto.v2beta3.RateLimits toV2beta3(RateLimits limits) {
        return io.github.cloudtasks.proto.v2beta3.RateLimits.newBuilder()
                .setMaxDispatchesPerSecond(limits.getMaxTasksDispatchedPerSecond())
                .setMaxBurstSize(limits.getMaxBurstSize())
                .setMaxConcurrentDispatches(limits.getMaxConcurrentTasks())
                .build();
    }
}
