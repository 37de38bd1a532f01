package io.github.cloudtasks.server.tracing;

import io.github.cloudtasks.dispatch.DeliveryFaults;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.server.tracing.Tracer.AttemptSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * A dispatcher that creates a span for each attempt, as a child of the call that has created the task, and passes the
 * trace on to the target. The headers of a task are never replaced. Thread-safe.
 */
public final class TracingDispatcher implements Dispatcher {
    private final Dispatcher delegate;
    private final Tracer tracer;
    private final TaskTraces traces;

    /**
     * Creates a dispatcher, which needs the events of the engine through {@link #events}.
     *
     * @param maxBytes the approximate memory of the traces of the calls that have created tasks, in bytes. Above it, a
     *     task starts a new trace
     */
    public TracingDispatcher(Dispatcher delegate, Tracer tracer, long maxBytes) {
        this.delegate = delegate;
        this.tracer = tracer;
        this.traces = new TaskTraces(maxBytes);
    }

    /** Returns the listener that notes which call has created a task. */
    public EventListener events() {
        return traces;
    }

    @Override
    public DeliveryFaults faults() {
        return delegate.faults();
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        AttemptSpan span = tracer.startAttempt(dispatch, traces.get(dispatch.task()));
        return delegate.deliver(withHeaders(dispatch, span.headers())).whenComplete((result, failure) -> {
            if (result != null) {
                span.end(result);
            }
        });
    }

    private static Dispatch withHeaders(Dispatch dispatch, Map<String, String> headers) {
        if (headers.isEmpty()) {
            return dispatch;
        }
        Payload payload = withHeaders(dispatch.task().payload(), headers);
        return new Dispatch(
                dispatch.task().withPayload(payload),
                dispatch.queue(),
                dispatch.previous(),
                dispatch.responsesBefore());
    }

    private static Payload withHeaders(Payload payload, Map<String, String> headers) {
        return switch (payload) {
            case Payload.HttpRequest http ->
                new Payload.HttpRequest(
                        http.url(),
                        http.httpMethod(),
                        merged(http.headers(), headers),
                        http.body(),
                        http.authorization());
            case Payload.AppEngineHttpRequest http ->
                new Payload.AppEngineHttpRequest(
                        http.httpMethod(),
                        http.appEngineRouting(),
                        http.relativeUri(),
                        merged(http.headers(), headers),
                        http.body());
            case Payload.PullMessage pull -> pull;
        };
    }

    /** Returns the headers of a task and those of the trace that it does not set. */
    private static Map<String, String> merged(Map<String, String> own, Map<String, String> trace) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(own.keySet());
        Map<String, String> merged = new LinkedHashMap<>(own);
        trace.forEach((name, value) -> {
            if (!names.contains(name)) {
                merged.put(name, value);
            }
        });
        return merged;
    }
}
