package io.github.cloudtasks.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.batch.BatchEndpoint;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.discovery.DiscoveryRoutes;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.firebase.FirebaseRoutes;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.rest.http.HttpTransport;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.rest.routing.Router;
import io.github.cloudtasks.rest.routing.RpcEndpoint;
import io.github.cloudtasks.rest.rpc.GrpcFallbackEndpoint;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The REST API: the routes of all API versions, and the transport that serves them over HTTP/1.1 and HTTP/2.
 * Thread-safe.
 */
public final class RestApi {
    private final HttpTransport transport;

    /** Creates the REST API of these versions, without anything beyond the API. */
    public RestApi(List<ApiVersion> versions) {
        this(versions, List.of(), FirebaseFunctions.NONE, writer -> List.of(), AccessPolicy.DEFAULT);
    }

    /**
     * Creates the REST API of these versions.
     *
     * @param versions the API versions; the first one is preferred in the discovery directory
     * @param documents further documents that can be read, also by web pages of other origins
     * @param functions the target of tasks that are created without a URL on a path without a version
     * @param others returns further routes, whose endpoints use the given writer. One for {@code /} replaces the
     *     {@linkplain #startDocument start document}
     * @param access the rules for requests of web pages
     */
    public RestApi(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            AccessPolicy access) {
        this(versions, documents, functions, others, access, ConnectionLimits.DEFAULT);
    }

    /** Creates the REST API of these versions with the given limits of a connection. */
    public RestApi(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            AccessPolicy access,
            ConnectionLimits limits) {
        this(
                versions,
                documents,
                functions,
                others,
                access,
                limits,
                MemoryBudget.unlimited(),
                CallListener.NONE,
                CallTracer.NONE,
                Journal.NONE);
    }

    /**
     * Creates the REST API of these versions with the given limits of a connection and of all connections.
     *
     * @param calls is notified of the answered calls of the API
     * @param tracer creates a span for each call of the API
     * @param journal receives the changes that responses wait for
     */
    public RestApi(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            AccessPolicy access,
            ConnectionLimits limits,
            MemoryBudget budget,
            CallListener calls,
            CallTracer tracer,
            Journal journal) {
        List<RpcService> services = versions.stream()
                .flatMap(v -> Stream.concat(Stream.of(v.cloudTasks()), v.mixins().stream()))
                .toList();
        TypeRegistry types = RpcEndpoint.types(services);
        ResponseWriter writer = new ResponseWriter(types, journal);
        List<Route> routes = new ArrayList<>(RpcEndpoint.routes(services, types, writer));
        versions.forEach(version -> routes.addAll(BufferTaskEndpoint.routes(version, writer)));
        routes.addAll(FirebaseRoutes.routes(versions, functions, types, writer));
        routes.addAll(GrpcFallbackEndpoint.routes(services, types, writer));
        routes.addAll(DiscoveryRoutes.routes(versions, writer));
        List<Route> inBatches =
                routes.stream().map(route -> route.as(RouteKind.BATCH_ITEM)).toList();
        routes.addAll(BatchEndpoint.routes(new Router(inBatches, writer, calls, tracer), budget));
        // Before the start document, which they may replace.
        routes.addAll(others.apply(writer));
        routes.add(Route.of("GET", "/", startDocument(versions, writer)).as(RouteKind.DOCUMENT));
        documents.forEach(document -> routes.add(route(document, writer).as(RouteKind.PUBLIC_DOCUMENT)));
        this.transport = new HttpTransport(new Router(routes, writer, calls, tracer), access, limits, budget);
    }

    private static Route route(JsonDocument document, ResponseWriter writer) {
        return Route.of("GET", document.path(), endpoint(document.content(), writer));
    }

    /** Returns the endpoint of a JSON document, whose content depends on the scheme and authority of the request. */
    private static Endpoint endpoint(Function<String, JsonNode> content, ResponseWriter writer) {
        return Endpoint.of(
                matched -> writer.write(content.apply(matched.request().origin()), matched.parameters()));
    }

    /** Returns the endpoint of the JSON document at {@code /}, which lists the versions. */
    public static Endpoint startDocument(List<ApiVersion> versions, ResponseWriter writer) {
        return endpoint(origin -> welcome(versions, origin), writer);
    }

    /** Returns the document at {@code /}: the name of the emulator and the discovery documents of its versions. */
    private static ObjectNode welcome(List<ApiVersion> versions, String origin) {
        ObjectNode welcome = JsonNodeFactory.instance.objectNode();
        welcome.put("name", "Cloud Tasks emulator");
        ArrayNode list = welcome.putArray("versions");
        for (ApiVersion version : versions) {
            list.addObject()
                    .put("version", version.id())
                    .put("discoveryRestUrl", origin + "/$discovery/rest?version=" + version.id());
        }
        return welcome;
    }

    /**
     * Adds REST to an HTTP/1.1 connection.
     *
     * @see HttpTransport#addTo(ChannelPipeline)
     */
    public void addTo(ChannelPipeline pipeline) {
        transport.addTo(pipeline);
    }

    /**
     * Adds REST to an HTTP/2 connection that serves gRPC.
     *
     * @see HttpTransport#addTo(Http2ConnectionHandler)
     */
    public void addTo(Http2ConnectionHandler connection) {
        transport.addTo(connection);
    }
}
