package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;

/** Retry configurations, of queues and of tasks. */
final class RetryConfigMapping {

    private RetryConfigMapping() {}

    /** The configuration in an answer; unlimited attempts are -1. */
    static RetryConfig toProto(io.github.cloudtasks.model.RetryConfig config) {
        RetryConfig.Builder proto =
                RetryConfig.newBuilder().setMaxAttempts(config.maxAttempts()).setMaxDoublings(config.maxDoublings());
        if (config.maxRetryDuration() != null) {
            proto.setMaxRetryDuration(TimeConverter.toProto(config.maxRetryDuration()));
        }
        if (config.minBackoff() != null) {
            proto.setMinBackoff(TimeConverter.toProto(config.minBackoff()));
        }
        if (config.maxBackoff() != null) {
            proto.setMaxBackoff(TimeConverter.toProto(config.maxBackoff()));
        }
        return proto.build();
    }

    /** The configuration that a caller asks for. */
    static io.github.cloudtasks.model.RetryConfig fromProto(RetryConfig proto) {
        return new io.github.cloudtasks.model.RetryConfig(
                proto.getMaxAttempts(),
                proto.hasMaxRetryDuration() ? TimeConverter.fromProto(proto.getMaxRetryDuration()) : null,
                proto.hasMinBackoff() ? TimeConverter.fromProto(proto.getMinBackoff()) : null,
                proto.hasMaxBackoff() ? TimeConverter.fromProto(proto.getMaxBackoff()) : null,
                proto.getMaxDoublings());
    }
}
