package io.github.cloudtasks.rest.routing;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import io.github.cloudtasks.grpc.rpc.CallTracer.CallSpan;
import io.github.cloudtasks.grpc.rpc.FailedCall;
import io.github.cloudtasks.grpc.rpc.StatusMapper;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point for requests: calls the endpoint of the matching route, and converts failures to error responses. */
public final class Router {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private static final int BAD_REQUEST = 400;

    private final RouteTable routes;
    /** The routes whose endpoints read the request body as a stream. */
    private final RouteTable streaming;

    private final ResponseWriter writer;
    private final CallListener calls;
    private final CallTracer tracer;

    /** Creates a router without a listener. If several routes have the same method and path, the first one is used. */
    public Router(List<Route> routes, ResponseWriter writer) {
        this(routes, writer, CallListener.NONE, CallTracer.NONE);
    }

    /**
     * Creates a router. If several routes have the same method and path, the first one is used.
     *
     * @param calls is notified of the answered calls of the API
     * @param tracer creates a span for each call of the API
     */
    public Router(List<Route> routes, ResponseWriter writer, CallListener calls, CallTracer tracer) {
        this.calls = calls;
        this.tracer = tracer;
        this.routes = new RouteTable(routes);
        this.streaming = new RouteTable(
                routes.stream().filter(route -> route.endpoint().readsStream()).toList());
        this.writer = writer;
    }

    /**
     * Returns the route of a request; null if there is none.
     *
     * @param path percent-encoded, without the query
     */
    public @Nullable Route find(String method, String path) {
        RouteTable.Match match = routes.find(method, path);
        return match == null ? null : match.route();
    }

    /**
     * Returns whether the endpoint of a request reads the body as a stream. A request with a method override never
     * does.
     *
     * @param head the request without its body
     */
    public boolean readsStream(RestRequest head) {
        return !RequestOverrides.isIn(head.headers()) && streaming.find(head.method(), head.path()) != null;
    }

    /**
     * Handles a request.
     *
     * @return the response, which never fails. Cancelling it cancels what the endpoint returned
     */
    public CompletableFuture<RestResponse> handle(RestRequest request) {
        boolean isPathUtf8 = PercentDecoder.isUtf8(request.path());
        if (!isPathUtf8 || !PercentDecoder.isUtf8(request.query())) {
            return CompletableFuture.completedFuture(
                    failure(RequestErrors.notUtf8(isPathUtf8 ? "query" : "path"), request, SystemParameters.DEFAULT));
        }
        RouteTable.Match match = routes.find(request.method(), request.path());
        CompletableFuture<RestResponse> response = match == null ? handle(request, null) : call(request, match);
        boolean isPublic = match != null && match.route().kind() == RouteKind.PUBLIC_DOCUMENT;
        return isPublic ? response.thenApply(given -> given.withHeader("Access-Control-Allow-Origin", "*")) : response;
    }

    /** Calls the endpoint of a route. A call of the API has a span and is reported. */
    private CompletableFuture<RestResponse> call(RestRequest request, RouteTable.Match match) {
        String method = match.route().endpoint().calledMethod();
        if (method == null) {
            return handle(request, match);
        }
        String resource = match.variables().isEmpty() ? "" : match.variables().getFirst();
        long start = System.nanoTime();
        return reported(traced(request, match, method), given -> report(method, given, resource, start));
    }

    /** Handles a call of the API in its span. */
    private CompletableFuture<RestResponse> traced(RestRequest request, RouteTable.Match match, String method) {
        CallSpan span = tracer.start(method, Transport.REST, request.headers()::get);
        TraceContext context = span.context();
        if (context == null) {
            return handle(request, match);
        }
        CompletableFuture<RestResponse> response = context.call(() -> handle(request, match));
        CompletableFuture<RestResponse> unused = response.whenComplete((given, failure) ->
                span.end(given == null ? Code.CANCELLED_VALUE : given.error().getCode()));
        return response;
    }

