package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.proxy.ProxiedConnection;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/**
 * A connection that has sent CONNECT, and still belongs to the gRPC server.
 *
 * @param grpc its gRPC handler, which is not in the pipeline yet
 */
record TunnelledConnection(GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols)
        implements ProxiedConnection {

    @Override
    public void continueWithTls(ChannelHandlerContext ctx, SslHandler tls, String hint) {
        tls.setHandshakeTimeoutMillis(protocols.handshakeTimeout().toMillis());
        ctx.pipeline().addAfter(ctx.name(), null, ProtocolDetector.behindTls(grpc, protocols, hint));
        ctx.pipeline().addAfter(ctx.name(), null, tls);
    }

    @Override
    public void continueAsOpened(ChannelHandlerContext ctx) {
        ctx.pipeline().addAfter(ctx.name(), null, ProtocolDetector.inTunnel(grpc, protocols));
    }

    @Override
    public void leave(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        while (!ctx.equals(pipeline.lastContext())) {
            pipeline.removeLast();
        }
        grpc.notifyUnused();
    }
}
