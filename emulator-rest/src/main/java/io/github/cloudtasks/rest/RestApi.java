package io.github.cloudtasks.rest;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.discovery.DiscoveryRoutes;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.firebase.FirebaseRoutes;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.rest.http.RestTransport;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The REST API: the routes of every version and the transport that serves them over HTTP/1.1 and HTTP/2. */
public final class RestApi {
    private final RestTransport transport;

    /** A door to all methods of these versions. */
    public RestApi(List<ApiVersion> versions) {
        this(versions, List.of(), FirebaseFunctions.NONE, representation -> List.of());
    }

    /**
     * A door to all methods of these versions.
     *
     * @param documents what else can be read here
     * @param functions where tasks go that come without a url, on a path without a version
     * @param others what else can be called here
     */
    public RestApi(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others) {
        this(versions, documents, functions, others, ConnectionLimits.DEFAULT);
    }

    public RestApi(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            ConnectionLimits limits) {
        this.transport = new RestTransport(gateway(versions, documents, functions, others), limits);
    }

    private static Router gateway(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others) {
        List<RpcService> services = versions.stream()
                .flatMap(v -> Stream.concat(Stream.of(v.cloudTasks()), v.mixins().stream()))
                .toList();
        TypeRegistry types = Router.types(services);
        ResponseWriter representation = new ResponseWriter(types);
        List<Route> routes = new ArrayList<>(Router.routes(services, types, representation));
        for (ApiVersion version : versions) {
            routes.addAll(BufferTaskEndpoint.routes(version, representation));
        }
        routes.addAll(FirebaseRoutes.routes(versions, functions, types, representation));
        routes.addAll(DiscoveryRoutes.routes(versions, representation));
        routes.add(Route.of("GET", "/", new WelcomeEndpoint(versions, representation)));
        for (JsonDocument document : documents) {
            routes.add(Route.of(
                    "GET",
                    document.path(),
                    Endpoint.of(call -> representation.write(
                            document.content().apply(call.request().origin()), call.parameters()))));
        }
        routes.addAll(others.apply(representation));
        return new Router(routes, representation);
    }

    /**
     * Makes a connection speak HTTP/1.1. Called on its event loop, when it is known to be HTTP/1.1, before the first
     * bytes are passed on.
     */
    public void addTo(ChannelPipeline pipeline) {
        transport.addTo(pipeline);
    }

    /**
     * Adds REST to an HTTP/2 connection that serves gRPC. Call it on the connection's event loop, before the first
     * frame.
     */
    public void addTo(Http2ConnectionHandler connection) {
        transport.addTo(connection);
    }
}
