package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.proto.emulator.v1.AwaitIdleRequest;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Handles requests to reset, to wait until idle, and to export and import queues with their tasks. */
final class StateHandler {
    private final EmulatorControl control;

    StateHandler(EmulatorControl control) {
        this.control = control;
    }

    /** Resets in the background, because the files of the initial queues are read again. */
    CompletableFuture<RestResponse> reset(ControlRequest request) {
        request.body(Empty.newBuilder());
        return request.inBackground(() -> {
            control.reset();
            return Empty.getDefaultInstance();
        });
    }

    CompletableFuture<RestResponse> awaitIdle(ControlRequest request) {
        AwaitIdleRequest message = request.body(AwaitIdleRequest.newBuilder()).build();
        Duration timeout = ControlParameters.timeout(message.getTimeout());
        String queue = ControlParameters.queueName(message.getQueue());
        return request.when(
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

    CompletableFuture<RestResponse> export(ControlRequest request) {
        request.rejectParameters();
        return request.inBackground(
                () -> SavedStateConverter.toProto(control.engine().snapshots()));
    }

    CompletableFuture<RestResponse> seed(ControlRequest request) {
        return request.inBackground(() -> {
            State state = request.body(State.newBuilder()).build();
            control.engine().restore(SavedStateConverter.fromProto(state));
            return Empty.getDefaultInstance();
        });
    }
}
