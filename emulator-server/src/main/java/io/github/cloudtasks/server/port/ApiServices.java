package io.github.cloudtasks.server.port;

import io.grpc.ServerServiceDefinition;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a port leads to.
 *
 * @param grpc the services
 * @param http1 completes the pipeline of a connection that speaks HTTP/1.1
 * @param http2 teaches a connection that speaks HTTP/2 what is not gRPC
 */
public record ApiServices(
        List<ServerServiceDefinition> grpc, Consumer<ChannelPipeline> http1, Consumer<Http2ConnectionHandler> http2) {}
