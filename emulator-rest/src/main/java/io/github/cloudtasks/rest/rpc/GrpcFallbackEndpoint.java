package io.github.cloudtasks.rest.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.github.cloudtasks.rest.routing.SystemParameters.Format;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC method that is called over plain HTTP ("gRPC fallback", documented on googleapis.github.io/HowToRPC): a POST
 * with the serialized request, answered with the serialized response, or with a serialized {@code google.rpc.Status}
 * and its HTTP status. Clients of Node 2.x and 3.x use it with {@code fallback: true}, and all of Google's clients for
 * browsers.
 *
 * <p>JSON is accepted and answered too (inferred). A media type that is neither is rejected.
 */
public final class GrpcFallbackEndpoint implements Endpoint {
    private static final String ROOT = "/$rpc/";

    /** The called method; null for paths and HTTP methods that call none. */
    private final @Nullable Rpc rpc;

    private final JsonReader reader;
    private final ResponseWriter writer;

    private GrpcFallbackEndpoint(@Nullable Rpc rpc, JsonReader reader, ResponseWriter writer) {
        this.rpc = rpc;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Returns the routes of all methods of the services, also of those without a REST path. If several services have
     * the same name, the first one is used, as over gRPC.
     *
     * @param types the types that an {@code Any} in a JSON request may contain
     */
    public static List<Route> routes(List<RpcService> services, TypeRegistry types, ResponseWriter writer) {
        JsonReader reader = new JsonReader(types);
        List<Route> routes = new ArrayList<>();
        for (RpcService service : services) {
            String path = ROOT + service.descriptor().getFullName() + "/";
            for (Rpc rpc : service.rpcs()) {
                Endpoint endpoint = new GrpcFallbackEndpoint(rpc, reader, writer);
                routes.add(Route.of("POST", path + rpc.method().getName(), endpoint));
            }
        }
        Endpoint none = new GrpcFallbackEndpoint(null, reader, writer);
        routes.add(Route.of(Route.ANY_METHOD, ROOT + "{service}/{method}", none));
        return routes;
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        RestRequest request = matched.request();
        SystemParameters parameters = request.isProtobuf() && !SystemParameters.namesFormat(matched.query())
                ? matched.parameters().withFormat(Format.PROTOBUF)
                : matched.parameters();
        try {
            return CompletableFuture.completedFuture(call(matched, parameters));
        } catch (StatusRuntimeException e) {
            Status status = StatusProto.fromThrowable(e);
            if (status == null) {
                throw e;
            }
            return CompletableFuture.completedFuture(writer.writeError(status, parameters));
        }
    }

    @Override
    public @Nullable String calledMethod() {
        return rpc == null ? null : rpc.method().getFullName();
    }

    private RestResponse call(MatchedRequest matched, SystemParameters parameters) {
        if (rpc == null) {
            throw RequestErrors.noRoute(
                    matched.request().method(), matched.request().path());
        }
        matched.rejectParameters();
        FieldSelection selection =
                FieldSelection.of(parameters.fields(), rpc.response().getDescriptorForType());
        Message request = read(matched.request(), rpc.request());
        return writer.call(rpc, request, parameters, selection);
    }

    private Message read(RestRequest request, Message prototype) {
        Message.Builder message = prototype.newBuilderForType();
        if (!request.isProtobuf()) {
            if (!request.mayBeJson()) {
                throw RequestErrors.unsupportedContentType(request.contentType());
            }
            reader.read(request.body(), message);
            return message.build();
        }
        try {
            return message.mergeFrom(request.body()).build();
        } catch (InvalidProtocolBufferException e) {
            throw RequestErrors.malformedProtobuf();
        }
    }
}
