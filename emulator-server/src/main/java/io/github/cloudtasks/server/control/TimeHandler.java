package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.emulator.v1.AdvanceTimeRequest;
import io.github.cloudtasks.proto.emulator.v1.Time;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Tells the emulator's time, stops it, moves it and lets it run. */
final class TimeHandler {
    private final EmulatorControl control;

    TimeHandler(EmulatorControl control) {
        this.control = control;
    }

    CompletableFuture<RestResponse> get(ControlRequest call) {
        call.call().rejectParameters();
        return call.with(time());
    }

    CompletableFuture<RestResponse> freeze(ControlRequest call) {
        call.body(Empty.newBuilder());
        control.freeze();
        return call.with(time());
    }

    CompletableFuture<RestResponse> resume(ControlRequest call) {
        call.body(Empty.newBuilder());
        control.resume();
        return call.with(time());
    }

    CompletableFuture<RestResponse> advance(ControlRequest call) {
        AdvanceTimeRequest request = call.body(AdvanceTimeRequest.newBuilder()).build();
        if (request.getBy().isEmpty()) {
            throw ControlException.invalid("by must say how far to move on, such as {\"by\": \"1h30m\"}.");
        }
        Duration by = ControlParameters.duration("by", request.getBy());
        Duration timeout = ControlParameters.timeout(request.getTimeout());
        return call.when(
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
