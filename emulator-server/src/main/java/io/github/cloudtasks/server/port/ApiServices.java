package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.grpc.ServerServiceDefinition;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The services of a port.
 *
 * @param grpc the gRPC services
 * @param http1 adds the handlers of an HTTP/1.1 connection to its pipeline
 * @param http2 adds REST to an HTTP/2 connection of gRPC
 * @param proxy answers CONNECT; null if CONNECT is not accepted
 */
public record ApiServices(
        List<ServerServiceDefinition> grpc,
        Consumer<ChannelPipeline> http1,
        Consumer<Http2ConnectionHandler> http2,
        @Nullable ConnectProxy proxy) {

    /** Creates services without a proxy. */
    public ApiServices(
            List<ServerServiceDefinition> grpc,
            Consumer<ChannelPipeline> http1,
            Consumer<Http2ConnectionHandler> http2) {
        this(grpc, http1, http2, null);
    }
}
