package io.github.cloudtasks.grpc.v2beta2;

import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.QueueStats;
import io.github.cloudtasks.grpc.EnumNumbers;
import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.model.NewQueue;
import org.jspecify.annotations.Nullable;

/** Queues. */
final class QueueMapping {

  private QueueMapping() {}

  static Queue toProto(io.github.cloudtasks.model.Queue queue) {
    return toProto(queue, null);
  }

  /** The queue with statistics, where there are any to show. */
  static Queue toProto(
      io.github.cloudtasks.model.Queue queue, io.github.cloudtasks.model.@Nullable QueueStats stats) {
    Queue.Builder proto =
        Queue.newBuilder()
            .setName(queue.name().toString())
            .setRateLimits(RateLimitsMapping.toProto(queue.rateLimits()))
            .setRetryConfig(RetryConfigMapping.toProto(queue.retryConfig()))
            .setStateValue(EnumNumbers.of(queue.state()))
            .setTaskTtl(Times.toProto(queue.taskTtl()))
            .setTombstoneTtl(Times.toProto(queue.tombstoneTtl()));
    TargetMapping.toProto(queue.target(), proto);
    if (queue.purgeTime() != null) {
      proto.setPurgeTime(Times.toProto(queue.purgeTime()));
    }
    if (stats != null) {
      proto.setStats(toProto(stats));
    }
    return proto.build();
  }

  /** The settings; output-only fields are ignored (recorded). */
  static NewQueue fromProto(Queue proto) {
    return new NewQueue(
        TargetMapping.fromProto(proto),
        RateLimitsMapping.fromProto(proto.getRateLimits()),
        RetryConfigMapping.fromProto(proto.getRetryConfig()),
        proto.hasTaskTtl() ? Times.fromProto(proto.getTaskTtl()) : null,
        proto.hasTombstoneTtl() ? Times.fromProto(proto.getTombstoneTtl()) : null,
        null);
  }

  private static QueueStats toProto(io.github.cloudtasks.model.QueueStats stats) {
    QueueStats.Builder proto =
        QueueStats.newBuilder()
            .setTasksCount(stats.tasksCount())
            .setExecutedLastMinuteCount(stats.executedLastMinuteCount())
            .setConcurrentDispatchesCount(stats.concurrentDispatchesCount())
            .setEffectiveExecutionRate(stats.effectiveExecutionRate());
    if (stats.oldestEstimatedArrivalTime() != null) {
      proto.setOldestEstimatedArrivalTime(Times.toProto(stats.oldestEstimatedArrivalTime()));
    }
    return proto.build();
  }
}
