package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.EnumNumbers;
import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.grpc.calls.QueueForm;
import io.github.cloudtasks.grpc.v2beta3.StatsMapping;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Target;
import io.github.cloudtasks.model.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Queue.TargetTypeCase;
import org.jspecify.annotations.Nullable;

/** Queues. */
final class QueueMapping implements QueueForm<Queue> {

  @Override
  public Queue prototype() {
    return Queue.getDefaultInstance();
  }

  @Override
  public String ratePath() {
    return "rate_limits.max_tasks_dispatched_per_second";
  }

  /** Documented: "If empty, then all fields will be updated". */
  @Override
  public boolean emptyMaskIsAll() {
    return true;
  }

  @Override
  public Queue toProto(
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
      proto.setStats(Shared.STATS.there(StatsMapping.toProto(stats)));
    }
    return proto.build();
  }

  @Override
  public NewQueue fromProto(Queue proto) {
    return new NewQueue(
        TargetMapping.fromProto(proto),
        RateLimitsMapping.fromProto(proto.getRateLimits()),
        RetryConfigMapping.fromProto(proto.getRetryConfig()),
        proto.hasTaskTtl() ? Times.fromProto(proto.getTaskTtl()) : null,
        proto.hasTombstoneTtl() ? Times.fromProto(proto.getTombstoneTtl()) : null,
        null);
  }

  /** To clear a target is to empty it: its kind cannot change (documented). */
  @Override
  public Queue masked(Queue merged, Queue before) {
    return merged.getTargetTypeCase() == TargetTypeCase.TARGETTYPE_NOT_SET
        ? withEmptyTarget(before.getTargetTypeCase(), merged)
        : merged;
  }

  /** Other versions have a sampling ratio, and an App Engine override next to an HTTP target; here they have no name. */
  @Override
  public NewQueue updated(Queue merged, io.github.cloudtasks.model.Queue current) {
    NewQueue asked = fromProto(merged);
    return new NewQueue(
        keepingOverride(asked.target(), current.target()),
        asked.rateLimits(),
        asked.retryConfig(),
        asked.taskTtl(),
        asked.tombstoneTtl(),
        current.samplingRatio());
  }

  private static Queue withEmptyTarget(TargetTypeCase kind, Queue queue) {
    Queue.Builder emptied = queue.toBuilder();
    switch (kind) {
      case APP_ENGINE_HTTP_TARGET -> emptied.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance());
      case HTTP_TARGET -> emptied.setHttpTarget(HttpTarget.getDefaultInstance());
      case PULL_TARGET -> emptied.setPullTarget(PullTarget.getDefaultInstance());
      case TARGETTYPE_NOT_SET -> {}
    }
    return emptied.build();
  }

  private static @Nullable Target keepingOverride(@Nullable Target asked, Target current) {
    if (asked instanceof PushTarget after
        && after.httpTarget() != null
        && current instanceof PushTarget before
        && before.httpTarget() != null) {
      return new PushTarget(before.appEngineRoutingOverride(), after.httpTarget());
    }
    return asked;
  }
}
