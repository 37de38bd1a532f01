package io.github.cloudtasks.app.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.v2beta3.StateMapping;
import io.github.cloudtasks.proto.emulator.v1.AwaitIdleRequest;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.transcode.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Starts over, waits until nothing is left to do, exports and seeds queues with their tasks. */
final class StateCalls {
  private static final Pattern QUEUE_NAME = Pattern.compile("projects/[^/]+/locations/[^/]+/queues/[^/]+");

  private final EmulatorControl control;

  StateCalls(EmulatorControl control) {
    this.control = control;
  }

  /** It may have to read files, which takes its time. */
  Answer reset(ControlCall call) {
    call.body(Empty.newBuilder());
    return call.when(
        CompletableFuture.runAsync(control::reset),
        Patience.of(""),
        () -> "Starting over takes too long.",
        done -> Empty.getDefaultInstance());
  }

  Answer awaitIdle(ControlCall call) {
    AwaitIdleRequest request = call.body(AwaitIdleRequest.newBuilder()).build();
    Duration patience = Patience.of(request.getTimeout());
    String queue = request.getQueue();
    if (!queue.isEmpty() && !QUEUE_NAME.matcher(queue).matches()) {
      throw Failure.invalid(
          "queue must be a full name such as projects/p/locations/us-central1/queues/q, not \"" + queue + "\".");
    }
    return call.when(
        queue.isEmpty() ? control.engine().idle() : control.engine().idle(queue),
        patience,
        () -> String.join("; ", control.engine().remaining()),
        done -> Empty.getDefaultInstance());
  }

  Answer export(ControlCall call) {
    call.call().refuseParameters();
    return call.with(StateMapping.toProto(control.engine().standing()));
  }

  Answer seed(ControlCall call) {
    State state = call.body(State.newBuilder()).build();
    control.engine().restore(StateMapping.fromProto(state));
    return call.with(Empty.getDefaultInstance());
  }
}
