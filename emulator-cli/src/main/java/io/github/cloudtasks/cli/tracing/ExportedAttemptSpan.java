package io.github.cloudtasks.cli.tracing;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.server.tracing.Tracer.AttemptSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;

/** The span of an attempt, with the attributes of an HTTP client. */
final class ExportedAttemptSpan implements AttemptSpan {
    private final Span span;
    private final Map<String, String> headers;
    private final Payload payload;

    ExportedAttemptSpan(Span span, Map<String, String> headers, Payload payload) {
        this.span = span;
        this.headers = headers;
        this.payload = payload;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public void end(DeliveryResult result) {
        AttemptExchange exchange = result.exchange();
        if (exchange != null) {
            describe(exchange);
        }
        Outcome outcome = result.outcome();
        if (!outcome.completes(payload)) {
            span.setStatus(StatusCode.ERROR, description(outcome));
            span.setAttribute("error.type", errorType(outcome));
        }
        span.end();
    }

    private static String description(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Responded responded -> "";
            case Outcome.DeadlineExceeded exceeded -> "the dispatch deadline has passed";
            case Outcome.Unreachable unreachable -> unreachable.reason();
        };
    }

    private void describe(AttemptExchange exchange) {
        RequestRecord request = exchange.request();
        if (request != null) {
            span.setAttribute("http.request.method", request.method().name());
            span.setAttribute("url.full", request.calledUrl());
        }
        ResponseRecord response = exchange.response();
        if (response != null) {
            span.setAttribute("http.response.status_code", response.status());
        }
        if (exchange.remoteAddress() != null) {
            span.setAttribute("network.peer.address", exchange.remoteAddress().getHostString());
            span.setAttribute("network.peer.port", exchange.remoteAddress().getPort());
        }
        span.setAttribute("cloudtasks.redirects", exchange.redirects());
    }

    private static String errorType(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Responded responded -> Integer.toString(responded.status());
            case Outcome.DeadlineExceeded exceeded -> "timeout";
            case Outcome.Unreachable unreachable -> "unreachable";
        };
    }
}
