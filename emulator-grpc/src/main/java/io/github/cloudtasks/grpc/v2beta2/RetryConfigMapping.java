package io.github.cloudtasks.grpc.v2beta2;

import static io.github.cloudtasks.model.RetryConfig.UNLIMITED;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;

/** Retry configurations. Unlimited attempts have a field of their own here. */
final class RetryConfigMapping {

  private RetryConfigMapping() {}

  static RetryConfig toProto(io.github.cloudtasks.model.RetryConfig config) {
    RetryConfig translated =
        Shared.RETRY_CONFIG.there(io.github.cloudtasks.grpc.v2beta3.RetryConfigMapping.toProto(config));
    return config.maxAttempts() == UNLIMITED
        ? translated.toBuilder().setUnlimitedAttempts(true).build()
        : translated;
  }

  /** A number of attempts "must be &gt; 0" (documented); 0 counts as unset, as everywhere (inferred). */
  static io.github.cloudtasks.model.RetryConfig fromProto(RetryConfig proto) {
    if (proto.getMaxAttempts() < 0) {
      throw ApiException.invalidArgument("RetryConfig.maxAttempts must be greater than 0.");
    }
    io.github.cloudtasks.proto.v2beta3.RetryConfig translated = Shared.RETRY_CONFIG.back(proto);
    return io.github.cloudtasks.grpc.v2beta3.RetryConfigMapping.fromProto(
        proto.getUnlimitedAttempts() ? translated.toBuilder().setMaxAttempts(UNLIMITED).build() : translated);
  }
}
