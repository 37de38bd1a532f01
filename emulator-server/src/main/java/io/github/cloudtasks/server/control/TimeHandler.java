package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.emulator.v1.AdvanceTimeRequest;
import io.github.cloudtasks.proto.emulator.v1.Time;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Handles requests to read, stop, move and resume the clock. */
final class TimeHandler {
    private final EmulatorControl control;

    TimeHandler(EmulatorControl control) {
        this.control = control;
    }

    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.rejectParameters();
        return request.with(time());
    }

    CompletableFuture<RestResponse> freeze(ControlRequest request) {
        request.body(Empty.newBuilder());
        control.freeze();
        return request.with(time());
    }

    CompletableFuture<RestResponse> resume(ControlRequest request) {
        request.body(Empty.newBuilder());
        control.resume();
        return request.with(time());
    }

    CompletableFuture<RestResponse> advance(ControlRequest request) {
        AdvanceTimeRequest message =
                request.body(AdvanceTimeRequest.newBuilder()).build();
        if (message.getBy().isEmpty()) {
            throw ControlException.invalid("by must say how far to move on, such as {\"by\": \"1h30m\"}.");
        }
        Duration by = ControlParameters.duration("by", message.getBy());
        Duration timeout = ControlParameters.timeout(message.getTimeout());
        return request.when(
                control.advance(by),
                timeout,
                () -> "Time stands at " + control.now() + ", and attempts have not ended: "
                        + String.join("; ", control.engine().remaining()),
                moved -> time());
    }

    Time time() {
        return Time.newBuilder()
                .setNow(TimeConverter.toProto(control.now()))
                .setFrozen(control.isFrozen())
                .build();
    }
}
