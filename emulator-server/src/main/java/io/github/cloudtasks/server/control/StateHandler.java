package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.proto.emulator.v1.AwaitIdleRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Handles requests to reset, to wait until idle, and to export and import queues with their tasks. */
final class StateHandler {
    private static final int SKIPPED_AFTER_ERROR = 256 << 10;

    /** The memory that the reading of one large task takes: its text, which grows, and its body. */
    private static final int BYTES_PER_RESTORATION = 4 * StateReader.MAX_ELEMENT;

    private static final int MAX_RESTORATIONS = 16;

    private final EmulatorControl control;
    private final int restorations;
    /** Bounds the memory of clients that begin a large task and never end it. */
    private final Semaphore running;

    /**
     * Creates a handler.
     *
     * @param memory the bytes that restorations at the same time may use together; one may always run
     */
    StateHandler(EmulatorControl control, long memory) {
        this.control = control;
        this.restorations = Math.clamp(memory / BYTES_PER_RESTORATION, 1, MAX_RESTORATIONS);
        this.running = new Semaphore(restorations);
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

    /** Writes queue by queue and task by task while the client receives. */
    CompletableFuture<RestResponse> export(ControlRequest request) {
        request.rejectParameters();
        return request.streamed(
                (out, parameters) -> StateWriter.writeJson(queues(), out, parameters),
                out -> StateWriter.writeProtobuf(queues(), out));
    }

    private Iterator<ExportedQueue> queues() {
        return control.engine().exportOneByOne().iterator();
    }

    /** Reads and restores task by task. */
    CompletableFuture<RestResponse> seed(ControlRequest request) {
        request.rejectParameters();
        InputStream body = request.bodyStream();
        return request.inBackground(() -> {
            if (!running.tryAcquire()) {
                throw ControlException.exhausted(
                        ("The heap has room for %d state(s) that are being restored at the same time. Restore them one after"
                                        + " another, or start the emulator with a larger heap: --memory of docker run, or -Xmx in"
                                        + " the environment variable JAVA_TOOL_OPTIONS.")
                                .formatted(restorations));
            }
            try {
                StateReader.restore(body, control.engine());
            } catch (RuntimeException e) {
                skipRest(body);
                throw e;
            } finally {
                running.release();
            }
            return Empty.getDefaultInstance();
        });
    }

    /** Reads the rest of a short body, so that the connection stays usable after an error. */
    private static void skipRest(InputStream body) {
        try {
            body.skipNBytes(SKIPPED_AFTER_ERROR);
        } catch (IOException e) {
            // The body is shorter, or the client has disconnected.
        }
    }
}
