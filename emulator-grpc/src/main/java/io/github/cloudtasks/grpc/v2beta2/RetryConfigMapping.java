package io.github.cloudtasks.grpc.v2beta2;

import static io.github.cloudtasks.model.RetryConfig.UNLIMITED;

import com.google.cloud.tasks.v2beta2.RetryConfig;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.grpc.Times;

/** Retry configurations. Unlimited attempts have a field of their own here. */
final class RetryConfigMapping {

  private RetryConfigMapping() {}

  static RetryConfig toProto(io.github.cloudtasks.model.RetryConfig config) {
    RetryConfig.Builder proto = RetryConfig.newBuilder().setMaxDoublings(config.maxDoublings());
    if (config.maxAttempts() == UNLIMITED) {
      proto.setUnlimitedAttempts(true);
    } else {
      proto.setMaxAttempts(config.maxAttempts());
    }
    if (config.maxRetryDuration() != null) {
      proto.setMaxRetryDuration(Times.toProto(config.maxRetryDuration()));
    }
    if (config.minBackoff() != null) {
      proto.setMinBackoff(Times.toProto(config.minBackoff()));
    }
    if (config.maxBackoff() != null) {
      proto.setMaxBackoff(Times.toProto(config.maxBackoff()));
    }
    return proto.build();
  }

  static io.github.cloudtasks.model.RetryConfig fromProto(RetryConfig proto) {
    return new io.github.cloudtasks.model.RetryConfig(
        attempts(proto),
        proto.hasMaxRetryDuration() ? Times.fromProto(proto.getMaxRetryDuration()) : null,
        proto.hasMinBackoff() ? Times.fromProto(proto.getMinBackoff()) : null,
        proto.hasMaxBackoff() ? Times.fromProto(proto.getMaxBackoff()) : null,
        proto.getMaxDoublings());
  }

  /**
   * The number of attempts, {@code UNLIMITED}, or 0 for the default. A number "must be &gt; 0" (documented); 0 counts
   * as unset, as everywhere (inferred).
   */
  private static int attempts(RetryConfig proto) {
    if (proto.getUnlimitedAttempts()) {
      return UNLIMITED;
    }
    if (proto.getMaxAttempts() < 0) {
      throw ApiException.invalidArgument("RetryConfig.maxAttempts must be greater than 0.");
    }
    return proto.getMaxAttempts();
  }
}
