package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.proto.emulator.v1.AwaitIdleRequest;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts over, waits until nothing is left to do, exports and seeds queues with their tasks. */
final class StateHandler {
    private final EmulatorControl control;

    StateHandler(EmulatorControl control) {
        this.control = control;
    }

    /** It may have to read files, which takes its time. */
    CompletableFuture<RestResponse> reset(ControlRequest call) {
        call.body(Empty.newBuilder());
        return call.aside(() -> {
            control.reset();
            return Empty.getDefaultInstance();
        });
    }

    CompletableFuture<RestResponse> awaitIdle(ControlRequest call) {
        AwaitIdleRequest request = call.body(AwaitIdleRequest.newBuilder()).build();
        Duration timeout = ControlParameters.timeout(request.getTimeout());
        String queue = ControlParameters.queueName(request.getQueue());
        return call.when(
                queue.isEmpty() ? control.engine().whenIdle() : control.engine().whenIdle(queue),
                timeout,
                () -> "Not idle within the timeout: " + remaining(queue),
                done -> Empty.getDefaultInstance());
    }

    private String remaining(String queue) {
        List<String> lines = queue.isEmpty()
                ? control.engine().remaining()
                : control.engine().remaining(queue);
        return lines.isEmpty() ? "what was left to do has been done just now" : String.join("; ", lines);
    }

    CompletableFuture<RestResponse> export(ControlRequest call) {
        call.call().rejectParameters();
        return call.aside(() -> SavedStateConverter.toProto(control.engine().snapshots()));
    }

    CompletableFuture<RestResponse> seed(ControlRequest call) {
        return call.aside(() -> {
            State state = call.body(State.newBuilder()).build();
            control.engine().restore(SavedStateConverter.fromProto(state));
            return Empty.getDefaultInstance();
        });
    }
}
