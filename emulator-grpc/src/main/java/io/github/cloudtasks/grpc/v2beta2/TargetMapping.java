package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.v2beta3.HttpTargetMapping;
import io.github.cloudtasks.grpc.v2beta3.RoutingMapping;
import io.github.cloudtasks.model.Target;
import io.github.cloudtasks.model.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import org.jspecify.annotations.Nullable;

/** Targets of queues: one of three here. A push queue shows its HTTP target, or else its App Engine target. */
final class TargetMapping {

  private TargetMapping() {}

  static void toProto(Target target, Queue.Builder queue) {
    switch (target) {
      case Target.PullTarget pull -> queue.setPullTarget(PullTarget.getDefaultInstance());
      case PushTarget push -> {
        if (push.httpTarget() != null) {
          queue.setHttpTarget(Shared.HTTP_TARGET.there(HttpTargetMapping.toProto(push.httpTarget())));
        } else {
          queue.setAppEngineHttpTarget(appEngineTarget(push));
        }
      }
    }
  }

  /** The target in a request; null for none. */
  static @Nullable Target fromProto(Queue queue) {
    return switch (queue.getTargetTypeCase()) {
      case PULL_TARGET -> new Target.PullTarget();
      case HTTP_TARGET ->
          new PushTarget(null, HttpTargetMapping.fromProto(Shared.HTTP_TARGET.back(queue.getHttpTarget())));
      case APP_ENGINE_HTTP_TARGET -> pushTarget(queue.getAppEngineHttpTarget());
      case TARGETTYPE_NOT_SET -> null;
    };
  }

  private static AppEngineHttpTarget appEngineTarget(PushTarget push) {
    AppEngineHttpTarget.Builder proto = AppEngineHttpTarget.newBuilder();
    if (push.appEngineRoutingOverride() != null) {
      proto.setAppEngineRoutingOverride(
          Shared.ROUTING.there(RoutingMapping.toProto(push.appEngineRoutingOverride())));
    }
    return proto.build();
  }

  private static PushTarget pushTarget(AppEngineHttpTarget proto) {
    return new PushTarget(
        proto.hasAppEngineRoutingOverride()
            ? RoutingMapping.fromProto(Shared.ROUTING.back(proto.getAppEngineRoutingOverride()))
            : null,
        null);
  }
}
