package io.github.cloudtasks.grpc.rpc;

import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/**
 * Notifies a {@link CallListener} of the gRPC calls of the API. Health and reflection are no part of it. A call that
 * the client cancels before it is answered is not reported. Thread-safe.
 */
public final class CallListenerInterceptor implements ServerInterceptor {
    /** The prefix of the names of all services of the API. */
    private static final String API = "google.";

    /** The header in which Google's clients repeat the names of resources, such as {@code parent=projects%2Fp}. */
    private static final Metadata.Key<String> REQUEST_PARAMETERS =
            Metadata.Key.of("x-goog-request-params", Metadata.ASCII_STRING_MARSHALLER);

    private final CallListener listener;

    /** Creates an interceptor that notifies this listener. */
    public CallListenerInterceptor(CallListener listener) {
        this.listener = listener;
    }

    /** Returns these services with reported calls. */
    public List<ServerServiceDefinition> intercept(List<ServerServiceDefinition> services) {
        return interceptApi(services, this);
    }

    /** Returns the services, those of the API with an interceptor. */
    static List<ServerServiceDefinition> interceptApi(
            List<ServerServiceDefinition> services, ServerInterceptor interceptor) {
        return services.stream()
                .map(service -> service.getServiceDescriptor().getName().startsWith(API)
                        ? ServerInterceptors.intercept(service, interceptor)
                        : service)
                .toList();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return next.startCall(new ReportedCall<>(call, headers, listener), headers);
    }

    private static final class ReportedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final long start = System.nanoTime();
        private final Metadata headers;
        private final CallListener listener;

        ReportedCall(ServerCall<Q, R> call, Metadata headers, CallListener listener) {
            super(call);
            this.headers = headers;
            this.listener = listener;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            String method = MethodNames.of(getMethodDescriptor());
            int code = status.getCode().value();
            listener.answered(method, Transport.GRPC, code);
            if (code != 0) {
                String message = status.getDescription() == null ? "" : status.getDescription();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                listener.failed(new FailedCall(method, code, message, resource(), took));
            }
            super.close(status, trailers);
        }

        private String resource() {
            String parameters = headers.get(REQUEST_PARAMETERS);
            return parameters == null ? "" : parameters.replace("%2F", "/");
        }
    }
}
