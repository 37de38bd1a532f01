package io.github.cloudtasks.grpc.v2beta2;

import com.google.cloud.tasks.v2beta2.AppEngineHttpTarget;
import com.google.cloud.tasks.v2beta2.HttpTarget;
import com.google.cloud.tasks.v2beta2.OAuthToken;
import com.google.cloud.tasks.v2beta2.OidcToken;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Queue.TargetTypeCase;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Target;
import io.github.cloudtasks.model.Target.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateQueue makes of a queue.
 *
 * @param requested the queue in the request
 * @param mask which of its fields count
 */
record QueueUpdate(Queue requested, UpdateMask mask) {
  private static final String RATE = "rate_limits.max_tasks_dispatched_per_second";
  private static final String BURST = "rate_limits.max_burst_size";

  /** The settings after the update; {@code current} is null when there is no such queue yet. */
  NewQueue of(io.github.cloudtasks.model.@Nullable Queue current) {
    return current == null
        ? QueueMapping.fromProto(merged(Queue.getDefaultInstance()))
        : keepingWhatIsUnnamed(QueueMapping.fromProto(merged(QueueMapping.toProto(current))), current);
  }

  private Queue merged(Queue before) {
    if (mask.isAll()) {
      return requested;
    }
    Queue.Builder merged = before.toBuilder();
    mask.apply(requested, merged);
    if (mask.touches(RATE) && !mask.covers(BURST)) {
      // An explicit burst size lasts until the rate is updated without one (documented).
      merged.getRateLimitsBuilder().clearMaxBurstSize();
    }
    if (merged.getTargetTypeCase() == TargetTypeCase.TARGETTYPE_NOT_SET) {
      setEmptyTarget(before.getTargetTypeCase(), merged);
    }
    if (merged.hasHttpTarget()) {
      dropEmptyToken(merged.getHttpTargetBuilder());
    }
    return merged.build();
  }

  /** To clear a target is to empty it: its kind cannot change (documented). */
  private static void setEmptyTarget(TargetTypeCase kind, Queue.Builder queue) {
    switch (kind) {
      case APP_ENGINE_HTTP_TARGET -> queue.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance());
      case HTTP_TARGET -> queue.setHttpTarget(HttpTarget.getDefaultInstance());
      case PULL_TARGET -> queue.setPullTarget(PullTarget.getDefaultInstance());
      case TARGETTYPE_NOT_SET -> {}
    }
  }

  /** A token whose last field a mask has cleared is gone (recorded). */
  private static void dropEmptyToken(HttpTarget.Builder target) {
    if (target.hasOidcToken() && target.getOidcToken().equals(OidcToken.getDefaultInstance())) {
      target.clearOidcToken();
    }
    if (target.hasOauthToken() && target.getOauthToken().equals(OAuthToken.getDefaultInstance())) {
      target.clearOauthToken();
    }
  }

  /**
   * Other versions have a sampling ratio, and an App Engine override next to an HTTP target; here they have no name.
   */
  private static NewQueue keepingWhatIsUnnamed(NewQueue asked, io.github.cloudtasks.model.Queue current) {
    return new NewQueue(
        keepingOverride(asked.target(), current.target()),
        asked.rateLimits(),
        asked.retryConfig(),
        asked.taskTtl(),
        asked.tombstoneTtl(),
        current.samplingRatio());
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
