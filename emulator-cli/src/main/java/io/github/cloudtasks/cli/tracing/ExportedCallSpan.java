package io.github.cloudtasks.cli.tracing;

import com.google.rpc.Code;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallTracer.CallSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The span of a call of the API. */
final class ExportedCallSpan implements CallSpan {
    /** The codes that are failures of a server by the conventions of OpenTelemetry; others are mistakes of clients. */
    private static final Set<Code> SERVER_ERRORS = Set.of(
            Code.UNKNOWN, Code.DEADLINE_EXCEEDED, Code.UNIMPLEMENTED, Code.INTERNAL, Code.UNAVAILABLE, Code.DATA_LOSS);

    private final Span span;
    private final @Nullable TraceContext context;

    /**
     * Creates a span.
     *
     * @param headers the headers that pass its context on; empty if there is no propagator
     */
    ExportedCallSpan(Span span, Map<String, String> headers) {
        this.span = span;
        this.context = new TraceContext(headers);
    }

    @Override
    public @Nullable TraceContext context() {
        return context;
    }

    @Override
    public void end(int number) {
        Code code = Code.forNumber(number) == null ? Code.UNKNOWN : Code.forNumber(number);
        span.setAttribute("rpc.response.status_code", code.name());
        if (SERVER_ERRORS.contains(code)) {
            span.setStatus(StatusCode.ERROR);
        }
        if (code != Code.OK) {
            span.setAttribute("error.type", code.name());
        }
        span.end();
    }
}
