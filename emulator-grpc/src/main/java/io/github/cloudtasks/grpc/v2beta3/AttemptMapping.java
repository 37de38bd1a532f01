package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.OutcomeConverter;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.v2beta3.Attempt;

/** Attempts of tasks. */
final class AttemptMapping {

    private AttemptMapping() {}

    /** The attempt in an answer, as far as it has come. */
    static Attempt toProto(io.github.cloudtasks.model.task.Attempt attempt) {
        Attempt.Builder proto = Attempt.newBuilder();
        if (attempt.scheduleTime() != null) {
            proto.setScheduleTime(TimeConverter.toProto(attempt.scheduleTime()));
        }
        if (attempt.dispatchTime() != null) {
            proto.setDispatchTime(TimeConverter.toProto(attempt.dispatchTime()));
        }
        if (attempt.responseTime() != null) {
            proto.setResponseTime(TimeConverter.toProto(attempt.responseTime()));
        }
        if (attempt.outcome() != null) {
            proto.setResponseStatus(OutcomeConverter.of(attempt.outcome()));
        }
        return proto.build();
    }

    /** An attempt as it was shown. */
    static io.github.cloudtasks.model.task.Attempt fromProto(Attempt proto) {
        return new io.github.cloudtasks.model.task.Attempt(
                proto.hasScheduleTime() ? TimeConverter.fromProto(proto.getScheduleTime()) : null,
                proto.hasDispatchTime() ? TimeConverter.fromProto(proto.getDispatchTime()) : null,
                proto.hasResponseTime() ? TimeConverter.fromProto(proto.getResponseTime()) : null,
                proto.hasResponseStatus() ? OutcomeConverter.toOutcome(proto.getResponseStatus()) : null);
    }
}
