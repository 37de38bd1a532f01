package io.github.cloudtasks.rest;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.discovery.BufferTask;
import io.github.cloudtasks.rest.discovery.Discovery;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.firebase.VersionlessPaths;
import io.github.cloudtasks.rest.transcode.Gateway;
import io.github.cloudtasks.rest.transcode.Representation;
import io.github.cloudtasks.rest.transcode.Route;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flow.FlowControlHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The REST door: serves HTTP/1.1 on connections that somebody else has accepted, and those streams of an HTTP/2
 * connection that are not gRPC's.
 *
 * <pre>
 * bytes ─ HeldBytes ─ ConnectionClock ─ HttpServerCodec ─ FlowControlHandler ─ RequestAssembler ─ Conversation ─ Gateway
 *         wait while    ends stalled      parts of          one at a time while  whole requests,    answers
 *         we answer     connections       messages          the client reads     or refusals
 * </pre>
 *
 * <p>{@link RestStreams} does for HTTP/2 what stands here between the codec and the gateway. Requests are answered on
 * the connection's event loop, at once or when something has happened that they wait for.
 */
public final class RestDoor {
    private final HttpAnswers answers;
    private final ConnectionLimits limits;

    /** A door to all methods of these versions. */
    public RestDoor(List<ApiVersion> versions) {
        this(versions, List.of(), FirebaseFunctions.NONE, representation -> List.of());
    }

    /**
     * A door to all methods of these versions.
     *
     * @param documents what else can be read here
     * @param functions where tasks go that come without a url, on a path without a version
     * @param others what else can be called here
     */
    public RestDoor(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<Representation, List<Route>> others) {
        this(versions, documents, functions, others, ConnectionLimits.DEFAULT);
    }

    RestDoor(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<Representation, List<Route>> others,
            ConnectionLimits limits) {
        this.answers = new HttpAnswers(gateway(versions, documents, functions, others), limits.bodyBytes());
        this.limits = limits;
    }

    private static Gateway gateway(
            List<ApiVersion> versions,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<Representation, List<Route>> others) {
        List<RpcService> services = versions.stream()
                .flatMap(v -> Stream.concat(Stream.of(v.cloudTasks()), v.mixins().stream()))
                .toList();
        TypeRegistry types = Gateway.types(services);
        Representation representation = new Representation(types);
        List<Route> routes = new ArrayList<>(Gateway.routes(services, types, representation));
        for (ApiVersion version : versions) {
            routes.addAll(BufferTask.routes(version, representation));
        }
        routes.addAll(VersionlessPaths.routes(versions, functions, types, representation));
        routes.addAll(Discovery.routes(versions, representation));
        routes.add(Route.of("GET", "/", new Welcome(versions, representation)));
        for (JsonDocument document : documents) {
            routes.add(Route.of(
                    "GET",
                    document.path(),
                    call -> representation.of(
                            document.content().apply(call.request().origin()), call.parameters())));
        }
        routes.addAll(others.apply(representation));
        return new Gateway(routes, representation);
    }

    /**
     * Makes a connection speak HTTP/1.1. Called on its event loop, when it is known to be HTTP/1.1, before the first
     * bytes are passed on.
     */
    public void addTo(ChannelPipeline pipeline) {
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(64 << 10);
        HeldBytes held = new HeldBytes();
        ConnectionClock clock = new ConnectionClock(limits);
        pipeline.addLast(held)
                .addLast(clock)
                .addLast(new HttpServerCodec(decoder))
                .addLast(new FlowControlHandler())
                .addLast(new RequestAssembler(limits.bodyBytes()))
                .addLast(new Conversation(answers, limits, clock, held));
    }

    /**
     * Makes a connection that speaks HTTP/2 answer REST beside gRPC. Called on its event loop, before the first bytes.
     */
    public void addTo(Http2ConnectionHandler connection) {
        connection.decoder().frameListener(new RestStreams(connection, answers, limits.bodyBytes()));
    }
}
