package io.github.cloudtasks.server.tracing;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates the spans of API calls and of attempts. Must be thread-safe. */
public interface Tracer extends CallTracer {

    /** The span of one attempt. */
    interface AttemptSpan {
        /**
         * Returns the headers that continue the trace in the target, such as {@code traceparent}; empty if the task has
         * a trace of its own.
         */
        Map<String, String> headers();

        /** Ends the span. Called once, on any thread. */
        void end(DeliveryResult result);
    }

    /**
     * Starts the span of an attempt. Must not block and must not throw.
     *
     * @param creation the trace of the call that has created the task; null if it is not known
     */
    AttemptSpan startAttempt(Dispatch dispatch, @Nullable TraceContext creation);
}
