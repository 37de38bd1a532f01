package io.github.cloudtasks.grpc.rpc;

import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import io.github.cloudtasks.grpc.rpc.CallTracer.CallSpan;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Creates the spans of gRPC calls with a {@link CallTracer}. Thread-safe. */
public final class CallTracerInterceptor implements ServerInterceptor {
    private final CallTracer tracer;

    /** Creates an interceptor. */
    public CallTracerInterceptor(CallTracer tracer) {
        this.tracer = tracer;
    }

    /** Returns these services with spans for the calls of the API. */
    public List<ServerServiceDefinition> intercept(List<ServerServiceDefinition> services) {
        return CallListenerInterceptor.interceptApi(services, this);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = MethodNames.of(call.getMethodDescriptor());
        TracedCall<Q, R> traced =
                new TracedCall<>(call, tracer.start(method, Transport.GRPC, name -> value(headers, name)));
        return new TracedListener<>(next.startCall(traced, headers), traced);
    }

    private static @Nullable String value(Metadata headers, @Nullable String name) {
        return headers.get(Metadata.Key.of(String.valueOf(name), Metadata.ASCII_STRING_MARSHALLER));
    }

    private static final class TracedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final CallSpan span;
        private final AtomicBoolean ended = new AtomicBoolean();

        TracedCall(ServerCall<Q, R> call, CallSpan span) {
            super(call);
            this.span = span;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            end(status.getCode());
            super.close(status, trailers);
        }

        void end(Status.Code code) {
            if (ended.compareAndSet(false, true)) {
                span.end(code.value());
            }
        }
    }

    private static final class TracedListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final TracedCall<Q, ?> call;

        TracedListener(ServerCall.Listener<Q> delegate, TracedCall<Q, ?> call) {
            super(delegate);
            this.call = call;
        }

        /** Handles the call: the request is complete. */
        @Override
        public void onHalfClose() {
            TraceContext context = call.span.context();
            if (context == null) {
                super.onHalfClose();
                return;
            }
            boolean unused = context.call(() -> {
                super.onHalfClose();
                return true;
            });
        }

        @Override
        public void onCancel() {
            call.end(Status.Code.CANCELLED);
            super.onCancel();
        }
    }
}
