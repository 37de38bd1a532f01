package io.github.cloudtasks.rest.routing;

import com.google.protobuf.Empty;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.json.JsonReader;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: finds what stands at the path, and turns whatever goes wrong into the envelope of an error. */
public final class Router {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final RouteTable routes;
    private final ResponseWriter representation;

    public Router(List<Route> routes, ResponseWriter representation) {
        this.routes = new RouteTable(routes);
        this.representation = representation;
    }

    /** The types that errors and the messages of the services can carry in an Any. */
    public static TypeRegistry types(List<RpcService> services) {
        TypeRegistry.Builder types =
                TypeRegistry.newBuilder().add(ErrorInfo.getDescriptor()).add(Empty.getDescriptor());
        for (RpcService service : services) {
            for (Rpc rpc : service.rpcs()) {
                types.add(rpc.request().getDescriptorForType())
                        .add(rpc.response().getDescriptorForType());
            }
        }
        return types.build();
    }

    /** A route for every rule of every method of the services. */
    public static List<Route> routes(List<RpcService> services, TypeRegistry types, ResponseWriter representation) {
        JsonReader reader = new JsonReader(types);
        List<Route> routes = new ArrayList<>();
        for (RpcService service : services) {
            for (Rpc rpc : service.rpcs()) {
                routes.addAll(RpcEndpoint.routes(rpc, reader, representation));
            }
        }
        return routes;
    }

    /** Answers a request; never throws, and a response that comes later comes without fail, unless it is cancelled. */
    public CompletableFuture<RestResponse> handle(RestRequest request) {
        QueryParameters query = QueryParameters.parse(request.query());
        SystemParameters parameters = SystemParameters.of(query, request.method());
        try {
            SystemParameters.check(query, request.method());
            RouteTable.Match match = routes.find(request.method(), request.path());
            if (match == null) {
                return CompletableFuture.completedFuture(noRoute(request));
            }
            MatchedRequest matched = new MatchedRequest(request, query, parameters, match.variables());
            return withoutFailure(match.route().endpoint().handle(matched), request, parameters);
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
        // Who cancels what comes of a stage means the stage.
        CompletableFuture<RestResponse> unused = safe.whenComplete((given, failure) -> response.cancel(false));
        return safe;
    }

    private RestResponse failure(Throwable e, RestRequest request, SystemParameters parameters) {
        if (e instanceof StatusRuntimeException) {
            Status status = StatusProto.fromThrowable(e);
            return representation.writeError(status == null ? internal() : status, parameters);
        }
        log.error("{} {} failed; this is a bug in the emulator", request.method(), request.path(), e);
        return representation.writeError(internal(), parameters);
    }

    /** Clients that read JSON get JSON; the real front end has a page for everybody (recorded). */
    private static RestResponse noRoute(RestRequest request) {
        if (request.prefersHtml()) {
            return NotFoundPage.of(request);
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
