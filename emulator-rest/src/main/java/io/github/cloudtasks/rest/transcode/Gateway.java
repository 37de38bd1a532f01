package io.github.cloudtasks.rest.transcode;

import com.google.protobuf.Empty;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: finds what stands at the path, and turns whatever goes wrong into the envelope of an error. */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final Routes routes;
    private final Representation representation;

    public Gateway(List<Route> routes, Representation representation) {
        this.routes = new Routes(routes);
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
    public static List<Route> routes(List<RpcService> services, TypeRegistry types, Representation representation) {
        JsonReader reader = new JsonReader(types);
        List<Route> routes = new ArrayList<>();
        for (RpcService service : services) {
            for (Rpc rpc : service.rpcs()) {
                routes.addAll(Transcoder.routes(rpc, reader, representation));
            }
        }
        return routes;
    }

    /** Answers a request; never throws, and a response that comes later comes without fail, unless it is cancelled. */
    public Answer answer(RestRequest request) {
        Query query = Query.parse(request.query());
        SystemParameters parameters = SystemParameters.of(query, request.method());
        try {
            SystemParameters.check(query, request.method());
            Routes.Match match = routes.find(request.method(), request.path());
            if (match == null) {
                return noRoute(request);
            }
            return switch (match.route().endpoint().answer(new Call(request, query, parameters, match.variables()))) {
                case RestResponse now -> now;
                case Answer.Later later -> withoutFailure(later.response(), request, parameters);
            };
        } catch (RuntimeException | StackOverflowError e) {
            return failure(e, request, parameters);
        }
    }

    private Answer withoutFailure(
            CompletableFuture<RestResponse> response, RestRequest request, SystemParameters parameters) {
        CompletableFuture<RestResponse> safe = response.exceptionally(e -> failure(
                e instanceof CompletionException && e.getCause() != null ? e.getCause() : e, request, parameters));
        if (safe.isDone()) {
            return safe.join();
        }
        // Who cancels what comes of a stage means the stage.
        CompletableFuture<RestResponse> unused = safe.whenComplete((given, failure) -> response.cancel(false));
        return new Answer.Later(safe);
    }

    private RestResponse failure(Throwable e, RestRequest request, SystemParameters parameters) {
        if (e instanceof StatusRuntimeException) {
            Status status = StatusProto.fromThrowable(e);
            return representation.error(status == null ? internal() : status, parameters);
        }
        log.error("{} {} failed; this is a bug in the emulator", request.method(), request.path(), e);
        return representation.error(internal(), parameters);
    }

    /** Clients that read JSON get JSON; the real front end has a page for everybody (recorded). */
    private static RestResponse noRoute(RestRequest request) {
        if (request.prefersHtml()) {
            return NotFoundPage.of(request);
        }
        throw Refusal.noRoute(request.method(), request.path());
    }

    private static Status internal() {
        return Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage("Internal error encountered.")
                .build();
    }
}
