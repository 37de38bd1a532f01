package io.github.cloudtasks.server.port;

import io.grpc.ServerServiceDefinition;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.List;
import java.util.function.Consumer;

/**
 * The services of a port.
 *
 * @param grpc the gRPC services
 * @param http1 adds the handlers of an HTTP/1.1 connection to its pipeline
 * @param http2 adds REST to an HTTP/2 connection of gRPC
 */
public record ApiServices(
        List<ServerServiceDefinition> grpc, Consumer<ChannelPipeline> http1, Consumer<Http2ConnectionHandler> http2) {}
