package io.github.cloudtasks.grpc.rpc;

import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Creates a span for each call of the API. Must be thread-safe. */
@FunctionalInterface
public interface CallTracer {
    /** A tracer without spans. */
    CallTracer NONE = (method, transport, headers) -> CallSpan.NONE;

    /** The span of one call. */
    interface CallSpan {
        /** The span of a call that is not traced. */
        CallSpan NONE = new CallSpan() {
            @Override
            public @Nullable TraceContext context() {
                return null;
            }

            @Override
            public void end(int code) {}
        };

        /** Returns the context that the call passes on; null if it has none. */
        @Nullable
        TraceContext context();

        /**
         * Ends the span. Called once, on any thread.
         *
         * @param code the number of a {@code google.rpc.Code}: 0 for success, 1 if the client has cancelled the call
         */
        void end(int code);
    }

    /**
     * Starts the span of a call. Must not block and must not throw.
     *
     * @param method the full name of the method, such as {@code google.cloud.tasks.v2.CloudTasks.CreateTask}
     * @param headers returns the value of a request header by its name in lower case; null if there is none
     */
    CallSpan start(String method, Transport transport, UnaryOperator<@Nullable String> headers);
}