    /** Reports the response when it is known. A response that was cancelled is not reported. */
    private static CompletableFuture<RestResponse> reported(
            CompletableFuture<RestResponse> response, Consumer<RestResponse> report) {
        if (response.isDone() && !response.isCompletedExceptionally()) {
            report.accept(response.join());
            return response;
        }
        CompletableFuture<Void> unused = response.thenAccept(report);
        return response;
    }

    private void report(String method, RestResponse given, String resource, long start) {
        Status error = given.error();
        calls.answered(method, Transport.REST, error.getCode());
        if (error.getCode() != 0) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            calls.failed(new FailedCall(method, error.getCode(), error.getMessage(), resource, took));
        }
    }

    private CompletableFuture<RestResponse> handle(RestRequest request, RouteTable.@Nullable Match match) {
        QueryParameters query = QueryParameters.parse(request.query());
        boolean hasJsonp = match != null && match.route().kind().hasJsonp();
        SystemParameters requested = SystemParameters.of(query, request.method(), request.headers());
        SystemParameters parameters = hasJsonp ? requested : requested.withoutCallback();
        try {
            if (match == null || match.route().kind().hasSystemParameters()) {
                SystemParameters.check(query, request.method());
            }
            if (match == null) {
                return CompletableFuture.completedFuture(noRoute(request));
            }
            if (!hasJsonp && SystemParameters.hasCallback(query)) {
                throw match.route().kind() == RouteKind.BATCH_ITEM
                        ? RequestErrors.jsonpInBatch()
                        : RequestErrors.jsonpNotSupported();
            }
            MatchedRequest matched = new MatchedRequest(request, query, parameters, match.variables());
            return withoutFailure(writer.whenStored(match.route().endpoint().handle(matched)), request, parameters);
        } catch (RuntimeException | StackOverflowError e) {
            return CompletableFuture.completedFuture(failure(e, request, parameters));
        }
    }

    private CompletableFuture<RestResponse> withoutFailure(
            CompletableFuture<RestResponse> response, RestRequest request, SystemParameters parameters) {
        if (response.isDone() && !response.isCompletedExceptionally()) {
            return response;
        }
        CompletableFuture<RestResponse> safe = response.exceptionally(e -> failure(
                e instanceof CompletionException && e.getCause() != null ? e.getCause() : e, request, parameters));
        // Cancelling a dependent future does not cancel its source.
        CompletableFuture<RestResponse> unused = safe.whenComplete((given, failure) -> response.cancel(false));
        return safe;
    }

    private RestResponse failure(Throwable e, RestRequest request, SystemParameters parameters) {
        if (e instanceof ApiException notStored) {
            return failure(StatusMapper.toStatus(notStored, ""), request, parameters);
        }
        if (e instanceof StatusRuntimeException) {
            Status status = StatusProto.fromThrowable(e);
            return writer.writeError(status == null ? internal() : status, parameters);
        }
        Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
        if (cause instanceof IOException && request.stream() != null) {
            // The body is damaged, or the client has disconnected.
            return ErrorResponses.json(
                    BAD_REQUEST, "The body could not be read: " + cause.getMessage(), "INVALID_ARGUMENT");
        }
        log.error("{} {} failed; this is a bug in the emulator", request.method(), request.path(), e);
        return writer.writeError(internal(), parameters);
    }

    /**
     * Returns an HTML page for browsers, as the service does for every client (recorded). Other clients get JSON
     * (unlike the service), because a page does not help somebody who debugs a client.
     */
    private static RestResponse noRoute(RestRequest request) {
        if (request.prefersHtml()) {
            return ErrorResponses.notFoundPage(request);
        }
        throw RequestErrors.noRoute(request.method(), request.path());
    }

    private static Status internal() {
        return Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage("Internal error encountered.")
                .build();
    }
}
