package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.emulator.v1.AdvanceTimeRequest;
import io.github.cloudtasks.proto.emulator.v1.Time;
import io.github.cloudtasks.rest.transcode.Answer;
import java.time.Duration;

/** Tells the emulator's time, stops it, moves it and lets it run. */
final class TimeHandler {
    private final EmulatorControl control;

    TimeHandler(EmulatorControl control) {
        this.control = control;
    }

    Answer get(ControlRequest call) {
        call.call().refuseParameters();
        return call.with(time());
    }

    Answer freeze(ControlRequest call) {
        call.body(Empty.newBuilder());
        control.freeze();
        return call.with(time());
    }

    Answer resume(ControlRequest call) {
        call.body(Empty.newBuilder());
        control.resume();
        return call.with(time());
    }

    Answer advance(ControlRequest call) {
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
