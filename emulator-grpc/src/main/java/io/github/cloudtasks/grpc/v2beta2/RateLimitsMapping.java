package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.proto.v2beta2.RateLimits;

/** Rate limits. */
final class RateLimitsMapping {

  private RateLimitsMapping() {}

  static RateLimits toProto(io.github.cloudtasks.model.RateLimits limits) {
    return RateLimits.newBuilder()
        .setMaxTasksDispatchedPerSecond(limits.maxDispatchesPerSecond())
        .setMaxBurstSize(limits.maxBurstSize())
        .setMaxConcurrentTasks(limits.maxConcurrentDispatches())
        .build();
  }

  static io.github.cloudtasks.model.RateLimits fromProto(RateLimits proto) {
    return new io.github.cloudtasks.model.RateLimits(
        proto.getMaxTasksDispatchedPerSecond(), proto.getMaxBurstSize(), proto.getMaxConcurrentTasks());
  }
}
