package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta2.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.QueueStats;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.Attempt;

/** The messages that all versions have in common, but for a name or a number: they are mapped for v2beta3. */
final class Shared {
  static final Translation<io.github.cloudtasks.proto.v2beta3.AppEngineRouting, AppEngineRouting> ROUTING =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.AppEngineRouting.getDefaultInstance(),
          AppEngineRouting.getDefaultInstance());

  static final Translation<io.github.cloudtasks.proto.v2beta3.HttpTarget, HttpTarget> HTTP_TARGET =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.HttpTarget.getDefaultInstance(), HttpTarget.getDefaultInstance());

  static final Translation<io.github.cloudtasks.proto.v2beta3.HttpRequest, HttpRequest> HTTP_REQUEST =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.HttpRequest.getDefaultInstance(), HttpRequest.getDefaultInstance());

  /** But for unlimited attempts, which have a field of their own in v2beta2. */
  static final Translation<io.github.cloudtasks.proto.v2beta3.RetryConfig, RetryConfig> RETRY_CONFIG =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance(), RetryConfig.getDefaultInstance());

  static final Translation<io.github.cloudtasks.proto.v2beta3.QueueStats, QueueStats> STATS =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.QueueStats.getDefaultInstance(), QueueStats.getDefaultInstance());

  static final Translation<Attempt, AttemptStatus> ATTEMPT =
      Translation.between(Attempt.getDefaultInstance(), AttemptStatus.getDefaultInstance());

  private Shared() {}
}
