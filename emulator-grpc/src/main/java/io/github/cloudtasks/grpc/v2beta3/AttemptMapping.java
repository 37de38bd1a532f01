package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.ResponseStatus;
import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.proto.v2beta3.Attempt;

/** Attempts of tasks. */
final class AttemptMapping {

    private AttemptMapping() {}

    /** The attempt in an answer, as far as it has come. */
    static Attempt toProto(io.github.cloudtasks.model.Attempt attempt) {
        Attempt.Builder proto = Attempt.newBuilder();
        if (attempt.scheduleTime() != null) {
            proto.setScheduleTime(Times.toProto(attempt.scheduleTime()));
        }
        if (attempt.dispatchTime() != null) {
            proto.setDispatchTime(Times.toProto(attempt.dispatchTime()));
        }
        if (attempt.responseTime() != null) {
            proto.setResponseTime(Times.toProto(attempt.responseTime()));
        }
        if (attempt.outcome() != null) {
            proto.setResponseStatus(ResponseStatus.of(attempt.outcome()));
        }
        return proto.build();
    }

    /** An attempt as it was shown. */
    static io.github.cloudtasks.model.Attempt fromProto(Attempt proto) {
        return new io.github.cloudtasks.model.Attempt(
                proto.hasScheduleTime() ? Times.fromProto(proto.getScheduleTime()) : null,
                proto.hasDispatchTime() ? Times.fromProto(proto.getDispatchTime()) : null,
                proto.hasResponseTime() ? Times.fromProto(proto.getResponseTime()) : null,
                proto.hasResponseStatus() ? ResponseStatus.toOutcome(proto.getResponseStatus()) : null);
    }
}
